#include "base/base.h"

#include <strings.h>

#include "base/arena.h"
#include "why/table.h"

bool
why_action_read(struct str s, struct why_action *action)
{
	static const struct {
		struct str word;
		enum record_key key;
		bool value;
	} words[] = {
		{ { "build", 5 }, RECORD_BUILD, true },
		{ { "build-requires", 14 }, RECORD_BUILD_REQUIRES, true },
		{ { "env", 3 }, RECORD_ENV, true },
		{ { "memory", 6 }, RECORD_MEMORY, false },
		{ { "none", 4 }, RECORD_KEYS, false },
		{ { "unsupported", 11 }, RECORD_UNSUPPORTED, false },
	};
	struct str word;
	if (!str_word(&s, &word))
		return false;
	action->value = str_trim(s);
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(word, words[i].word)) {
			action->key = words[i].key;
			return words[i].value == (action->value.n > 0);
		}
	return false;
}

static bool
read_kind(struct str s, enum why_kind *kind)
{
	static const char *const names[] = {
		[WHY_HEADER] = "header",   [WHY_LIBRARY] = "library", [WHY_PKGCONFIG] = "pkgconfig", [WHY_CMAKE] = "cmake",
		[WHY_PROGRAM] = "program", [WHY_WORD] = "word",       [WHY_MODULE] = "module",
	};
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(s, str_of(names[i]))) {
			*kind = (enum why_kind)i;
			return true;
		}
	return false;
}

bool
why_table_read(struct str content, struct why_table *table, struct error *error)
{
	struct str line;
	for (int number = 1; str_line(&content, &line); number++) {
		if (str_trim(line).n == 0 || line.p[0] == '#')
			continue;
		struct why_entry entry = { .note = { NULL, 0 } };
		struct str kind = str_cut(&line, '\t');
		entry.name = str_cut(&line, '\t');
		struct str answer = str_cut(&line, '\t');
		entry.note = line;
		if (!read_kind(kind, &entry.kind))
			return error_at(error, number, STR("the first column is not a kind: header, library, pkgconfig, cmake, program, word, module"));
		if (entry.name.n == 0 || entry.note.n == 0 || str_find(entry.note, '\t') < entry.note.n)
			return error_at(error, number, STR("not four columns between tabs: kind, name, answer, source"));
		if (!why_action_read(answer, &entry.action))
			return error_at(error, number, STR("the third column is not an answer: build, build-requires, env, memory, unsupported, none"));
		arena_reserve(&table->entries, table->count, &table->capacity);
		table->entries[table->count++] = entry;
	}
	return true;
}

static bool
same(enum why_kind kind, struct str a, struct str b, size_t n)
{
	if (a.n < n || b.n < n)
		return false;
	return kind == WHY_WORD || kind == WHY_CMAKE ? strncasecmp(a.p, b.p, n) == 0 : memcmp(a.p, b.p, n) == 0;
}

const struct why_entry *
why_table_find(const struct why_table *table, enum why_kind kind, struct str name)
{
	const struct why_entry *best = NULL;
	for (size_t i = 0; i < table->count; i++) {
		const struct why_entry *e = &table->entries[i];
		bool prefix = str_ends(e->name, STR("*"));
		if (e->kind != kind || !same(kind, e->name, name, prefix ? e->name.n - 1 : e->name.n))
			continue;
		if (!prefix && e->name.n == name.n)
			return e;
		if (prefix && (best == NULL || e->name.n > best->name.n))
			best = e;
	}
	return best;
}
