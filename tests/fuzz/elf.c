#include "base/base.h"

#include "elf/symbols.h"
#include "replay.h"

static void
look_up(const struct elf *elf, struct str name)
{
	struct elf_symbol symbol = elf_symbol(name);
	struct error error;
	bool defines;
	if (!elf_defines(elf, &symbol, &defines, &error) && (error.what == NULL || error.what[0] == '\0'))
		abort();
}

static void
fuzz_one(struct str input)
{
	struct elf elf;
	struct error error;
	struct elf_symbols wanted;
	if (!elf_parse(input, &elf, &error)) {
		if (error.what == NULL)
			abort();
		return;
	}
	for (size_t i = 0; i < elf.needed.count; i++)
		if (elf.needed.items[i].n == 0 || elf.needed.items[i].p < input.p || elf.needed.items[i].p > input.p + input.n)
			abort();
	if (elf_wanted(&elf, &wanted, &error))
		for (size_t i = 0; i < wanted.count; i++)
			look_up(&elf, wanted.items[i].name);
	static const char *const names[] = { "first", "second", "PyInit__speedups", "malloc", "" };
	for (size_t i = 0; i < COUNT(names); i++)
		look_up(&elf, str_of(names[i]));
}
