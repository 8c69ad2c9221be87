#include "base/base.h"

#include "elf/loader_symbols.h"

static bool
is_pythons(struct str name)
{
	return str_starts(name, STR("Py")) || str_starts(name, STR("_Py"));
}

static bool
defines(struct loader *loader, struct loader_object *object, const struct elf_symbol *symbol)
{
	struct error error;
	bool found;
	if (elf_defines(&object->elf, symbol, &found, &error))
		return found;
	loader_root_error(loader->root, object, &error);
	/* Report it once only. */
	object->elf.gnu_hash.size = object->elf.hash.size = 0;
	return false;
}

/* The list in musl's file: NUL-terminated names, one after the other, with an empty one at the end. */
static struct str
large_file_names(struct loader *loader)
{
	/* sizeof includes the NUL after the last name. */
	static const char begin[] = "aio_cancel\0aio_error\0aio_fsync";
	if (loader->large_file_names.p == NULL) {
		struct str image = loader->musl->mapped;
		struct str list = str_sub(image, str_find_str(image, (struct str){ begin, sizeof(begin) }), 4096);
		size_t end = str_find_str(list, (struct str){ "\0", 2 });
		loader->large_file_names = end < list.n ? str_sub(list, 0, end + 1) : STR("");
	}
	return loader->large_file_names;
}

static bool
is_large_file_name(struct loader *loader, struct str name)
{
	bool odd = str_eq(name, STR("readdir64_r"));
	if (loader->musl == NULL || name.n > 16 || (!odd && !str_ends(name, STR("64"))))
		return false;
	struct str stem = odd ? STR("readdir") : str_sub(name, 0, name.n - 2), rest = large_file_names(loader);
	struct elf_symbol symbol = elf_symbol(odd ? STR("readdir_r") : stem);
	while (rest.n > 0)
		if (str_eq(str_cut(&rest, '\0'), stem))
			return defines(loader, loader->musl, &symbol);
	return false;
}

static bool
is_defined(struct loader *loader, const struct elf_symbol *symbol)
{
	if (loader->program == NULL && is_pythons(symbol->name))
		return true;
	for (size_t i = 0; i < loader->count; i++)
		if (defines(loader, loader->loads[i].object, symbol))
			return true;
	return is_large_file_name(loader, symbol->name);
}

void
loader_bind(struct loader *loader, struct loader_object *object)
{
	struct error error;
	size_t left = 0;
	if (!object->wanted_read && !elf_wanted(&object->elf, &object->wanted, &error))
		loader_root_error(loader->root, object, &error);
	object->wanted_read = true;
	for (size_t i = 0; i < object->wanted.count; i++)
		if (!is_defined(loader, &object->wanted.items[i]))
			object->wanted.items[left++] = object->wanted.items[i];
	object->wanted.count = left;
}
