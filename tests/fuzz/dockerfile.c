/* Any bytes as a Dockerfile: stages and layers that lie within it. */
#include "base/base.h"

#include "dockerfile/read.h"
#include "replay.h"

static void
within(struct str part, struct str all)
{
	if (part.n > 0 && (part.p < all.p || part.p + part.n > all.p + all.n))
		abort();
}

static void
fuzz_one(struct str input)
{
	struct dockerfile_stages stages = dockerfile_read(input);
	for (size_t i = 0; i < stages.count; i++) {
		within(stages.items[i].text, input);
		within(stages.items[i].name, input);
		struct dockerfile_layers layers = dockerfile_layers(&stages, stages.items[i].name);
		for (size_t k = 0; k < layers.count; k++)
			if (dockerfile_layer_name(layers.items[k]).n == 0)
				abort();
	}
}
