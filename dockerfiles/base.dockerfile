
# What was built before can replace its stage:  --build-arg TOOLBOX=IMAGE --build-arg INTERPRETER=IMAGE
ARG TOOLBOX=toolbox-build
ARG INTERPRETER=interpreter-build
FROM scratch AS scibids
FROM scratch AS mirror
FROM scratch AS local-wheels
FROM @base@ AS base
