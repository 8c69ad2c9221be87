
# The needs of all packages' ELF files.
FROM scratch AS needs
@facts@
