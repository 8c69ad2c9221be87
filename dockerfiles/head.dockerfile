# Stitched by scibids from scibids.lock and the Makefile's settings: change those, not this file.
# It builds by itself, with the app's directory as context:  docker buildx build -t @name@ -f @output@ APP
# A directory of Alpine packages can take the mirrors' place:  --build-context mirror=DIR

