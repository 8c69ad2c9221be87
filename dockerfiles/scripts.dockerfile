# What stages mount of the context scibids, by SHA-256: that of a file, or of what sha256sum prints of all files in a directory.
@scripts@
