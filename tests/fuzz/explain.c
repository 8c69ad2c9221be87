/* Any bytes as an engine's description of an image, as an app's manifest, as fragments, settings and labels: compared with a state that has
   little of it, and with itself, which finds nothing. */
#include "base/base.h"

#include "explain/image.h"
#include "explain/items.h"
#include "replay.h"

static void
fill(struct explain_state *state, struct str text)
{
	*state = (struct explain_state){ .has_settings = true, .has_fragments = true };
	state->stages = dockerfile_read(text);
	state->labels = text;
	state->has_app = explain_add_app(state, text);
	explain_add_settings(&state->items, text, text);
	explain_add_fragments(&state->items, text);
	explain_sort(&state->items);
}

static void
fuzz_one(struct str input)
{
	struct explain_state full, half;
	struct explain_image image;
	fill(&full, input);
	fill(&half, str_sub(input, 0, input.n / 2));
	explain_image_read(input, &image);
	explain_image_sizes(input, &image);
	if (explain_compare(&full, &full).count > 0)
		abort();
	struct explain_changes changes = explain_compare(&half, &full);
	for (size_t i = 0; i < changes.count; i++)
		if (explain_change_text(&changes.items[i]).n == 0 || explain_change_name(&changes.items[i]).n == 0)
			abort();
	explain_unexplained(&half, &full, &changes);
	explain_image_compare(&image, &full);
	if (explain_layers(&half, &full, &changes, &image, &image).n == 0)
		abort();
}
