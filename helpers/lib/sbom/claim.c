#include "base/base.h"

#include "base/arena.h"
#include "sbom/sbom.h"

enum { LISTED_BY_SBOM = 1 };

void
sbom_follow_links(struct fs *fs)
{
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root)) {
		bool loop = false;
		if (n->owner == 0 || !n->present || n->entry == NULL || n->entry->kind != FS_SYMLINK)
			continue;
		struct fs_node *target = fs_resolve(fs, fs_path(n), &loop);
		if (target != NULL && fs_is_file(target) && target->owner == 0 && str_starts(fs_path(target), STR("usr/local/lib/bundled/")))
			target->owner = n->owner;
	}
}

static bool
is_below(const struct fs_node *node, const struct fs_node *top)
{
	for (; top != NULL && node != NULL; node = node->parent)
		if (node == top)
			return true;
	return false;
}

static void
mark_listed(struct fs *fs, const struct sbom *sbom)
{
	for (size_t i = 0; i < sbom->count; i++) {
		const struct sbom_part *part = &sbom->parts[i];
		if (!str_eq(part->group, STR("root-files")))
			continue;
		struct fs_node *node = fs_find(fs, part->location);
		if (node != NULL && fs_is_file(node) && str_eq(fs_sha256(fs, node), part->sha256))
			node->listed = LISTED_BY_SBOM;
	}
}

/* The index of the interpreter in the inventory, or its count. */
static size_t
interpreter_of(const struct inventory *inventory)
{
	size_t i = 0;
	while (i < inventory->count && inventory->items[i].kind != COMPONENT_CPYTHON)
		i++;
	return i;
}

void
sbom_claim(struct fs *fs, const struct inventory *inventory, const struct sbom *sbom, struct sbom_claims *claims)
{
	size_t count = inventory->count, interpreter = interpreter_of(inventory);
	const struct fs_node *app = fs_find(fs, STR("app")), *documents = fs_find(fs, STR("usr/share/sbom"));
	claims->counts = arena_take_array(count + CLAIM_OTHERS, sizeof(*claims->counts));
	mark_listed(fs, sbom);
	for (struct fs_node *n = fs->root; n != NULL; n = fs_next(n, fs->root)) {
		if (!fs_is_file(n))
			continue;
		const struct fs_node *source = inventory_source(fs, n);
		size_t claimant = count + CLAIM_NOBODY;
		if (source->owner > 0 && source->owner <= count)
			claimant = source->owner - 1;
		else if (n->listed == LISTED_BY_SBOM)
			claimant = count + CLAIM_ROOT;
		else if (is_below(n, app))
			claimant = count + CLAIM_APP;
		else if (is_below(n, documents))
			claimant = count + CLAIM_SBOM;
		else if (source->interpreter && interpreter < count)
			claimant = interpreter;
		claims->counts[claimant]++;
		if (claims->each != NULL)
			claims->each(claims->context, n, claimant);
		if (claimant == count + CLAIM_NOBODY)
			str_list_add(&claims->unclaimed, fs_path(n));
		n->listed = 0;
	}
}
