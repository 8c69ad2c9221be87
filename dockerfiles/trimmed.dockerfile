
# What was taken from whom by which rule.
FROM scratch AS trimmed
@reports@
