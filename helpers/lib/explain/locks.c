#include "base/base.h"

#include "apk/version.h"
#include "audit/audit.h"
#include "base/arena.h"
#include "explain/explain.h"
#include "explain/locks.h"

enum { HASH_SHOWN = 12, DIGEST_SHOWN = sizeof("sha256:") - 1 + HASH_SHOWN };

/* The known vulnerabilities of one lock. */
struct known {
	struct inventory inventory;
	struct audit audit; /* count 0 without advisories */
};

struct locks {
	const struct lock *from, *to;
	struct known before, after;
	struct text out;
	struct str_list summary;
};

/* How many of one kind. */
struct tally {
	size_t moved, added, removed, changed;
};

static void
audit_lock(struct known *known, struct str text, const struct advisories *advisories)
{
	struct error error;
	*known = (struct known){ .inventory = { .count = 0 } };
	known->audit = (struct audit){ .advisories = advisories, .inventory = &known->inventory };
	if (advisories == NULL || !inventory_read_lock(text, &known->inventory, &error))
		return;
	/* A lock may leave out an apk's source, which mostly has the same name. */
	for (size_t i = 0; i < known->inventory.count; i++)
		if (known->inventory.items[i].kind == COMPONENT_APK && known->inventory.items[i].origin.n == 0)
			known->inventory.items[i].origin = known->inventory.items[i].name;
	audit_run(&known->audit);
}

static bool
is_about(const struct finding *f, enum component_kind kind, struct str name)
{
	struct str members = f->members, member;
	if (f->component->kind != kind || kind == COMPONENT_PYTHON)
		return f->component->kind == kind && str_eq(f->component->name, name);
	while (str_word(&members, &member))
		if (str_eq(member, name))
			return true;
	return false;
}

static bool
has_finding(const struct audit *audit, const struct finding *f)
{
	for (size_t i = 0; i < audit->count; i++) {
		const struct finding *g = &audit->findings[i];
		if (g->component->kind == f->component->kind && str_eq(g->package, f->package) && str_list_has(&g->ids, f->id))
			return true;
	}
	return false;
}

/* The package's vulnerabilities that THIS has and OTHER has not: ", VERB ID (SEVERITY), ID (SEVERITY)". */
static void
add_findings(struct text *out, const struct audit *this, const struct audit *other, const char *verb, enum component_kind kind, struct str name)
{
	bool any = false;
	for (size_t i = 0; i < this->count; i++) {
		const struct finding *f = &this->findings[i];
		if (!is_about(f, kind, name) || has_finding(other, f))
			continue;
		text_addf(out, ", %s%s%.*s (%.*s)", any ? "" : verb, any ? "" : " ", STRF(f->id), STRF(finding_severity(f)));
		any = true;
	}
}

static void
end_line(struct locks *l, enum component_kind kind, struct str name)
{
	add_findings(&l->out, &l->before.audit, &l->after.audit, "fixes", kind, name);
	add_findings(&l->out, &l->after.audit, &l->before.audit, "adds", kind, name);
	text_add(&l->out, STR("\n"));
}

/* Gives the section a title before its first line. */
static void
begin_line(struct locks *l, const char *title, bool *begun)
{
	if (!*begun)
		text_addf(&l->out, "\n### %s\n\n", title);
	*begun = true;
	text_add(&l->out, STR("- "));
}

static void
sum_up(struct locks *l, const struct tally *tally, const char *what)
{
	const struct {
		size_t count;
		const char *verb;
	} parts[] = { { tally->moved, "moved" }, { tally->added, "added" }, { tally->removed, "removed" }, { tally->changed, "changed" } };
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].count > 0)
			text_addf(&text, "%s%zu %s", text.n > 0 ? ", " : "", parts[i].count, parts[i].verb);
	if (text.n > 0)
		str_list_add(&l->summary, str_format("%s: %.*s", what, STRF(text_str(&text))));
}

static struct str
short_of(struct str hash)
{
	return str_sub(hash, 0, HASH_SHOWN);
}

static struct str
version_of(const struct lock_package *p)
{
	if (p->version.n > 0)
		return p->version;
	return p->commit.n > 0 ? short_of(p->commit) : STR("of the project");
}

