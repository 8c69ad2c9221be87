#include "base/base.h"

#include <ctype.h>

#include "apk/version.h"
#include "base/arena.h"
#include "record/grammar.h"
#include "record/record.h"
#include "why/search.h"

struct search {
	const struct why_places *places;
	struct why_candidates *found;
};

static void
add(struct search *s, struct why_candidate candidate)
{
	struct why_candidates *found = s->found;
	if (found->count == WHY_CANDIDATES || !apk_name_valid(candidate.apk) || record_in_toolbox(candidate.apk) ||
	    str_starts(candidate.apk, STR("py3-")))
		return;
	for (size_t i = 0; i < found->count; i++)
		if (str_eq(found->at[i].apk, candidate.apk))
			return;
	candidate.installed = str_list_has(s->places->installed, candidate.apk);
	found->at[found->count++] = candidate;
}

static struct str
lower(struct str s)
{
	char *z = str_z(s);
	for (size_t i = 0; i < s.n; i++)
		z[i] = z[i] == '_' ? '-' : (char)tolower((unsigned char)z[i]);
	return (struct str){ z, s.n };
}

static struct str
without_lib(struct str s)
{
	return str_sub(s, str_starts(s, STR("lib")) && s.n > 3 ? 3 : 0, s.n);
}

static size_t
common_beginning(struct str a, struct str b)
{
	size_t n = 0;
	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/* Of two providers of NAME, is A the likelier? Compares priority, then similarity to NAME, then repository. */
static bool
is_likelier(const struct apk_provider *a, const struct apk_provider *b, struct str name)
{
	if (a->apk->provider_priority != b->apk->provider_priority)
		return a->apk->provider_priority > b->apk->provider_priority;
	struct str bare = without_lib(name);
	size_t x = common_beginning(without_lib(a->apk->name), bare), y = common_beginning(without_lib(b->apk->name), bare);
	if (x != y)
		return x > y;
	if (a->apk->source != b->apk->source)
		return a->apk->source < b->apk->source;
	if (a->apk->name.n != b->apk->name.n)
		return a->apk->name.n < b->apk->name.n;
	return str_cmp(a->apk->name, b->apk->name) < 0;
}

/* Adds the providers of CLASS NAME, likeliest first. */
static void
add_providers(struct search *s, const char *class, struct str name)
{
	struct str provided = str_format("%s%.*s", class, STRF(name));
	const struct apk_name *entry = apkindex_providers(s->places->index, provided);
	const struct apk_provider *last = NULL;
	for (size_t k = 0; entry != NULL && k < WHY_CANDIDATES; k++) {
		const struct apk_provider *best = NULL;
		for (const struct apk_provider *p = entry->first; p != NULL; p = p->next)
			if ((last == NULL || is_likelier(last, p, name)) && (best == NULL || is_likelier(p, best, name)))
				best = p;
		if (best == NULL)
			break;
		add(s, (struct why_candidate){ .apk = best->apk->name, .reason = str_format("provides %.*s", STRF(provided)) });
		last = best;
	}
}

static void
add_package(struct search *s, struct str name)
{
	if (apkindex_find(s->places->index, name) != NULL)
		add(s, (struct why_candidate){ .apk = name, .reason = STR("has that name") });
}

static bool
is_version_part(struct str s)
{
	return s.n > 0 && str_all_in(s, "0123456789._-");
}

struct str
why_apk_of(const struct apkindex *index, struct str alternatives)
{
	while (alternatives.p != NULL) {
		struct str pattern = str_cut(&alternatives, '|'), best = { "", 0 }, best_part = { "", 0 };
		size_t star = str_find(pattern, '*');
		if (star == pattern.n && apkindex_find(index, pattern) != NULL)
			return pattern;
		struct str head = str_sub(pattern, 0, star), end = str_sub(pattern, star + 1, pattern.n);
		for (size_t i = 0; star < pattern.n && i < index->count; i++) {
			struct str name = index->apks[i]->name;
			if (name.n <= head.n + end.n || !str_starts(name, head) || !str_ends(name, end))
				continue;
			struct str part = str_sub(name, head.n, name.n - head.n - end.n);
			if (is_version_part(part) && (best.n == 0 || apk_version_compare(part, best_part, index->tools) > 0)) {
				best = name;
				best_part = part;
			}
		}
		if (best.n > 0)
			return best;
	}
	return STR("");
}

static void
add_contents(struct search *s, struct str name)
{
	const struct why_file *files[WHY_CANDIDATES];
	size_t count;
	why_contents_find(s->places->contents, name, files, WHY_CANDIDATES, &count);
	for (size_t i = 0; i < count; i++)
		if (apkindex_find(s->places->index, files[i]->apk) != NULL)
			add(s, (struct why_candidate){ .apk = files[i]->apk,
			                               .reason = str_format("has %.*s", STRF(files[i]->path)),
			                               .path = files[i]->path });
}

static void
add_table(struct search *s, enum why_kind kind, struct str name)
{
	const struct why_entry *entry = why_table_find(s->places->table, kind, name);
	if (entry == NULL)
		return;
	struct str rest = entry->action.value, word;
	if (entry->action.key != RECORD_BUILD) {
		s->found->entry = entry;
		return;
	}
	for (bool also = false; str_word(&rest, &word); also = true) {
		struct str apk = why_apk_of(s->places->index, word);
		struct str reason = str_format("by the table: %.*s", STRF(entry->note));
		if (apk.n > 0)
			add(s, (struct why_candidate){ .apk = apk, .reason = reason, .also = also });
	}
}

/* Spellings of a name in libraries, pkg-config modules and -dev packages. */
static void
add_named(struct search *s, struct str name)
{
	struct str forms[4] = { name, lower(name), without_lib(lower(name)), lower(name) };
	while (forms[3].n > 1 && strchr("0123456789.-", forms[3].p[forms[3].n - 1]) != NULL)
		forms[3].n--;
	for (size_t i = 0; i < COUNT(forms); i++) {
		add_providers(s, "pc:", forms[i]);
		add_providers(s, "pc:lib", forms[i]);
	}
	for (size_t i = 0; i < COUNT(forms); i++) {
		add_package(s, str_format("%.*s-dev", STRF(forms[i])));
		add_package(s, str_format("lib%.*s-dev", STRF(forms[i])));
	}
}

/* Does DEV depend on exactly the package NAME, as a library's -dev package does for its .so link? */
static bool
depends_exactly(const struct apk *dev, struct str name)
{
	struct str rest = dev->depends, word;
	while (str_word(&rest, &word))
		if (str_starts(word, name) && word.n > name.n && word.p[name.n] == '=')
			return true;
	return false;
}

/* The -dev packages of those that provide so:libNAME.so or so:libNAME.so.N. */
static void
add_shared(struct search *s, struct str name)
{
	const struct apkindex *index = s->places->index;
	struct str so = str_format("so:lib%.*s.so", STRF(name));
	for (size_t i = 0; i < index->name_count && s->found->count < WHY_CANDIDATES; i++) {
		const struct apk_name *entry = index->names[i];
		if (!str_starts(entry->name, so) || entry->first == NULL || (entry->name.n > so.n && entry->name.p[so.n] != '.'))
			continue;
		for (size_t k = 0; k < index->count; k++)
			if (str_ends(index->apks[k]->name, STR("-dev")) && depends_exactly(index->apks[k], entry->first->apk->name))
				add(s, (struct why_candidate){ .apk = index->apks[k]->name,
				                               .reason = str_format("goes with %.*s, which provides %.*s",
				                                                    STRF(entry->first->apk->name), STRF(entry->name)) });
	}
}

/* "libxml/parser.h": by the directory, then by the file. */
static void
add_by_header(struct search *s, struct str header)
{
	struct str directory = str_sub(header, 0, str_find(header, '/')), base = header;
	for (size_t slash; (slash = str_find(base, '/')) < base.n;)
		base = str_sub(base, slash + 1, base.n);
	size_t dot = base.n;
	while (dot > 0 && base.p[dot - 1] != '.')
		dot--;
	if (directory.n < header.n)
		add_named(s, directory);
	base = str_sub(base, 0, dot > 1 ? dot - 1 : base.n);
	add_named(s, base);
	if (s->found->count == 0)
		add_named(s, str_sub(base, 0, str_find(base, '-')));
}

static struct str
without_end(struct str s, struct str end)
{
	return str_ends(s, end) && s.n > end.n ? str_sub(s, 0, s.n - end.n) : s;
}

/* Other distributions' names: "libsnappy-dev", "snappy-devel". */
static void
add_word(struct search *s, struct str word, bool programs)
{
	struct str bare = without_end(without_end(word, STR("-devel")), STR("-dev"));
	add_package(s, str_ends(word, STR("-dev")) ? lower(word) : STR(""));
	add_table(s, WHY_WORD, bare);
	if (s->found->entry != NULL)
		return;
	add_named(s, bare);
	add_providers(s, "cmd:", programs ? bare : STR(""));
	add_providers(s, "cmd:", programs ? lower(bare) : STR(""));
}

static void
by_kind(struct search *s, enum why_kind kind, struct str name)
{
	switch (kind) {
	case WHY_HEADER:
		add_by_header(s, name);
		break;
	case WHY_LIBRARY:
		add_providers(s, "pc:lib", name);
		add_providers(s, "pc:", name);
		add_shared(s, name);
		add_named(s, name);
		break;
	case WHY_PKGCONFIG:
		add_providers(s, "pc:", name);
		add_providers(s, "pc:", lower(name));
		if (s->found->count == 0)
			add_word(s, name, false);
		break;
	case WHY_CMAKE:
		add_word(s, name, false);
		break;
	case WHY_SONAME:
		add_providers(s, "so:", name);
		break;
	case WHY_PROGRAM:
		add_providers(s, "cmd:", name);
		break;
	case WHY_WORD:
		add_word(s, name, true);
		break;
	default:
		break;
	}
}

void
why_search(const struct why_places *places, enum why_kind kind, struct str name, struct why_candidates *candidates)
{
	struct search s = { places, candidates };
	*candidates = (struct why_candidates){ .count = 0 };
	if (kind == WHY_HEADER)
		add_contents(&s, name);
	else if (kind == WHY_LIBRARY) {
		add_contents(&s, str_format("lib%.*s.so", STRF(name)));
		add_contents(&s, str_format("lib%.*s.a", STRF(name)));
	}
	if (candidates->count == 0)
		add_table(&s, kind, name);
	if (candidates->count == 0 && candidates->entry == NULL)
		by_kind(&s, kind, name);
}
