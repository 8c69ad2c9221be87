/* Makes one image of those that a store has for several platforms. */

#include "base/base.h"

#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/options.h"
#include "base/program.h"
#include "image/archive.h"

static const char usage[] =
	"usage: scibids-join -n NAME -t TAG... -o ARCHIVE IMAGES\n"
	"Writes an OCI image layout in a tar that holds only the index of the images that IMAGES lists, a line for each, as an engine with\n"
	"these images describes them: 'PLATFORM DIGEST SIZE MEDIATYPE'. That engine can load it (docker load).\n"
	"  -n NAME     the image's name\n"
	"  -o ARCHIVE  where to write\n"
	"  -t TAG      a tag; at least one\n";

struct parts {
	struct image_part *items;
	size_t count, capacity;
};

static bool
is_manifest_type(struct str s)
{
	return str_eq(s, STR("application/vnd.oci.image.manifest.v1+json")) || str_eq(s, STR("application/vnd.docker.distribution.manifest.v2+json"));
}

static struct parts
read_parts(const char *path)
{
	struct parts parts = { NULL, 0, 0 };
	struct str content = read_or_die(path, 1 << 20), line, size = STR(""), more;
	for (int n = 1; str_line(&content, &line); n++) {
		struct image_part part = { .size = 0 };
		bool whole = str_word(&line, &part.platform) && str_word(&line, &part.digest) && str_word(&line, &size) && str_word(&line, &part.type);
		if (!whole || str_word(&line, &more) || !is_platform(part.platform) || !is_digest(part.digest) || !str_u64(size, &part.size))
			die(BAD, "%s:%d: expected PLATFORM DIGEST SIZE MEDIATYPE", path, n);
		if (!is_manifest_type(part.type))
			die(BAD, "%s:%d: the image for %.*s is a '%.*s', not one image", path, n, STRF(part.platform), STRF(part.type));
		arena_reserve(&parts.items, parts.count, &parts.capacity);
		parts.items[parts.count++] = part;
	}
	if (parts.count == 0)
		die(BAD, "%s: it lists no image", path);
	return parts;
}

int
main(int argc, char **argv)
{
	struct image_names names = { .name = { NULL, 0 } };
	const char *archive = NULL;
	const struct option_place places[] = {
		{ 'n', .str = &names.name },
		{ 'o', .text = &archive },
		{ 't', .list = &names.tags },
	};
	program_name = "scibids-join";
	answer_help(argc, argv, usage);
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc - optind != 1 || archive == NULL || names.name.n == 0 || names.tags.count == 0)
		wrong_call(usage);
	for (size_t i = 0; i < names.tags.count; i++)
		if (!is_image(str_format("%.*s:%.*s", STRF(names.name), STRF(names.tags.items[i]))))
			die(BAD, "'%.*s:%.*s' is not an image's name", STRF(names.name), STRF(names.tags.items[i]));
	struct parts parts = read_parts(argv[optind]);
	if (!file_replace_cache(archive, image_archive_joint(parts.items, parts.count, &names)))
		die(BAD, "cannot write %s: %s", archive, strerror(errno));
	return DONE;
}