static bool
is_older(const struct lock_package *from, const struct lock_package *to)
{
	struct pep440 a, b;
	return pep440_parse(from->version, &a) && pep440_parse(to->version, &b) && pep440_cmp(&b, &a) < 0;
}

/* The packages of the lock that require NAME. */
static struct str
requirers(const struct lock *lock, struct str name)
{
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct str_list *requires = &lock->packages[i].requires;
		for (size_t k = 0; k < requires->count; k++) {
			struct str r = requires->items[k];
			bool names = str_starts(r, name) && (r.n == name.n || strchr("[<>=!~ ", r.p[name.n]) != NULL);
			if (!names)
				continue;
			text_addf(&text, "%s%.*s", text.n > 0 ? " and " : "", STRF(lock->packages[i].name));
			break;
		}
	}
	return text_str(&text);
}

static void
add_reason(struct locks *l, const struct lock_package *p)
{
	struct str by = requirers(l->to, p->name);
	if (p->required.count > 0)
		text_addf(&l->out, ", required as %.*s", STRF(p->required.items[0]));
	else if (by.n > 0)
		text_addf(&l->out, ", required by %.*s", STRF(by));
	if (lock_is_built(p))
		text_addf(&l->out, ", built from source%s%.*s%s", p->reason.n > 0 ? " (" : "", STRF(p->reason), p->reason.n > 0 ? ")" : "");
}

/* What of a package differs beside its version; n 0: nothing. */
static struct str
source_change(const struct lock_package *a, const struct lock_package *b)
{
	bool moved = !str_eq(version_of(a), version_of(b));
	if (lock_is_built(a) != lock_is_built(b))
		return lock_is_built(b) ? str_format("built from source now%s%.*s%s", b->reason.n > 0 ? " (" : "", STRF(b->reason), b->reason.n > 0 ? ")" : "")
		                        : STR("a wheel now");
	if (a->source != b->source)
		return str_format("from %.*s to %.*s", STRF(lock_source_name(a->source)), STRF(lock_source_name(b->source)));
	if (!str_eq(a->commit, b->commit))
		return str_format("commit %.*s -> %.*s", STRF(short_of(a->commit)), STRF(short_of(b->commit)));
	if (!moved && !str_eq(a->artifact, b->artifact))
		return str_format("`%.*s` -> `%.*s`", STRF(a->artifact), STRF(b->artifact));
	if (!moved && !str_eq(a->sha256, b->sha256))
		return str_format("the same file name with a different hash, %.*s -> %.*s", STRF(short_of(a->sha256)), STRF(short_of(b->sha256)));
	return (struct str){ NULL, 0 };
}

static void
compare_package(struct locks *l, const struct lock_package *a, const struct lock_package *b, bool *begun, struct tally *tally)
{
	static const char title[] = "Python packages";
	const struct lock_package *p = b != NULL ? b : a;
	struct str change = a != NULL && b != NULL ? source_change(a, b) : STR("");
	bool moved = a != NULL && b != NULL && !str_eq(version_of(a), version_of(b));
	if (a != NULL && b != NULL && !moved && change.n == 0)
		return;
	begin_line(l, title, begun);
	text_addf(&l->out, "%.*s %.*s", STRF(p->name), STRF(version_of(a != NULL ? a : b)));
	if (a == NULL) {
		tally->added++;
		text_add(&l->out, STR(" added"));
		add_reason(l, b);
	} else if (b == NULL) {
		tally->removed++;
		text_add(&l->out, STR(" removed"));
	} else if (moved) {
		tally->moved++;
		text_addf(&l->out, " -> %.*s%s", STRF(version_of(b)), is_older(a, b) ? " (older)" : "");
	} else
		tally->changed++;
	if (change.n > 0)
		text_addf(&l->out, "%s %.*s", moved ? "," : ":", STRF(change));
	end_line(l, COMPONENT_PYTHON, p->name);
}

