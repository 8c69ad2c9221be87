#include "base/base.h"

#include "base/arena.h"
#include "python/pep508.h"
#include "why/advice.h"

/* TEXT with "%" replaced by the finding's first name. */
static struct str
filled(struct str text, const struct why_finding *finding)
{
	size_t at = str_find(text, '%');
	if (at == text.n || finding->name_count == 0)
		return text;
	return str_format("%.*s%.*s%.*s", STRF(str_sub(text, 0, at)), STRF(finding->names[0]), STRF(str_sub(text, at + 1, text.n)));
}

static void
add_to_list(struct record_needs *needs, enum record_key key, struct str_list *list, struct str value)
{
	needs->given |= 1u << key;
	if (!str_list_has(list, value))
		str_list_add(list, value);
}

static void
add_env(struct record_needs *needs, struct str name, struct str value)
{
	struct record_settings *env = &needs->env;
	struct record_setting setting = { .name = name };
	str_list_add(&setting.values, value);
	needs->given |= 1u << RECORD_ENV;
	arena_reserve(&env->items, env->count, &env->capacity);
	env->items[env->count++] = setting;
}

enum { FIRST_MEMORY = 4 /* GB, for a first record */ };

static void
add_action(struct record_needs *needs, struct why_action action, struct str note)
{
	struct str value = action.value;
	switch (action.key) {
	case RECORD_BUILD:
		add_to_list(needs, RECORD_BUILD, &needs->build, value);
		break;
	case RECORD_BUILD_REQUIRES:
		add_to_list(needs, RECORD_BUILD_REQUIRES, &needs->build_requires, value);
		break;
	case RECORD_ENV: {
		struct str name = str_cut(&value, '=');
		add_env(needs, name, value);
		break;
	}
	case RECORD_MEMORY:
		/* Fewer jobs need less memory. */
		needs->given |= 1u << RECORD_MEMORY;
		needs->memory = (uint64_t)FIRST_MEMORY << 30;
		add_env(needs, STR("CMAKE_BUILD_PARALLEL_LEVEL"), STR("1"));
		add_env(needs, STR("MAKEFLAGS"), STR("-j1"));
		break;
	case RECORD_UNSUPPORTED:
		needs->given |= 1u << RECORD_UNSUPPORTED;
		needs->unsupported = note;
		break;
	default:
		break;
	}
}

static struct str
described(const struct why_finding *finding)
{
	static const char *const kinds[WHY_KINDS] = {
		[WHY_HEADER] = "header",     [WHY_LIBRARY] = "library",     [WHY_PKGCONFIG] = "pkg-config module", [WHY_CMAKE] = "CMake package",
		[WHY_PROGRAM] = "program", [WHY_WORD] = "library or program", [WHY_MODULE] = "Python module",
	};
	struct text text = { NULL, 0, 0 };
	if (finding->pattern->kind == WHY_FIXED)
		return filled(str_of(finding->pattern->note), finding);
	if (finding->pattern->kind == WHY_IMPORT || finding->pattern->kind == WHY_SONAME)
		return str_format("in the image %.*s is missing", STRF(finding->names[finding->name_count - 1]));
	text_addf(&text, "%s ", kinds[finding->pattern->kind]);
	for (size_t i = 0; i < finding->name_count; i++)
		text_addf(&text, "%s%.*s", i > 0 ? " and " : "", STRF(finding->names[i]));
	text_addf(&text, "%s missing", finding->name_count > 1 ? " are" : " is");
	return text_str(&text);
}

/* For a header that an installed package has outside the compiler's search path. */
static bool
add_directory(struct record_needs *needs, const struct why_candidate *candidate, struct str header)
{
	if (candidate->path.n <= header.n + 1 || !str_ends(candidate->path, header))
		return false;
	struct str directory = str_sub(candidate->path, 0, candidate->path.n - header.n - 1);
	if (str_eq(directory, STR("usr/include")) || !str_starts(directory, STR("usr/include/")))
		return false;
	add_env(needs, STR("CPATH"), str_format("/%.*s", STRF(directory)));
	return true;
}

static bool
add_apks(struct record_needs *needs, const struct why_candidates *candidates)
{
	bool any = false;
	for (size_t i = 0; i < candidates->count; i++) {
		const struct why_candidate *c = &candidates->at[i];
		if (c->installed || (i > 0 && !c->also))
			continue;
		add_to_list(needs, RECORD_BUILD, &needs->build, c->apk);
		any = true;
	}
	return any;
}

static bool
advise_apks(const struct why_places *places, const struct why_finding *finding, struct why_advice *advice)
{
	bool any = false;
	for (size_t i = 0; i < finding->name_count; i++) {
		struct why_candidates *c = &advice->of[i];
		why_search(places, finding->pattern->kind, finding->names[i], c);
		if (c->entry != NULL) {
			advice->note = c->entry->note;
			add_action(&advice->needs, c->entry->action, c->entry->note);
			any = true;
		} else if (add_apks(&advice->needs, c))
			any = true;
		else if (c->count > 0 && finding->pattern->kind == WHY_HEADER)
			any = add_directory(&advice->needs, &c->at[0], finding->names[i]) || any;
	}
	return any;
}

static bool
advise_module(const struct why_places *places, const struct why_log *log, const struct why_finding *finding, struct why_advice *advice)
{
	const struct why_entry *entry = why_table_find(places->table, WHY_MODULE, finding->names[0]);
	if (entry != NULL) {
		advice->note = entry->note;
		add_action(&advice->needs, entry->action, entry->note);
		return true;
	}
	struct str project = pep503_is_name(finding->names[0]) ? pep503_normalise(finding->names[0]) : STR("");
	if (project.n == 0 || str_eq(project, log->package) || finding->names[0].p[0] == '_')
		return false;
	add_to_list(&advice->needs, RECORD_BUILD_REQUIRES, &advice->needs.build_requires, project);
	return true;
}

