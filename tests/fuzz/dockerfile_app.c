#include "base/base.h"

#include "replay.h"

#include "dockerfile/app.h"

/* What is judged good copies the app in its one way. */
static void
fuzz_one(struct str input)
{
	struct str why, copy = STR("COPY --link --from=app /layer/ /");
	if (!dockerfile_app_is_layer(input, "Dockerfile", &why)) {
		if (why.n == 0)
			abort();
		return;
	}
	if (str_find_str(input, STR("/layer/app/")) == input.n || str_find_str(input, copy) == input.n)
		abort();
}
