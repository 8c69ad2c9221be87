#include "base/base.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/sums.h"

enum { FACTS = 5 };

struct sum {
	uint64_t facts[FACTS]; /* device, inode, size, mtime, ctime */
	struct str digest;
};

static struct {
	const char *path;
	struct sum *items;
	size_t count, capacity;
	int64_t start;
	bool changed;
} sums;

static bool
look(const char *path, struct sum *sum)
{
	struct stat st;
	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size < SUMS_WORTH)
		return false;
	sum->facts[0] = (uint64_t)st.st_dev;
	sum->facts[1] = (uint64_t)st.st_ino;
	sum->facts[2] = (uint64_t)st.st_size;
	sum->facts[3] = (uint64_t)file_mtime(&st);
	sum->facts[4] = (uint64_t)file_ctime(&st);
	return true;
}

static void
add(struct sum sum)
{
	arena_reserve(&sums.items, sums.count, &sums.capacity);
	sums.items[sums.count++] = sum;
}

static bool
read_lines(struct str text)
{
	struct str line, word, more;
	while (str_line(&text, &line)) {
		struct sum sum;
		for (int i = 0; i < FACTS; i++)
			if (!str_word(&line, &word) || !str_u64(word, &sum.facts[i]))
				return false;
		if (!str_word(&line, &sum.digest) || !sha256_is(sum.digest) || str_word(&line, &more))
			return false;
		add(sum);
	}
	return true;
}

void
sums_open(const char *path)
{
	const size_t end = 2 * (size_t)SHA256_BYTES + 1;
	struct str text;
	memset(&sums, 0, sizeof(sums));
	sums.path = path;
	sums.start = file_now();
	if (!file_exists(path) || !file_read(path, FILE_LIMIT, &text) || text.n < end)
		return;
	struct str lines = str_sub(text, 0, text.n - end);
	if (!str_eq(sha256_of(lines), str_sub(text, text.n - end, end - 1)) || !read_lines(lines))
		sums.count = 0;
}

static bool
is_old(const struct sum *sum)
{
	int64_t before = sums.start - FILE_RACY;
	return (int64_t)sum->facts[3] < before && (int64_t)sum->facts[4] < before;
}

/* What was known of the file before is wrong now. */
static void
remember(struct sum sum)
{
	size_t kept = 0;
	for (size_t i = 0; i < sums.count; i++)
		if (sums.items[i].facts[0] != sum.facts[0] || sums.items[i].facts[1] != sum.facts[1])
			sums.items[kept++] = sums.items[i];
	sums.count = kept;
	add(sum);
	sums.changed = true;
}

bool
sums_of_file(const char *path, struct str *digest)
{
	struct sum before = { .digest = { NULL, 0 } }, after = before;
	if (sums.path == NULL || !look(path, &before))
		return sha256_of_file(path, digest);
	for (size_t i = 0; i < sums.count; i++)
		if (memcmp(sums.items[i].facts, before.facts, sizeof(before.facts)) == 0) {
			*digest = sums.items[i].digest;
			return true;
		}
	if (!sha256_of_file(path, digest))
		return false;
	if (look(path, &after) && memcmp(before.facts, after.facts, sizeof(before.facts)) == 0 && is_old(&after)) {
		after.digest = *digest;
		remember(after);
	}
	return true;
}

void
sums_close(void)
{
	struct text out = { NULL, 0, 0 };
	if (!sums.changed)
		return;
	for (size_t i = sums.count > SUMS_MOST ? sums.count - SUMS_MOST : 0; i < sums.count; i++) {
		for (int k = 0; k < FACTS; k++)
			text_addf(&out, "%" PRIu64 " ", sums.items[i].facts[k]);
		text_addf(&out, "%.*s\n", STRF(sums.items[i].digest));
	}
	text_addf(&out, "%.*s\n", STRF(sha256_of(text_str(&out))));
	(void)file_replace_cache(sums.path, text_str(&out));
}
