
# What several packages bundle: one copy for all.
FROM scratch AS bundled
@bundled@

# What seldom changes. Linked copies would be merged again under each small package, file by file; these are not.
FROM @root@ AS settled
@interpreter@
@large_copies@
WORKDIR /app
