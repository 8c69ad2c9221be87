#include "base/base.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/grammar.h"
#include "dockerfile/keep.h"
#include "dockerfile/parts.h"
#include "record/record.h"

#define LIBRARY "python:library" /* the sources of the standard library */

static void
add_words(struct keep *keep, struct str words)
{
	struct str word;
	while (str_word(&words, &word))
		str_list_add(&keep->words, word);
}

static bool
has_apk(const struct dockerfile *d, struct str name)
{
	struct str requested = dockerfile_requested_apks(d->lock, d->settings), word;
	while (str_word(&requested, &word))
		if (str_eq(word, name))
			return true;
	return lock_find_apk(&d->lock->runtime, name) != NULL;
}

static bool
is_word(struct str word)
{
	struct str what = word, owner = str_cut(&what, ':');
	return what.p != NULL && (str_eq(owner, STR("*")) || is_project_name(owner)) && is_path_glob(what);
}

/* A line of the table: kind, name, words, reason. */
static void
read_line(const struct dockerfile *d, struct keep *keep, struct str line)
{
	struct str kind = str_cut(&line, '\t'), name = str_cut(&line, '\t'), words = str_cut(&line, '\t'), word;
	bool there = str_eq(kind, STR("apk")) ? has_apk(d, name) : lock_find(d->lock, name) != NULL;
	if (!there)
		return;
	add_words(keep, words);
	while (str_word(&words, &word))
		str_list_add(&keep->reasons, str_format("%.*s: %.*s %.*s", STRF(word), STRF(name), STRF(line)));
}

static bool
read_table(const struct dockerfile *d, struct keep *keep, struct str *why)
{
	const char *path = str_z(str_format("%s/scripts/finish/keep.tsv", d->fragments));
	struct str text, line;
	if (!file_read(path, 1024 * 1024, &text)) {
		*why = str_format("%s: %s", path, strerror(errno));
		return false;
	}
	while (str_line(&text, &line))
		if (line.n > 0 && line.p[0] != '#')
			read_line(d, keep, line);
	return true;
}

static bool
read_setting(const struct dockerfile *d, struct keep *keep, struct str *why)
{
	struct str rest = settings_get(d->settings, "SCIBIDS_KEEP"), word;
	while (str_word(&rest, &word)) {
		if (!is_word(word)) {
			*why = str_format("SCIBIDS_KEEP: '%.*s' is not PACKAGE:PATTERN or PACKAGE:RULE (make scibids-trim lists the rules)", STRF(word));
			return false;
		}
		str_list_add(&keep->words, word);
	}
	return true;
}

/* SCIBIDS_STDLIB overrides what the table says about the standard library's sources. */
static bool
read_stdlib(const struct dockerfile *d, struct keep *keep, struct str *why)
{
	struct str value = settings_get(d->settings, "SCIBIDS_STDLIB");
	struct str_list words = { NULL, 0, 0 }, reasons = { NULL, 0, 0 };
	if (value.n == 0 || str_eq(value, STR("auto")))
		return true;
	if (!str_eq(value, STR("source")) && !str_eq(value, STR("bytecode"))) {
		*why = str_format("SCIBIDS_STDLIB is '%.*s': it can be auto, source or bytecode", STRF(value));
		return false;
	}
	for (size_t i = 0; i < keep->words.count; i++)
		if (!str_eq(keep->words.items[i], STR(LIBRARY)))
			str_list_add(&words, keep->words.items[i]);
	for (size_t i = 0; i < keep->reasons.count; i++)
		if (!str_starts(keep->reasons.items[i], STR(LIBRARY)))
			str_list_add(&reasons, keep->reasons.items[i]);
	if (str_eq(value, STR("source"))) {
		str_list_add(&words, STR(LIBRARY));
		str_list_add(&reasons, STR(LIBRARY ": SCIBIDS_STDLIB"));
	}
	keep->words = words;
	keep->reasons = reasons;
	return true;
}

bool
dockerfile_read_keep(const struct dockerfile *d, struct keep *keep, struct str *why)
{
	*keep = (struct keep){ 0 };
	for (size_t i = 0; i < d->lock->interpreter_keeps.count; i++)
		str_list_add(&keep->words, str_format("python:%.*s", STRF(d->lock->interpreter_keeps.items[i])));
	if (!read_table(d, keep, why) || !read_setting(d, keep, why) || !read_stdlib(d, keep, why))
		return false;
	str_list_unique(&keep->words);
	str_list_unique(&keep->reasons);
	return true;
}

struct str
dockerfile_keep_words(const struct keep *keep, struct str owner)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < keep->words.count; i++) {
		struct str rest = keep->words.items[i];
		if (str_eq(str_cut(&rest, ':'), owner))
			text_addf(&out, " '%.*s'", STRF(keep->words.items[i]));
	}
	return text_str(&out);
}

struct str
dockerfile_keep(const struct keep *keep, const struct lock_package *p)
{
	struct text out = { NULL, 0, 0 };
	if (p->untrimmed.n > 0)
		return str_format(" '%.*s:**'", STRF(p->name));
	text_add(&out, dockerfile_keep_words(keep, p->name));
	for (size_t i = 0; i < p->keep.count; i++)
		text_addf(&out, " '%.*s:%.*s'", STRF(p->name), STRF(p->keep.items[i]));
	return text_str(&out);
}

struct str
dockerfile_keep_reasons(const struct keep *keep)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < keep->reasons.count; i++)
		text_addf(&out, "%s# kept: %.*s", i > 0 ? "\n" : "", STRF(keep->reasons.items[i]));
	return text_str(&out);
}
