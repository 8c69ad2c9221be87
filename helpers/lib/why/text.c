#include "base/base.h"

#include "base/arena.h"
#include "python/pep508.h"
#include "why/advice.h"

static struct str
project_of(struct str requirement)
{
	size_t n = 0;
	while (n < requirement.n && strchr("<>=!~ [;@", requirement.p[n]) == NULL)
		n++;
	return pep503_normalise(str_sub(requirement, 0, n));
}

/* Of two requirements on one project, the added one counts, unless it takes any version. */
static bool
is_replaced(struct str old, const struct str_list *added)
{
	struct str project = project_of(old);
	for (size_t i = 0; i < added->count; i++)
		if (str_eq(project_of(added->items[i]), project) && !str_eq(added->items[i], project))
			return true;
	return false;
}

static bool
has_project(const struct str_list *list, struct str requirement)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(project_of(list->items[i]), project_of(requirement)))
			return true;
	return false;
}

/* OLD and ADDED, sorted. */
static struct str_list
joined(const struct str_list *old, const struct str_list *added, bool requirements)
{
	struct str_list list = { NULL, 0, 0 };
	for (size_t i = 0; i < old->count; i++)
		if (!requirements || !is_replaced(old->items[i], added))
			str_list_add(&list, old->items[i]);
	size_t kept = list.count;
	for (size_t k = 0; k < added->count; k++) {
		struct str_list before = { list.items, kept, kept };
		if (!requirements || !has_project(&before, added->items[k]))
			str_list_add(&list, added->items[k]);
	}
	str_list_unique(&list);
	return list;
}

/* Sorted by name; the added one replaces the old one of the same name, but flags and paths are joined. */
static struct record_settings
joined_env(const struct record_settings *old, const struct record_settings *added)
{
	struct record_settings all = { NULL, 0, 0 };
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < old->count; i++)
		str_list_add(&names, old->items[i].name);
	for (size_t i = 0; i < added->count; i++)
		str_list_add(&names, added->items[i].name);
	str_list_unique(&names);
	for (size_t n = 0; n < names.count; n++) {
		struct record_setting setting = { .name = names.items[n] };
		struct str value = { NULL, 0 };
		for (size_t i = 0; i < old->count; i++)
			if (str_eq(old->items[i].name, setting.name))
				value = old->items[i].values.items[0];
		for (size_t i = 0; i < added->count; i++) {
			if (!str_eq(added->items[i].name, setting.name))
				continue;
			struct str more = added->items[i].values.items[0];
			bool flags = str_ends(setting.name, STR("FLAGS")), path = str_ends(setting.name, STR("PATH"));
			bool join = value.n > 0 && (flags || path) && str_find_str(value, more) == value.n;
			value = join ? str_format("%.*s%s%.*s", STRF(value), flags ? " " : ":", STRF(more)) : value.n > 0 && flags ? value : more;
		}
		str_list_add(&setting.values, value);
		arena_reserve(&all.items, all.count, &all.capacity);
		all.items[all.count++] = setting;
	}
	return all;
}

static struct record_needs
joined_needs(const struct record_needs *record, const struct record_needs *added)
{
	struct record_needs needs = *record;
	needs.given |= added->given;
	needs.build = joined(&record->build, &added->build, false);
	needs.build_requires = joined(&record->build_requires, &added->build_requires, true);
	needs.optional_imports = joined(&record->optional_imports, &added->optional_imports, false);
	needs.run = joined(&record->run, &added->run, false);
	needs.env = joined_env(&record->env, &added->env);
	if (added->memory > 0)
		needs.memory = record->memory >= added->memory ? record->memory * 2 : added->memory;
	return needs;
}

/* That no build works is known of the version tried only. */
static struct str
unsupported_text(const struct record_needs *record, struct str reason, struct str version)
{
	struct text text = { NULL, 0, 0 };
	struct str quoted = yaml_quote(reason);
	text_add(&text, record_text(record));
	if (version.n > 0)
		text_addf(&text, "variants:\n  - versions: \"==%.*s\"\n    ", STRF(version));
	text_addf(&text, "unsupported: %.*s\n", STRF(quoted));
	return text_str(&text);
}

