# A toolbox that was built before can take the place of its stage:  --build-arg TOOLBOX=IMAGE
ARG TOOLBOX=toolbox-build
FROM scratch AS mirror
FROM scratch AS local-wheels
FROM @base@ AS base
