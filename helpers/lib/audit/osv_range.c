/* Ranges of versions in OSV ("affected[].ranges[].events fields", "Evaluation"). */

#include "base/base.h"

#include <stdlib.h>

#include "apk/version.h"
#include "audit/id.h"
#include "audit/osv_range.h"
#include "base/arena.h"
#include "python/pep440.h"

enum kind { FIXED, INTRODUCED, LAST_AFFECTED }; /* the order in which events of the same version take effect */

/* Every version is compared with every interval. */
enum { EVENT_LIMIT = 1000, RANGE_LIMIT = 100, VERSION_LIMIT = 20000 };

struct event {
	enum kind kind;
	struct str text;
	struct pep440 version;
	bool first;     /* sorts before all others */
	bool malformed; /* sorts after all others */
	bool apk;
	size_t number;
};

static int
compare_versions(const struct event *a, const struct event *b)
{
	if (a->first != b->first)
		return a->first ? -1 : 1;
	if (a->malformed != b->malformed)
		return a->malformed ? 1 : -1;
	if (a->first || a->malformed)
		return 0;
	return a->apk ? apk_version_compare(a->text, b->text, APK_TOOLS_3) : pep440_cmp(&a->version, &b->version);
}

static int
compare_events(const void *a, const void *b)
{
	const struct event *x = a, *y = b;
	int order = compare_versions(x, y);
	if (order == 0)
		order = (int)x->kind - (int)y->kind;
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static bool
parse(struct event *event, enum osv_ecosystem ecosystem)
{
	event->apk = ecosystem == OSV_ALPINE;
	return event->apk ? apk_version_valid(event->text, APK_TOOLS_3) : pep440_parse(event->text, &event->version);
}

/* Reads one event. False: a `limit` or another word, which says nothing about installed versions. */
static bool
read_event(const struct yaml *node, const struct osv_affected *affected, struct event *event, struct str_list *notes)
{
	static const char *const words[] = { "fixed", "introduced", "last_affected" };
	for (size_t i = 0; i < COUNT(words); i++) {
		const struct yaml *value = yaml_get(node, words[i]);
		if (value == NULL)
			continue;
		*event = (struct event){ .kind = (enum kind)i, .text = value->text };
		if (event->kind == INTRODUCED && str_eq(event->text, STR("0")))
			event->first = true;
		else if (!is_advisory_version(value->text) || !parse(event, affected->ecosystem)) {
			str_list_add(notes, str_format("%d: '%.*s' is not a version, taken as %s", value->line, STRF(str_sub(value->text, 0, 64)),
			                               event->kind == INTRODUCED ? "the first" : "later than all others"));
			event->first = event->kind == INTRODUCED;
			event->malformed = event->kind != INTRODUCED;
			if (!is_advisory_version(value->text))
				event->text = STR("?");
		}
		return true;
	}
	return false;
}

static void
add_interval(struct osv_affected *affected, struct osv_interval interval)
{
	arena_reserve(&affected->intervals, affected->count, &affected->capacity);
	affected->intervals[affected->count++] = interval;
}

static void
add_intervals(struct osv_affected *affected, struct event *events, size_t count)
{
	const struct event *open = NULL;
	if (count > 1)
		qsort(events, count, sizeof(*events), compare_events);
	for (size_t i = 0; i < count; i++) {
		const struct event *e = &events[i];
		if (e->kind == INTRODUCED && open == NULL)
			open = e;
		if (e->kind == INTRODUCED || open == NULL)
			continue;
		struct str introduced = open->first ? (struct str){ NULL, 0 } : open->text;
		add_interval(affected, (struct osv_interval){ introduced, e->text, e->kind == LAST_AFFECTED, e->malformed });
		open = NULL;
	}
	if (open != NULL)
		add_interval(affected, (struct osv_interval){ open->first ? (struct str){ NULL, 0 } : open->text, { NULL, 0 }, false, false });
}

static bool
too_many(const struct yaml *list, size_t limit, struct error *error)
{
	return list != NULL && list->count > limit && !error_at(error, list->line, str_format("more than %zu entries", limit));
}

static bool
read_range(const struct yaml *range, struct osv_affected *affected, struct str_list *notes, struct error *error)
{
	const struct yaml *list = yaml_get(range, "events");
	if (range->kind != YAML_MAP || list == NULL || list->kind != YAML_LIST)
		return error_at(error, range->line, STR("a range must have a list 'events'"));
	if (str_eq(yaml_text(range, "type"), STR("GIT")))
		return true;
	if (too_many(list, EVENT_LIMIT, error))
		return false;
	struct event *events = arena_take_array(list->count, sizeof(*events));
	size_t count = 0;
	for (const struct yaml *e = list->first; e != NULL; e = e->next)
		if (read_event(e, affected, &events[count], notes)) {
			events[count].number = count;
			count++;
		}
	add_intervals(affected, events, count);
	return true;
}

bool
osv_read_ranges(const struct yaml *entry, struct osv_affected *affected, struct str_list *notes, struct error *error)
{
	const struct yaml *ranges = yaml_get(entry, "ranges"), *versions = yaml_get(entry, "versions");
	struct str fixed;
	if (too_many(ranges, RANGE_LIMIT, error) || too_many(versions, VERSION_LIMIT, error))
		return false;
	for (const struct yaml *r = ranges == NULL ? NULL : ranges->first; r != NULL; r = r->next)
		if (!read_range(r, affected, notes, error))
			return false;
	struct str_list listed = { NULL, 0, 0 };
	for (const struct yaml *v = versions == NULL ? NULL : versions->first; v != NULL; v = v->next) {
		if (v->kind != YAML_SCALAR || !is_advisory_version(v->text))
			str_list_add(notes, str_format("%d: a listed version that is not one, left out", v->line));
		else if (!osv_affects(affected, v->text, &fixed))
			str_list_add(&listed, v->text);
	}
	str_list_unique(&listed);
	affected->versions = listed;
	affected->vague = affected->count == 0 && listed.count == 0;
	return true;
}

/* Against a bound without a local part, a PEP 440 version's own local part is ignored. */
static int
against(const struct event *version, struct str text)
{
	struct event bound = { .text = text }, v = *version;
	if (!parse(&bound, version->apk ? OSV_ALPINE : OSV_PYPI))
		return -1;
	if (!version->apk && bound.version.local.n == 0)
		v.version.local = (struct str){ NULL, 0 };
	return compare_versions(&v, &bound);
}

static bool
listed(const struct osv_affected *affected, const struct event *version, bool valid)
{
	struct event other = { .text = { NULL, 0 } };
	for (size_t i = 0; i < affected->versions.count; i++) {
		other.text = affected->versions.items[i];
		if (str_eq(other.text, version->text) ||
		    (valid && parse(&other, affected->ecosystem) && against(version, other.text) == 0))
			return true;
	}
	return false;
}

static bool
is_inside(const struct osv_interval *in, const struct event *version)
{
	if (in->introduced.n > 0 && against(version, in->introduced) < 0)
		return false;
	int end = in->end.n == 0 || in->malformed ? -1 : against(version, in->end);
	return end < 0 || (end == 0 && in->inclusive);
}

static bool
is_inside_any(const struct osv_affected *affected, const struct event *version)
{
	for (size_t i = 0; i < affected->count; i++)
		if (is_inside(&affected->intervals[i], version))
			return true;
	return false;
}

/* The lowest end above the version that lies in no interval. */
static struct str
lowest_fixed(const struct osv_affected *affected, const struct event *version)
{
	struct event best = { .text = { NULL, 0 } }, end;
	for (size_t i = 0; i < affected->count; i++) {
		const struct osv_interval *in = &affected->intervals[i];
		end = (struct event){ .text = in->end };
		if (in->end.n > 0 && !in->inclusive && !in->malformed && parse(&end, affected->ecosystem) &&
		    compare_versions(&end, version) > 0 && (best.text.n == 0 || compare_versions(&end, &best) < 0) &&
		    !is_inside_any(affected, &end))
			best = end;
	}
	return best.text;
}

bool
osv_affects(const struct osv_affected *affected, struct str text, struct str *fixed)
{
	struct event version = { .text = text };
	bool valid = parse(&version, affected->ecosystem);
	*fixed = (struct str){ NULL, 0 };
	if (!(valid && is_inside_any(affected, &version)) && !listed(affected, &version, valid))
		return false;
	if (valid)
		*fixed = lowest_fixed(affected, &version);
	return true;
}
