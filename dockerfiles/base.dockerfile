# What was built before can take the place of its stage:  --build-arg TOOLBOX=IMAGE --build-arg INTERPRETER=IMAGE
ARG TOOLBOX=toolbox-build
ARG INTERPRETER=interpreter-build
FROM scratch AS mirror
FROM scratch AS local-wheels
FROM @base@ AS base
