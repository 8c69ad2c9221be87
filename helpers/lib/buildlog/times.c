#include "base/base.h"

#include <time.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/yaml.h"
#include "buildlog/times.h"
#include "record/record.h"

enum { SUMMARY_LIMIT = 4 * 1024 * 1024, SECONDS_LIMIT = 1000000 };

struct known {
	struct str name;
	double seconds;
	bool by_record;
};

struct buildkit_times {
	struct str_list past, records;
	struct known *items;
	size_t count, capacity;
	bool read;
};

struct buildkit_times *
buildkit_times_new(struct str_list past, struct str_list records)
{
	struct buildkit_times *times = arena_take(sizeof(*times));
	times->past = past;
	times->records = records;
	return times;
}

bool
buildkit_tenths(struct str seconds, uint64_t *tenths)
{
	uint64_t whole = 0, tenth = 0;
	struct str rest = seconds, before = str_cut(&rest, '.');
	if (!str_u64(before, &whole) || whole > SECONDS_LIMIT || (rest.p != NULL && !str_u64(str_sub(rest, 0, 1), &tenth)))
		return false;
	*tenths = 10 * whole + tenth;
	return true;
}

/* 0 for what are no seconds. */
static double
seconds_of(struct str s)
{
	uint64_t tenths;
	return buildkit_tenths(s, &tenths) ? (double)tenths / 10 : 0;
}

static void
add(struct buildkit_times *times, struct str name, double seconds, bool by_record)
{
	arena_reserve(&times->items, times->count, &times->capacity);
	times->items[times->count++] = (struct known){ name, seconds, by_record };
}

static const struct yaml *
read_yaml(struct str path, size_t limit)
{
	struct str content;
	struct error error;
	return file_read(str_z(path), limit, &content) ? yaml_parse(content, &error) : NULL;
}

static void
read_past(struct buildkit_times *times)
{
	if (times->read)
		return;
	times->read = true;
	for (size_t i = 0; i < times->past.count; i++) {
		const struct yaml *stages = yaml_get(read_yaml(times->past.items[i], SUMMARY_LIMIT), "stages");
		for (const struct yaml *s = stages == NULL ? NULL : stages->first; s != NULL; s = s->next) {
			bool cached = str_eq(yaml_text(s, "cached"), STR("true"));
			double seconds = seconds_of(yaml_text(s, cached ? "last" : "seconds"));
			if (seconds > 0)
				add(times, s->key, seconds, false);
		}
	}
}

/* The newest receipt of the package's record. */
static double
by_record(const struct str_list *directories, struct str package)
{
	if (!str_all_in(package, "abcdefghijklmnopqrstuvwxyz0123456789-"))
		return 0;
	for (size_t i = 0; i < directories->count; i++) {
		struct receipts receipts;
		int line;
		const struct yaml *record = read_yaml(str_format("%.*s/%.*s.yaml", STRF(directories->items[i]), STRF(package)), RECORD_LIMIT);
		if (record != NULL && receipts_read(record, &receipts, &line) == NULL && receipts.count > 0)
			return seconds_of(receipts.items[receipts.count - 1].seconds);
	}
	return 0;
}

double
buildkit_times_of(struct buildkit_times *times, struct str stage, bool *is_by_record)
{
	static const struct str prefix = { "build-", 6 };
	read_past(times);
	for (size_t i = 0; i < times->count; i++)
		if (str_eq(times->items[i].name, stage)) {
			*is_by_record = times->items[i].by_record;
			return times->items[i].seconds;
		}
	double seconds = str_starts(stage, prefix) ? by_record(&times->records, str_sub(stage, prefix.n, stage.n)) : 0;
	add(times, stage, seconds, seconds > 0);
	*is_by_record = seconds > 0;
	return seconds;
}

static double
since(double begun, double then)
{
	return then > begun ? then - begun : 0;
}

static void
add_span(struct text *text, const struct buildkit_stage *stage, double begun, double now)
{
	double start = since(begun, stage->begun), end = since(begun, stage->ended_at > 0 ? stage->ended_at : now);
	text_addf(text, ", start: %.1f, end: %.1f", start, end < start ? start : end);
}

static void
add_stages(struct text *text, const struct buildkit_log *log, struct buildkit_times *times, double begun, double now)
{
	const struct buildkit_stage *stage;
	size_t before = text->n;
	for (size_t i = 0; (stage = buildkit_log_stage(log, i)) != NULL; i++) {
		if (stage->kind != BUILDKIT_STAGE)
			continue;
		bool is_by_record = false;
		struct str key = yaml_quote(stage->name);
		text_addf(text, "%s  %.*s: {seconds: %.1f, cached: %s", text->n == before ? "stages:\n" : "", STRF(key),
		          (double)stage->tenths / 10, stage->ran ? "false" : "true");
		add_span(text, stage, begun, now);
		double last = stage->ran ? 0 : buildkit_times_of(times, stage->name, &is_by_record);
		if (last > 0 && !is_by_record)
			text_addf(text, ", last: %.1f", last);
		text_add(text, STR("}\n"));
	}
	if (text->n == before)
		text_add(text, STR("stages: {}\n"));
}

static void
add_steps(struct text *text, const struct buildkit_log *log, double begun, double now)
{
	const struct buildkit_stage *stage;
	size_t before = text->n;
	for (size_t i = 0; (stage = buildkit_log_stage(log, i)) != NULL; i++) {
		if (stage->kind == BUILDKIT_STAGE || stage->tenths == 0)
			continue;
		struct str key = yaml_quote(stage->name);
		text_addf(text, "%s  %.*s: {seconds: %.1f", text->n == before ? "steps:\n" : "", STRF(key), (double)stage->tenths / 10);
		add_span(text, stage, begun, now);
		text_add(text, STR("}\n"));
	}
}

struct str
buildkit_summary(const struct buildkit_log *log, struct buildkit_times *times, double begun, double now, int64_t date)
{
	struct text text = { NULL, 0, 0 };
	const struct buildkit_stage *stage;
	uint64_t exported = 0, bytes = 0;
	time_t day = (time_t)date;
	struct tm parts;
	char when[32] = "";
	if (gmtime_r(&day, &parts) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &parts);
	text_addf(&text, "began: \"%s\"\ntotal_seconds: %.1f\n", when, now - begun);
	add_stages(&text, log, times, begun, now);
	add_steps(&text, log, begun, now);
	for (size_t i = 0; (stage = buildkit_log_stage(log, i)) != NULL; i++)
		if (stage->kind == BUILDKIT_EXPORT) {
			exported += stage->tenths;
			bytes += stage->bytes;
		}
	text_addf(&text, "export_seconds: %.1f\n", (double)exported / 10);
	if (bytes > 0)
		text_addf(&text, "exported_bytes: %ju\n", (uintmax_t)bytes);
	return text_str(&text);
}