static void
compare_packages(struct locks *l)
{
	struct tally tally = { 0, 0, 0, 0 };
	bool begun = false;
	const struct lock_package *a = l->from->packages, *b = l->to->packages;
	size_t i = 0, k = 0;
	while (i < l->from->package_count || k < l->to->package_count) {
		int order = i == l->from->package_count ? 1 : k == l->to->package_count ? -1 : str_cmp(a[i].name, b[k].name);
		compare_package(l, order <= 0 ? &a[i] : NULL, order >= 0 ? &b[k] : NULL, &begun, &tally);
		i += order <= 0;
		k += order >= 0;
	}
	sum_up(l, &tally, "Python packages");
}

static void
compare_apk(struct locks *l, const struct lock_apk *a, const struct lock_apk *b, const char *title, bool *begun, struct tally *tally)
{
	const struct lock_apk *apk = b != NULL ? b : a;
	bool same = a != NULL && b != NULL && str_eq(a->version, b->version);
	if (same && str_eq(a->checksum, b->checksum))
		return;
	begin_line(l, title, begun);
	text_addf(&l->out, "%.*s %.*s", STRF(apk->name), STRF(a != NULL ? a->version : b->version));
	if (a == NULL) {
		tally->added++;
		text_addf(&l->out, " added%s%.*s", b->needed_by.count > 0 ? ", needed by " : "", STRF(b->needed_by.count > 0 ? b->needed_by.items[0] : STR("")));
	} else if (b == NULL) {
		tally->removed++;
		text_add(&l->out, STR(" removed"));
	} else if (same) {
		tally->changed++;
		text_add(&l->out, STR(": the same version with a different checksum"));
	} else {
		tally->moved++;
		bool older = apk_version_compare(b->version, a->version, apk_tools_of(l->to->alpine)) < 0;
		text_addf(&l->out, " -> %.*s%s", STRF(b->version), older ? " (older)" : "");
	}
	end_line(l, COMPONENT_APK, apk->name);
}

static void
compare_apks(struct locks *l, const struct lock_apks *from, const struct lock_apks *to, const char *title)
{
	struct tally tally = { 0, 0, 0, 0 };
	bool begun = false;
	size_t i = 0, k = 0;
	while (i < from->count || k < to->count) {
		int order = i == from->count ? 1 : k == to->count ? -1 : str_cmp(from->items[i].name, to->items[k].name);
		compare_apk(l, order <= 0 ? &from->items[i] : NULL, order >= 0 ? &to->items[k] : NULL, title, &begun, &tally);
		i += order <= 0;
		k += order >= 0;
	}
	sum_up(l, &tally, title);
}

/* Only for packages in both locks: the build of a new package is not a change. */
static void
compare_builds(struct locks *l)
{
	struct explain_state from = { .has_lock = true }, to = { .has_lock = true };
	struct tally tally = { 0, 0, 0, 0 };
	bool begun = false;
	explain_add_lock(&from.items, l->from);
	explain_add_lock(&to.items, l->to);
	explain_sort(&from.items);
	explain_sort(&to.items);
	const struct explain_changes changes = explain_compare(&from, &to);
	for (size_t i = 0; i < changes.count; i++) {
		const struct explain_item *item = changes.items[i].to != NULL ? changes.items[i].to : changes.items[i].from;
		struct str package = str_sub(item->name, 0, str_find(item->name, ' '));
		const struct lock_package *a = lock_find(l->from, package), *b = lock_find(l->to, package);
		/* A source build of a different version has a different time and environment. */
		bool moves = str_ends(item->name, STR(" build-time")) || str_ends(item->name, STR(" build-environment"));
		bool expected = a == NULL || b == NULL || (moves && !str_eq(version_of(a), version_of(b)));
		if (!str_eq(item->kind, STR("record")) || expected)
			continue;
		begin_line(l, "How packages are built and checked", &begun);
		text_addf(&l->out, "%.*s: %.*s\n", STRF(item->name), STRF(explain_change_text(&changes.items[i])));
		tally.changed++;
	}
	sum_up(l, &tally, "build settings");
}

static void
compare_fact(struct locks *l, const char *what, struct str a, struct str b, bool *begun)
{
	if (str_eq(a, b))
		return;
	begin_line(l, "Base", begun);
	text_addf(&l->out, "%s %.*s -> %.*s\n", what, STRF(a.n > 0 ? a : STR("none")), STRF(b.n > 0 ? b : STR("none")));
	str_list_add(&l->summary, str_format("%s changed", what));
}

