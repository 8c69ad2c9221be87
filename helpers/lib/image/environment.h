#ifndef SCIBIDS_IMAGE_ENVIRONMENT_H
#define SCIBIDS_IMAGE_ENVIRONMENT_H

#include "image/config.h"
#include "image/layer.h"

/* The parts of a built image that are needed to replace its app: the manifest and the configuration, whose last layer is the app's
   (image-spec, manifest.md and config.md; Docker's "Image Manifest V2, Schema 2" differs in its types only).

   They are read from a directory that mk/lib/built.sh fills: `facts`, lines of a word and its value (key: of everything but the app; digest:
   of the manifest, sha256:...; unpacked: bytes of all layers but the app's), `manifest.json` and `config.json`, as the builder wrote
   them, and `labels`, lines NAME=value: those that differ from image to image. */

struct image_environment {
	struct str key, labels, manifest_type, config_type;
	struct image_config config;
	struct image_blob *layers; /* the last is the app's */
	struct str compression;    /* of that: "gzip" or "zstd" */
	size_t layer_count;
	uint64_t unpacked;
};

struct image_blob {
	struct str type, digest; /* "sha256:..." */
	uint64_t size;
};

/* False with *WHY: DIR is not as described. */
bool image_environment_read(const char *dir, struct image_environment *environment, struct str *why);

/* The manifest and configuration of the environment with the app LAYER and with LABELS (lines NAME=value) instead of its own. False with
   *WHY: its configuration is not in the builder's form. */
bool image_environment_with(const struct image_environment *environment, const struct image_layer *layer, struct str labels,
                            struct str *manifest, struct str *config, struct str *why);

/* Bytes of all blobs of that image. */
uint64_t image_environment_size(const struct image_environment *environment, const struct image_layer *layer, struct str manifest,
                                struct str config);

#endif