static struct str
whole_record(const struct why_advice *advice, const struct why_log *log, const struct record_needs *record)
{
	if (advice->needs.unsupported.n > 0)
		return unsupported_text(record, advice->needs.unsupported, log->version);
	struct record_needs needs = joined_needs(record, &advice->needs);
	return record_text(&needs);
}

static void
add_candidates(struct text *text, const struct why_candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct why_candidate *c = &candidates->at[i];
		text_addf(text, "# %s%.*s %.*s%s\n", i == 0 ? "" : c->also ? "and " : "or ", STRF(c->apk), STRF(c->reason), c->installed ? "; it is installed" : "");
	}
}

struct str
why_advice_text(const struct why_advice *advice, const struct why_log *log, const struct record_needs *record, const char *path)
{
	struct text text = { NULL, 0, 0 };
	const struct why_line *line = advice->finding->line;
	struct str name = log->package.n > 0 ? log->package : STR("the package");
	text_addf(&text, "# %.*s%s%.*s: %.*s\n", STRF(name), log->version.n > 0 ? " " : "", STRF(log->version), STRF(advice->what));
	text_addf(&text, "#   %s:%zu: %.*s\n", path, line->number, STRF(line->text));
	if (log->inner.n > 0)
		text_addf(&text, "# What failed inside is the build of %.*s, which it asks for.\n", STRF(log->inner));
	for (size_t i = 0; i < advice->finding->name_count; i++)
		add_candidates(&text, &advice->of[i]);
	if (advice->note.n > 0)
		text_addf(&text, "# %.*s\n", STRF(advice->note));
	for (size_t i = 0; i < advice->others.count; i++)
		text_addf(&text, "# also, %.*s\n", STRF(advice->others.items[i]));
	if (advice->needs.given == 0) {
		text_add(&text, STR("# No record helps here.\n"));
		return text_str(&text);
	}
	if (log->package.n > 0)
		text_addf(&text, "# %.*s.yaml in the directory that SCIBIDS_RECORDS names:\n", STRF(log->package));
	text_add(&text, whole_record(advice, log, record));
	return text_str(&text);
}

/* Puts the lines of a map below a key between braces. */
static struct str
in_one_line(struct str record)
{
	struct text text = { NULL, 0, 0 };
	struct str line;
	bool inside = false;
	while (str_line(&record, &line)) {
		bool indented = str_starts(line, STR("  ")), opens = str_ends(line, STR(":"));
		if (inside && !indented)
			text_add(&text, STR("}"));
		text_add(&text, text.n == 0 || (inside && indented && text.p[text.n - 1] == '{') ? STR("") : inside && indented ? STR(", ") : STR("; "));
		text_addf(&text, "%.*s%s", STRF(str_trim(line)), opens ? " {" : "");
		inside = opens || (inside && indented);
	}
	text_add(&text, inside ? STR("}") : STR(""));
	return text_str(&text);
}

struct str
why_advice_line(const struct why_advice *advice, const struct why_log *log, const struct record_needs *record, const char *path)
{
	struct text text = { NULL, 0, 0 };
	const struct why_line *at = advice->finding->line;
	text_addf(&text, "%s:%zu: %.*s", path, at->number, STRF(advice->what));
	if (advice->needs.given != 0 && advice->needs.unsupported.n == 0) {
		struct record_needs whole = joined_needs(record, &advice->needs);
		struct str name = log->package.n > 0 ? log->package : STR("NAME");
		text_addf(&text, ": write `%.*s` to %.*s.yaml in SCIBIDS_RECORDS", STRF(in_one_line(record_text(&whole))), STRF(name));
	}
	text_add(&text, STR(" (more: make scibids-why)\n"));
	return text_str(&text);
}