static struct str
input_of(const struct lock *lock, struct str name)
{
	for (size_t i = 0; i < lock->input_count; i++)
		if (str_eq(lock->inputs[i].name, name))
			return lock->inputs[i].sha256;
	return (struct str){ NULL, 0 };
}

static void
compare_inputs(struct locks *l)
{
	bool begun = false;
	for (size_t i = 0; i < l->from->input_count; i++) {
		struct str name = l->from->inputs[i].name, now = input_of(l->to, name);
		if (str_eq(l->from->inputs[i].sha256, now))
			continue;
		begin_line(l, "Inputs", &begun);
		text_addf(&l->out, "%.*s %s\n", STRF(name), now.n > 0 ? "changed" : "removed");
	}
	for (size_t i = 0; i < l->to->input_count; i++) {
		if (input_of(l->from, l->to->inputs[i].name).n > 0)
			continue;
		begin_line(l, "Inputs", &begun);
		text_addf(&l->out, "%.*s added\n", STRF(l->to->inputs[i].name));
	}
}

/* Of one package, and ended by one version. */
static bool
goes_with(const struct finding *f, const struct finding *g)
{
	return str_eq(f->package, g->package) && str_eq(f->component->version, g->component->version) && str_eq(f->fixed, g->fixed);
}

static void
count_findings(struct locks *l)
{
	const struct audit *before = &l->before.audit, *after = &l->after.audit;
	bool begun = false, *told = arena_take_array(after->count + 1, sizeof(*told));
	if (after->advisories == NULL)
		return;
	str_list_add(&l->summary, str_format("known vulnerabilities: %zu before, %zu after", before->count, after->count));
	for (size_t i = 0; i < after->count; i++) {
		const struct finding *f = &after->findings[i];
		if (told[i] || !has_finding(before, f))
			continue;
		begin_line(l, "Known vulnerabilities that stay", &begun);
		text_addf(&l->out, "%.*s %.*s", STRF(f->package), STRF(f->component->version));
		for (size_t k = i; k < after->count; k++) {
			const struct finding *g = &after->findings[k];
			if (told[k] || !goes_with(f, g) || !has_finding(before, g))
				continue;
			told[k] = true;
			text_addf(&l->out, "%s%.*s (%.*s)", k == i ? ": " : ", ", STRF(g->id), STRF(finding_severity(g)));
		}
		text_addf(&l->out, "%s%.*s\n", f->fixed.n > 0 ? ", fixed in " : "", STRF(f->fixed));
	}
}

struct str
explain_locks(const struct explain_lock *from, const struct explain_lock *to, const struct advisories *advisories)
{
	struct locks l = { .from = &from->lock, .to = &to->lock };
	struct text text = { NULL, 0, 0 };
	bool begun = false;
	audit_lock(&l.before, from->text, advisories);
	audit_lock(&l.after, to->text, advisories);
	compare_fact(&l, "platform", l.from->platform, l.to->platform, &begun);
	compare_fact(&l, "Python", l.from->python, l.to->python, &begun);
	compare_fact(&l, "Alpine", l.from->alpine, l.to->alpine, &begun);
	compare_fact(&l, "base image", l.from->base_image, l.to->base_image, &begun);
	compare_fact(&l, "digest of the base image", str_sub(l.from->base_digest, 0, DIGEST_SHOWN), str_sub(l.to->base_digest, 0, DIGEST_SHOWN), &begun);
	compare_packages(&l);
	compare_builds(&l);
	compare_apks(&l, &l.from->runtime, &l.to->runtime, "Alpine packages");
	compare_apks(&l, &l.from->toolbox, &l.to->toolbox, "Alpine packages of the toolbox");
	compare_inputs(&l);
	count_findings(&l);
	for (size_t i = 0; i < l.summary.count; i++)
		text_addf(&text, "%s%.*s", i > 0 ? "; " : "", STRF(l.summary.items[i]));
	text_add(&text, l.out.n == 0 ? STR("nothing that is installed differs\n") : text.n == 0 ? STR("only inputs differ\n") : STR("\n"));
	text_add(&text, text_str(&l.out));
	return text_str(&text);
}
