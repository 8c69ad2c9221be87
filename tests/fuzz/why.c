/* A log is read, searched for messages and answered; what is printed is a package record that can be read. */
#include "base/base.h"

#include "base/die.h"
#include "replay.h"
#include "why/advice.h"

static const char index_text[] = "C:Q1\nP:libpq-dev\nV:15-r0\nk:15\nD:libpq=15-r0\np:pc:libpq=15 cmd:pg_config=15-r0\n\n"
				 "C:Q1\nP:libpq\nV:15-r0\np:so:libpq.so.5=5\n\nC:Q1\nP:cargo\nV:1-r0\n\nC:Q1\nP:gfortran\nV:1-r0\n\n"
				 "C:Q1\nP:zlib-dev\nV:1-r0\np:pc:zlib=1\n\n";
static const char table_text[] = "header\tlibpq/*\tbuild libpq-dev\tx\nheader\terror.h\tunsupported\tglibc's\nprogram\tgit\tnone\tx\n";

static void
fuzz_one(struct str input)
{
	struct apkindex index = { 0 };
	struct why_table table = { NULL, 0, 0 };
	struct why_file file = { STR("zlib-dev"), STR("usr/include/z/lber.h") };
	struct why_contents contents = { &file, 1, 1, 1, 0 };
	struct why_log log;
	struct why_findings findings;
	struct record record;
	struct record_needs none = { 0 };
	struct error error;
	struct error apk_error;
	struct error table_error;
	if (!apkindex_add_text(&index, STR(index_text), false, "APKINDEX", &apk_error) || !why_table_read(STR(table_text), &table, &table_error))
		abort();
	why_log_read(input, STR(""), &log);
	why_find(&log, &findings);
	struct why_places places = { &index, &table, &contents, &log.installed };
	struct why_advice advice = why_advise(&places, &log, &findings);
	if (advice.finding == NULL)
		return;
	struct str text = why_advice_text(&advice, &log, &none, "log"), line = why_advice_line(&advice, &log, &none, "log");
	if (str_find(line, '\n') + 1 != line.n)
		abort();
	if (advice.needs.given != 0 && !record_parse("fuzz.yaml", text, &record, &error)) {
		fprintf(stderr, "%.*s\n%.*s\n", STRF(text), STRF(error_str(&error)));
		abort();
	}
	struct why_table hostile = { NULL, 0, 0 };
	why_table_read(input, &hostile, &table_error);
}
