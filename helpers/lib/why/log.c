#include "base/base.h"

#include "base/arena.h"
#include "base/grammar.h"
#include "base/tail.h"
#include "buildlog/line.h"
#include "python/pep440.h"
#include "python/pep508.h"
#include "why/log.h"

/* How stitched Dockerfiles name the stage that builds a package. */
static const struct str stage_prefix = { "build-", 6 };

static bool
is_stage_of(struct str text, struct str package)
{
	struct buildkit_title title = buildkit_title_read(text);
	return title.kind == BUILDKIT_STAGE && str_starts(title.name, stage_prefix) &&
	       str_eq(str_sub(title.name, stage_prefix.n, title.name.n), package);
}

/* The title of step NUMBER: its first line. */
static struct str
title_of(struct str content, uint64_t number)
{
	struct str line;
	while (str_line(&content, &line)) {
		struct buildkit_line l = buildkit_line_read(line);
		if (l.kind == BUILDKIT_TEXT && l.number == number)
			return l.text;
	}
	return STR("");
}

enum { FAILED_STEPS = 16 };

/* The step that failed, 0 if none did. */
static uint64_t
failed_step(struct str content, struct str package)
{
	struct str rest = content, line;
	uint64_t first = 0;
	for (size_t seen = 0; seen < FAILED_STEPS && str_line(&rest, &line);) {
		struct buildkit_line l = buildkit_line_read(line);
		if (l.kind != BUILDKIT_ERROR)
			continue;
		seen++;
		if (package.n == 0 || is_stage_of(title_of(content, l.number), package))
			return l.number;
		first = first == 0 ? l.number : first;
	}
	return first;
}

static bool
is_buildkit(struct str content)
{
	struct str line;
	for (size_t i = 0; i < 1000 && str_line(&content, &line); i++) {
		struct buildkit_line l = buildkit_line_read(line);
		if (l.kind == BUILDKIT_TEXT && buildkit_title_read(l.text).kind != BUILDKIT_EXPORT && str_starts(l.text, STR("[")))
			return true;
	}
	return false;
}

static void
add_line(struct why_log *log, struct str text, size_t number)
{
	char clean[WHY_LINE_LIMIT];
	struct str s = str_trim((struct str){ clean, tail_clean(clean, sizeof(clean), text) });
	if (s.n == 0)
		return;
	arena_reserve(&log->lines, log->count, &log->capacity);
	log->lines[log->count++] = (struct why_line){ { str_z(s), s.n }, number };
}

/* "RUN ... apk add ... NAME=VERSION ..." */
static void
add_installed(struct why_log *log, struct str command)
{
	struct str marker = STR("apk add "), word;
	size_t at = str_find_str(command, marker);
	command = str_sub(command, at + marker.n, command.n);
	while (at < command.n + at && str_word(&command, &word)) {
		struct str name = str_sub(word, 0, str_find(word, '='));
		if (is_apk_name(name) && name.n < word.n)
			str_list_add(&log->installed, name);
	}
}

/* Collects the failed step's lines, and the apks that earlier steps of its stage installed. */
static void
read_step(struct str content, uint64_t failed, struct why_log *log)
{
	struct buildkit_title title = buildkit_title_read(title_of(content, failed));
	struct str rest = content, line;
	bool stage = title.kind == BUILDKIT_STAGE && title.name.n > 0;
	struct str name = stage && str_starts(title.name, stage_prefix) ? str_sub(title.name, stage_prefix.n, title.name.n) : STR("");
	if (log->package.n == 0 && pep503_is_name(name))
		log->package = pep503_normalise(name);
	for (size_t number = 1; str_line(&rest, &line); number++) {
		struct buildkit_line l = buildkit_line_read(line);
		if (l.kind == BUILDKIT_TEXT && stage && str_eq(buildkit_title_read(l.text).name, title.name))
			add_installed(log, l.text);
		else if ((l.kind == BUILDKIT_OUTPUT || l.kind == BUILDKIT_ERROR) && l.number == failed)
			add_line(log, l.text, number);
	}
	str_list_unique(&log->installed);
}

/* Reads "NAME==VERSION" between uv's backticks. */
static bool
read_pin(struct str s, struct str *name, struct str *version)
{
	struct pep440 parsed;
	size_t end = 0;
	if (s.n > 0 && (s.p[0] == '`' || s.p[0] == '\''))
		s = str_sub(s, 1, s.n);
	while (end < s.n && s.p[end] != '`' && s.p[end] != '\'' && s.p[end] != ' ')
		end++;
	*version = str_sub(s, 0, end);
	*name = str_cut(version, '=');
	*version = version->n > 0 && version->p[0] == '=' ? str_sub(*version, 1, version->n) : (struct str){ NULL, 0 };
	if (!pep503_is_name(*name))
		return false;
	*name = pep503_normalise(*name);
	if (version->p != NULL && !pep440_parse(*version, &parsed))
		*version = (struct str){ NULL, 0 };
	return true;
}

/* uv: "Failed to build `NAME==VERSION`"; pip: "Failed building wheel for NAME", "Building wheel for NAME (pyproject.toml)". */
static void
read_names(struct why_log *log, bool given)
{
	static const struct str said[] = { { "Failed to build ", 16 },
		                           { "Failed to download and build ", 29 },
		                           { "Failed building wheel for ", 26 } };
	bool first = true;
	for (size_t i = 0; i < log->count; i++)
		for (size_t k = 0; k < COUNT(said); k++) {
			struct str text = log->lines[i].text, name, version;
			size_t at = str_find_str(text, said[k]);
			if (at == text.n || !read_pin(str_sub(text, at + said[k].n, text.n), &name, &version))
				continue;
			log->failed = true;
			if (log->package.n == 0)
				log->package = name;
			if (str_eq(name, log->package) && log->version.p == NULL)
				log->version = version;
			else if (!str_eq(name, log->package) && (given || !first))
				log->inner = name;
			first = false;
		}
}

void
why_log_read(struct str content, struct str package, struct why_log *log)
{
	struct str rest = content, line;
	*log = (struct why_log){ .package = package };
	if (is_buildkit(content)) {
		uint64_t failed = failed_step(content, package);
		log->failed = failed != 0;
		if (failed != 0)
			read_step(content, failed, log);
		read_names(log, true);
		return;
	}
	for (size_t number = 1; str_line(&rest, &line); number++)
		add_line(log, line, number);
	read_names(log, package.n > 0);
}
