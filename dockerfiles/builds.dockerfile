
# One layer with the results of several builds.
FROM scratch AS @stage@
@copies@
