#ifndef SCIBIDS_IMAGE_ENVIRONMENT_H
#define SCIBIDS_IMAGE_ENVIRONMENT_H

#include "image/config.h"
#include "image/layer.h"

/* An image that the builder made, as far as it takes to give it another app: its manifest and its configuration, whose last layer
   is the app's (image-spec, manifest.md and config.md; Docker's "Image Manifest V2, Schema 2" is the same but for its types).

   A directory that mk/lib/built.sh fills: `facts`, lines of a word and its value (key: of everything but the app; digest: of the
   manifest, sha256:...; unpacked: bytes of the layers but the app's), `manifest.json` and `config.json`, as the builder wrote them, and
   `labels`, lines NAME=value: those that are others with each image. */

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

/* False with *WHY: what about DIR is not as above. */
bool image_environment_read(const char *dir, struct image_environment *environment, struct str *why);

/* Manifest and configuration of the image whose app is LAYER and whose labels are those of LABELS (lines NAME=value) instead of the
   environment's; all else is the environment's. False with *WHY: its configuration is not as the builder writes one. */
bool image_environment_with(const struct image_environment *environment, const struct image_layer *layer, struct str labels,
                            struct str *manifest, struct str *config, struct str *why);

/* Bytes of all blobs of that image. */
uint64_t image_environment_size(const struct image_environment *environment, const struct image_layer *layer, struct str manifest,
                                struct str config);

#endif
