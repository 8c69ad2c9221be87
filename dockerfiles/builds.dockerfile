
# One layer of what several stages have built.
FROM scratch AS @stage@
@copies@
