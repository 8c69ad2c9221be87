# Scripts that stages mount from the context scibids, with the SHA-256 of the file, or of what sha256sum prints for a directory's files.
@scripts@
