#ifndef SCIBIDS_DOCKERFILE_READ_H
#define SCIBIDS_DOCKERFILE_READ_H

#include "base/str.h"

/* The stages of a Dockerfile (Dockerfile reference): comments, continued lines, here-documents and the defaults of ARGs before
   the first FROM are understood, and anything else is skipped: the builder has the last word. */

struct dockerfile_step {
	struct str word; /* "COPY", in capital letters */
	struct str rest; /* what follows it, continued lines and here-documents with it */
	struct str from; /* of a COPY with --from; n 0: none */
	struct str what; /* REST without its flags */
};

struct dockerfile_stage {
	struct str name, base;   /* FROM base AS name; n 0: it has no name */
	struct str text;         /* its instructions, without the comments above its FROM */
	struct str_list uses;    /* stages and images of FROM, --from= and from= */
	struct dockerfile_step *steps;
	size_t count, capacity;
};

struct dockerfile_stages {
	struct dockerfile_stage *items;
	size_t count, capacity;
};

/* Slices of TEXT, which must stay alive. */
struct dockerfile_stages dockerfile_read(struct str text);

/* The last stage of that name, in any case of letters; NULL: there is none. */
const struct dockerfile_stage *dockerfile_stage(const struct dockerfile_stages *stages, struct str name);

/* What makes the layers of the image NAME, the lowest first: the steps of its own stage and of those that it starts from. Layers of a
   base image from elsewhere come before them. */
struct dockerfile_layers {
	const struct dockerfile_step **items;
	size_t count, capacity;
};
struct dockerfile_layers dockerfile_layers(const struct dockerfile_stages *stages, struct str name);

/* What to call a layer: the stage that it is copied from, or its instruction cut to some 30 bytes. */
struct str dockerfile_layer_name(const struct dockerfile_step *step);

#endif
