# Written by scibids from scibids.lock and the Makefile's settings: change those, not this file.
#
# By hand, with the app's directory APP, and the scripts that stages mount in @directory@:
#   docker buildx build -t @name@ --target final --build-context scibids=@directory@ -f @output@ APP
# A directory of Alpine packages can replace the mirrors, and one of wheels the index:
#   --build-context mirror=DIR --build-context local-wheels=DIR
#
# Stages, and what they start from:
#   toolbox       base: compilers, headers and uv
#   interpreter   toolbox: Python, without what a running program has no use for
@package_stages@
#                 toolbox: packages, a layer each
#   rootfs        the apks that the image needs
#   settled       @root@, and the large layers
#   packages      settled, rootfs, and the small layers
#   proof         packages: are all imported and loaded?
#   sbom          toolbox: the bill of materials of packages
#   app           toolbox: the app's directory, once the proof has passed
#   final         packages, sbom, app: the image
#
