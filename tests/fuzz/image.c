/* Any bytes as an image's tar: an inventory, or a reason. */
#include "base.h"

#include <unistd.h>

#include "inventory.h"
#include "replay.h"

static void
fuzz_one(struct str input)
{
	struct inventory inventory;
	struct inventory_error error = { 0, NULL };
	FILE *file = tmpfile();
	if (file == NULL || (input.n > 0 && fwrite(input.p, 1, input.n, file) != input.n) || fflush(file) != 0 || lseek(fileno(file), 0, SEEK_SET) < 0)
		abort();
	if (inventory_read_image(fileno(file), &inventory, &error)) {
		for (size_t i = 0; i < inventory.count; i++) {
			inventory_purl(&inventory, &inventory.items[i]);
			inventory_via(&inventory, &inventory.items[i]);
		}
	} else if (error.what == NULL)
		abort();
	fclose(file);
}
