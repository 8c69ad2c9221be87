
# Input of the proof: what was removed from which package by which rule, and which modules may fail.
@kept@
FROM scratch AS trimmed
COPY <<'END' /known.json
@imports@
END
COPY <<'END' /programs.json
@programs@
END
@reports@
