@arguments@

FROM scratch AS scibids
FROM scratch AS mirror
FROM mirror AS locked-mirror
FROM scratch AS local-wheels
FROM @base@ AS base
