#include "base/base.h"

#include "base/arena.h"
#include "buildlog/buildah.h"

enum { LINE = 65536, NAME = 128, STAGES = 4096 };

struct buildah {
	struct text out;
	uint64_t step; /* the last one's number */
	bool open;     /* it runs */
	double since;
	char (*names)[NAME]; /* of stages, by their numbers */
	size_t line_n;
	char line[LINE];
};

struct buildah *
buildah_new(void)
{
	struct buildah *b = arena_take(sizeof(*b));
	b->names = arena_take(STAGES * sizeof(*b->names));
	return b;
}

static void
close_step(struct buildah *b, double now)
{
	if (b->open)
		text_addf(&b->out, "#%llu DONE %.1fs\n", (unsigned long long)b->step, now > b->since ? now - b->since : 0);
	b->open = false;
}

static void
open_step(struct buildah *b, double now)
{
	close_step(b, now);
	b->step++;
	b->open = true;
	b->since = now;
}

/* Keeps the name that "FROM image AS NAME" gives. */
static void
keep_name(char *name, struct str instruction)
{
	struct str words = instruction, word, last = { NULL, 0 }, before = { NULL, 0 };
	while (str_word(&words, &word)) {
		before = last;
		last = word;
	}
	if ((str_eq(before, STR("AS")) || str_eq(before, STR("as"))) && last.n < NAME)
		snprintf(name, NAME, "%.*s", STRF(last));
}

static bool
counted(struct str *text, struct str *number, struct str *of)
{
	uint64_t n;
	struct str word;
	if (!str_word(text, &word))
		return false;
	*of = word;
	*number = str_cut(of, '/');
	return str_u64(*number, &n) && n > 0 && str_u64(*of, &n);
}

/* "[I/N] STEP K/M: INSTRUCTION" or "STEP K/M: INSTRUCTION" */
static bool
read_step(struct buildah *b, struct str line, double now)
{
	struct str stage = STR("1"), text = line, step, steps;
	uint64_t number;
	if (str_starts(text, STR("["))) {
		size_t close = str_find(text, ']');
		stage = str_sub(text, 1, close - 1);
		stage = str_cut(&stage, '/');
		text = str_trim(str_sub(text, close + 1, text.n));
	}
	if (!str_u64(stage, &number) || number == 0 || number >= STAGES)
		return false;
	if (str_starts(text, STR("COMMIT"))) {
		open_step(b, now);
		text_addf(&b->out, "#%llu exporting to image\n", (unsigned long long)b->step);
		return true;
	}
	if (!str_starts(text, STR("STEP ")))
		return false;
	text = str_sub(text, 5, text.n);
	struct str counts = str_cut(&text, ':');
	if (!counted(&counts, &step, &steps))
		return false;
	char *name = b->names[number];
	text = str_trim(text);
	if (str_eq(step, STR("1")))
		keep_name(name, text);
	open_step(b, now);
	text_addf(&b->out, "#%llu [%s%s%.*s/%.*s] %.*s\n", (unsigned long long)b->step, name, name[0] == '\0' ? "" : " ", STRF(step),
	          STRF(steps), STRF(text));
	return true;
}

/* "Error: building at STEP "INSTRUCTION": REASON", REASON behind the last colon. */
static void
read_error(struct buildah *b, struct str line)
{
	static const struct str status = { "exit status ", 12 }, quote = { "\": ", 3 };
	struct str reason = line;
	for (size_t at; (at = str_find_str(reason, quote)) < reason.n;)
		reason = str_sub(reason, at + quote.n, reason.n);
	if (str_starts(reason, STR("while running runtime: ")))
		reason = str_sub(reason, 23, reason.n);
	bool exited = str_starts(reason, status);
	text_addf(&b->out, "#%llu ERROR: %s%.*s\n", (unsigned long long)b->step, exited ? "exit code: " : "",
	          STRF(exited ? str_sub(reason, status.n, reason.n) : reason));
	b->open = false;
}

static void
read_line(struct buildah *b, struct str line, double now)
{
	if (str_ends(line, STR("\r")))
		line.n--;
	if (read_step(b, line, now))
		return;
	if (!b->open)
		text_addf(&b->out, "%.*s\n", STRF(line));
	else if (str_starts(line, STR("--> Using cache "))) {
		text_addf(&b->out, "#%llu CACHED\n", (unsigned long long)b->step);
		b->open = false;
	} else if (str_starts(line, STR("--> ")))
		close_step(b, now);
	else if (str_starts(line, STR("Error: building at STEP ")))
		read_error(b, line);
	else
		text_addf(&b->out, "#%llu %.3f %.*s\n", (unsigned long long)b->step, now > b->since ? now - b->since : 0, STRF(line));
}

struct str
buildah_translate(struct buildah *b, struct str bytes, double now)
{
	b->out.n = 0;
	while (bytes.n > 0) {
		size_t end = str_find(bytes, '\n');
		struct str part = str_sub(bytes, 0, end < LINE - b->line_n ? end : LINE - b->line_n);
		memcpy(b->line + b->line_n, part.p, part.n);
		b->line_n += part.n;
		if (end < bytes.n) {
			read_line(b, (struct str){ b->line, b->line_n }, now);
			b->line_n = 0;
		}
		bytes = str_sub(bytes, end + 1, bytes.n);
	}
	return text_str(&b->out);
}

struct str
buildah_end(struct buildah *b, double now)
{
	b->out.n = 0;
	if (b->line_n > 0)
		read_line(b, (struct str){ b->line, b->line_n }, now);
	b->line_n = 0;
	close_step(b, now);
	return text_str(&b->out);
}
