
# Libraries that several packages bundle: one copy for all.
FROM scratch AS bundled
@bundled@

# Layers that seldom change. Linked copies would be merged file by file again under each small package; these are not.
FROM @root@ AS settled
@interpreter@
@large_copies@
WORKDIR /app
