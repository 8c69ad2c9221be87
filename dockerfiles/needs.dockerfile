
# What the ELF files of all packages ask a loader for.
FROM scratch AS needs
@facts@
