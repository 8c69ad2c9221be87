/* Any bytes as an image's tar: an inventory and a comparison with itself that finds nothing, or a reason. */
#include "base/base.h"

#include <unistd.h>

#include "image/diff.h"
#include "inventory/inventory.h"
#include "replay.h"

static void
compare(int fd)
{
	static const struct str names[2] = { { "a", 1 }, { "b", 1 } };
	struct image_content content;
	struct str what = { NULL, 0 };
	if (lseek(fd, 0, SEEK_SET) < 0)
		abort();
	if (!image_content_read(fd, &content, &what)) {
		if (what.n == 0)
			abort();
		return;
	}
	struct image_diff diff = image_diff(&content, &content, names, 10);
	for (size_t i = 0; i < diff.layer_count; i++)
		if (diff.layers[i].verdict != LAYER_SAME)
			abort();
	if (diff.config.count + diff.manifest.count > 0)
		abort();
}

/* INPUT in a file that is made once, for that costs more than to read it. */
static int
in_file(struct str input)
{
	static FILE *file;
	if (file == NULL && (file = tmpfile()) == NULL)
		abort();
	int fd = fileno(file);
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0 || !file_write(fd, input) || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	return fd;
}

static void
fuzz_one(struct str input)
{
	struct inventory inventory;
	struct error error = { 0 };
	int fd = in_file(input);
	if (inventory_read_image(fd, &inventory, &error)) {
		for (size_t i = 0; i < inventory.count; i++) {
			inventory_purl(&inventory, &inventory.items[i]);
			inventory_via(&inventory, &inventory.items[i]);
		}
	} else if (error.what == NULL)
		abort();
	compare(fd);
}
