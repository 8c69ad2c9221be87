@arguments@

FROM scratch AS scibids
FROM scratch AS mirror
FROM scratch AS local-wheels
FROM @base@ AS base
