
# What the proof is told: what was taken from which package by which rule, and which modules may fail.
@kept@
FROM scratch AS trimmed
COPY <<'END' /known.json
@imports@
END
COPY <<'END' /programs.json
@programs@
END
@reports@
