# The files of the context scibids that stages mount, by SHA-256:
@scripts@
