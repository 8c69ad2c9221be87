# Written by scibids from scibids.lock and the Makefile's settings: change those, not this file.
#
# By hand, with the app's directory APP, and the scripts that stages mount in @directory@:
#   docker buildx build -t @name@ --target final --build-context scibids=@directory@ -f @output@ APP
# --build-context mirror=DIR replaces Alpine's mirrors by a directory, --build-context local-wheels=DIR the index of packages.
#
# Stages, and what they start from:
#   installer     base: uv
@toolbox@
#   interpreter   base: Python, without what a running program has no use for
@package_stages@
#                 installer, or toolbox for build-*: packages, a layer each
#   rootfs        base: the apks that the image needs
#   settled       @root@, and the large layers
#   packages      settled, rootfs, and the small layers
#   proof         packages: are all imported and loaded?
#   sbom          installer: the bill of materials of packages
#   app           base: the app's directory, once the proof has passed
#   final         packages, sbom, app: the image
#
