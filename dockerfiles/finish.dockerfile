
# What finishes a layer: takes away what an image has no use for, writes bytecode, makes RECORD true.
FROM scratch AS finish
@files@
