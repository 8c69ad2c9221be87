#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "inventory/inventory.h"

void
inventory_add(struct inventory *inventory, struct component component)
{
	arena_reserve(&inventory->items, inventory->count, &inventory->capacity);
	inventory->items[inventory->count++] = component;
}

void
inventory_unjudged(struct inventory *inventory, struct str what, struct str why)
{
	arena_reserve(&inventory->unjudged, inventory->unjudged_count, &inventory->unjudged_capacity);
	inventory->unjudged[inventory->unjudged_count++] = (struct unjudged){ what, why };
}

const struct component *
inventory_find(const struct inventory *inventory, struct str project)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (inventory->items[i].kind == COMPONENT_PYTHON && str_eq(inventory->items[i].name, project) &&
		    inventory_vendor(inventory, &inventory->items[i]) == NULL)
			return &inventory->items[i];
	return NULL;
}

const struct component *
inventory_vendor(const struct inventory *inventory, const struct component *component)
{
	const struct component *owner = component->owner > 0 ? &inventory->items[component->owner - 1] : NULL;
	return owner != NULL && owner->kind == COMPONENT_PYTHON ? owner : NULL;
}

bool
inventory_owns(const struct inventory *inventory, const struct fs_node *node, enum component_kind kind)
{
	return node->owner > 0 && node->owner <= inventory->count && inventory->items[node->owner - 1].kind == kind;
}

struct str
inventory_title(const struct component *component)
{
	return str_format("%.*s %.*s", STRF(component->name), STRF(component->version));
}

/* Percent-encodes all but [A-Za-z0-9._~-]. */
static void
add_encoded(struct text *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(".-_~", c) != NULL;
		text_addf(out, plain && c != '\0' ? "%c" : "%%%02X", c);
	}
}

struct str
inventory_purl(const struct inventory *inventory, const struct component *component)
{
	static const char *const types[] = { "pkg:apk/", "pkg:pypi/", "pkg:generic/" };
	struct text out = { NULL, 0, 0 };
	text_add(&out, str_of(types[component->kind]));
	if (component->kind == COMPONENT_APK)
		text_addf(&out, "%.*s/", STRF(inventory->distro.n > 0 ? inventory->distro : STR("alpine")));
	add_encoded(&out, component->name);
	if (component->version.n > 0)
		text_add(&out, STR("@"));
	add_encoded(&out, component->version);
	if (component->kind != COMPONENT_APK)
		return text_str(&out);
	const char *mark = "?";
	if (component->arch.n > 0) {
		text_add(&out, STR("?arch="));
		add_encoded(&out, component->arch);
		mark = "&";
	}
	if (inventory->branch.n > 0) {
		text_addf(&out, "%sdistro=alpine-", mark);
		add_encoded(&out, str_starts(inventory->branch, STR("v")) ? str_sub(inventory->branch, 1, inventory->branch.n) : inventory->branch);
	}
	return text_str(&out);
}
