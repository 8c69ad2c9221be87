
# What several packages bring: one copy for all.
FROM scratch AS bundled
@bundled@

# What seldom changes. Linked copies are merged again under each small package, file by file: these are not.
FROM @root@ AS settled
@interpreter@
@large_copies@
WORKDIR /app