static bool
advise_fixed(const struct why_places *places, const struct why_finding *finding, struct why_advice *advice)
{
	struct why_action action;
	if (!why_action_read(filled(str_of(finding->pattern->answer), finding), &action))
		return false;
	if (action.key == RECORD_BUILD) {
		action.value = why_apk_of(places->index, action.value);
		if (action.value.n == 0 || str_list_has(places->installed, action.value))
			return false;
	}
	add_action(&advice->needs, action, advice->what);
	return true;
}

/* A missing module of the package itself was left out of its build; any other belongs in the requirements. */
static bool
advise_import(const struct why_finding *finding, struct why_advice *advice)
{
	struct str module = finding->names[1], lacks = finding->names[2];
	advice->package = pep503_is_name(finding->names[0]) ? pep503_normalise(finding->names[0]) : STR("");
	if (str_eq(str_sub(lacks, 0, str_find(lacks, '.')), STR("pkg_resources"))) {
		advice->note = STR("Put setuptools<81 into the requirements: newer versions do not have pkg_resources.");
		return true;
	}
	if (!str_eq(str_sub(module, 0, str_find(module, '.')), str_sub(lacks, 0, str_find(lacks, '.')))) {
		advice->note = str_format("Add the project that provides %.*s to the requirements.", STRF(lacks));
		return true;
	}
	if (!str_all_in(module, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."))
		return false;
	advice->note = STR("Where it is an optional part that this build left out, the proof need not import it.");
	add_to_list(&advice->needs, RECORD_OPTIONAL_IMPORTS, &advice->needs.optional_imports, module);
	return true;
}

static bool
advise_soname(const struct why_places *places, const struct why_finding *finding, struct why_advice *advice)
{
	advice->package = pep503_is_name(finding->names[0]) ? pep503_normalise(finding->names[0]) : STR("");
	why_search(places, WHY_SONAME, finding->names[1], &advice->of[0]);
	if (advice->of[0].count == 0)
		return false;
	add_to_list(&advice->needs, RECORD_RUN, &advice->needs.run, advice->of[0].at[0].apk);
	return true;
}

static bool
advise_one(const struct why_places *places, const struct why_log *log, const struct why_finding *finding, struct why_advice *advice)
{
	*advice = (struct why_advice){ .finding = finding, .what = described(finding) };
	if (finding->pattern->kind == WHY_FIXED)
		return advise_fixed(places, finding, advice);
	if (finding->pattern->kind == WHY_MODULE)
		return advise_module(places, log, finding, advice);
	if (finding->pattern->kind == WHY_IMPORT)
		return advise_import(finding, advice);
	if (finding->pattern->kind == WHY_SONAME)
		return advise_soname(places, finding, advice);
	return advise_apks(places, finding, advice);
}

/* One line on a finding other than the one the suggestion rests on. */
static struct str
other(const struct why_advice *one, bool known)
{
	struct text text = { NULL, 0, 0 };
	text_addf(&text, "line %zu: %.*s", one->finding->line->number, STRF(one->what));
	if (one->of[0].count > 0)
		text_addf(&text, " (%.*s%s)", STRF(one->of[0].at[0].apk), one->of[0].at[0].installed ? ", which is installed" : "");
	else if (!known && one->finding->pattern->kind < WHY_MODULE)
		text_add(&text, STR(" (no apk of this release is known to have it)"));
	return text_str(&text);
}

/* All libraries missing from one call of the linker are needed. */
static void
join_libraries(struct why_advice *advice, const struct why_advice *one)
{
	for (size_t i = 0; i < one->needs.build.count; i++)
		add_to_list(&advice->needs, RECORD_BUILD, &advice->needs.build, one->needs.build.items[i]);
}

static bool
are_near(const struct why_finding *a, const struct why_finding *b, size_t lines)
{
	size_t x = a->line->number, y = b->line->number;
	return (x > y ? x - y : y - x) < lines;
}

struct why_advice
why_advise(const struct why_places *places, const struct why_log *log, const struct why_findings *findings)
{
	struct why_advice advice = { .finding = NULL }, one;
	struct str_list others = { NULL, 0, 0 };
	for (size_t i = 0; i < findings->count && others.count < WHY_OTHERS; i++) {
		const struct why_finding *finding = &findings->items[i];
		bool known = advise_one(places, log, finding, &one);
		/* Signs much weaker than that of the actual failure say little about it. */
		bool relevant = finding->pattern->weight + WHY_PROBE >= findings->items[0].pattern->weight;
		if (advice.finding == NULL && known && relevant)
			advice = one;
		else if (known && advice.finding != NULL && finding->pattern->kind == WHY_LIBRARY && advice.finding->pattern == finding->pattern &&
		         are_near(finding, advice.finding, findings->count))
			join_libraries(&advice, &one);
		else if (finding->pattern->weight >= WHY_ASKED && (advice.finding == NULL || finding->line != advice.finding->line))
			str_list_add(&others, other(&one, known));
	}
	if (advice.finding == NULL && findings->count > 0 && findings->items[0].pattern->weight >= WHY_ASKED) {
		advise_one(places, log, &findings->items[0], &advice);
		advice.note = STR("No apk of this release is known to have it.");
		others = (struct str_list){ NULL, 0, 0 };
	}
	advice.others = others;
	return advice;
}
