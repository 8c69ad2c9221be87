#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"
#include "context/tree_index.h"

enum { HEAD = 16 + 8 + 8, RECORD = 4 * 8 + TREE_DIGEST, SUM = 64, LIMIT = 1 << 30 };

static const char magic[] = "scibids index 1\n";

static uint64_t
get(const unsigned char *p)
{
	uint64_t value = 0;
	for (size_t i = 8; i-- > 0;)
		value = value << 8 | p[i];
	return value;
}

static unsigned char *
put(unsigned char *p, uint64_t value)
{
	for (size_t i = 0; i < 8; i++)
		*p++ = (unsigned char)(value >> (8 * i));
	return p;
}

void
tree_index_load(struct tree_index *index, const char *path)
{
	struct str text;
	*index = (struct tree_index){ .start = file_now() };
	if (!file_read(path, LIMIT, &text) || text.n < HEAD + SUM || (text.n - HEAD - SUM) % RECORD != 0)
		return;
	const unsigned char *p = (const unsigned char *)text.p;
	size_t count = (text.n - HEAD - SUM) / RECORD;
	struct str sum = str_sub(text, text.n - SUM, SUM);
	text.n -= SUM;
	if (!str_starts(text, STR(magic)) || get(p + 24) != count || !str_eq(sha256_of(text), sum))
		return;
	index->directory = get(p + 16);
	index->records = p + HEAD;
	index->count = count;
}

static const unsigned char *
find(const struct tree_index *index, uint64_t inode)
{
	size_t low = 0, high = index->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const unsigned char *record = index->records + middle * RECORD;
		uint64_t found = get(record);
		if (found == inode)
			return record;
		if (found < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool
worth(const struct tree_index *index, const struct tree *tree, const struct tree_entry *entry)
{
	int64_t before = index->start - FILE_RACY;
	return entry->kind == TREE_FILE && entry->size > 0 && entry->device == tree->device && entry->mtime < before &&
	       entry->ctime < before;
}

void
tree_index_apply(struct tree_index *index, struct tree *tree)
{
	size_t known = 0;
	if (index->directory != tree->inode)
		return;
	index->same = true;
	for (size_t i = 0; i < tree->count; i++) {
		struct tree_entry *entry = &tree->entries[i];
		if (!worth(index, tree, entry))
			continue;
		const unsigned char *r = find(index, entry->inode);
		if (r == NULL || get(r + 8) != entry->size || get(r + 16) != (uint64_t)entry->mtime || get(r + 24) != (uint64_t)entry->ctime) {
			index->same = false;
			continue;
		}
		memcpy(entry->digest, r + 32, TREE_DIGEST);
		entry->known = true;
		known++;
	}
	/* Hard links count each time here, but once in the index, which is then rewritten with the same content. */
	index->same = index->same && known == index->count;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct tree_entry *x = *(const struct tree_entry *const *)a, *y = *(const struct tree_entry *const *)b;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

bool
tree_index_save(const struct tree_index *index, const char *path, const struct tree *tree)
{
	if (index->same)
		return true;
	const struct tree_entry **entries = arena_take_array(tree->count, sizeof(struct tree_entry *));
	size_t count = 0, kept = 0;
	for (size_t i = 0; i < tree->count; i++)
		if (worth(index, tree, &tree->entries[i]))
			entries[count++] = &tree->entries[i];
	if (count > 0)
		qsort(entries, count, sizeof(*entries), compare_entries);
	unsigned char *bytes = arena_take(HEAD + count * RECORD + SUM), *p = bytes + HEAD;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && entries[i]->inode == entries[i - 1]->inode)
			continue;
		p = put(put(put(put(p, entries[i]->inode), entries[i]->size), (uint64_t)entries[i]->mtime), (uint64_t)entries[i]->ctime);
		memcpy(p, entries[i]->digest, TREE_DIGEST);
		p += TREE_DIGEST;
		kept++;
	}
	memcpy(bytes, magic, 16);
	put(put(bytes + 16, tree->inode), kept);
	struct str all = { (const char *)bytes, (size_t)(p - bytes) };
	memcpy(p, sha256_of(all).p, SUM);
	all.n += SUM;
	return file_replace_cache(path, all);
}
