/* Requirements files: files, logical lines, nesting, and the result as a whole. */

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "requirements/inputs.h"
#include "requirements/reader.h"
#include "requirements/requirements.h"
#include "requirements/url.h"

enum { CONTENT_LIMIT = 8 * 1024 * 1024 };

/* They end a line for Python and for nobody else. */
static bool
is_line_separator(uint32_t c)
{
	return c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* NULL, or why the text cannot be read, and the line. */
static const char *
text_fault(struct str s, int *line)
{
	*line = 1;
	for (size_t i = 0, n; i < s.n; i += n) {
		uint32_t c = 0;
		n = utf8_decode(str_sub(s, i, s.n), &c);
		bool return_alone = c == '\r' && i + 1 < s.n && s.p[i + 1] != '\n';
		if (n == 0)
			return "not UTF-8: save the file in that encoding";
		if (c == 0)
			return "a NUL byte, as UTF-16 has: save the file as UTF-8";
		if (return_alone || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return "a control character";
		if (is_line_separator(c))
			return "a line separator other than a newline";
		*line += c == '\n';
	}
	return NULL;
}

/* The NAME of "# -*- coding: NAME -*-" in one of the first two lines (PEP 263), if it is not UTF-8 or ASCII. */
static struct str
foreign_coding(struct str content, int *number)
{
	struct str line;
	for (*number = 1; *number <= 2 && str_line(&content, &line); ++*number) {
		size_t at = str_find_str(line, STR("coding")) + 6;
		if (line.n == 0 || line.p[0] != '#' || at >= line.n || (line.p[at] != ':' && line.p[at] != '='))
			continue;
		struct str rest = str_sub(line, at + 1, line.n), name;
		str_word(&rest, &name);
		if (!str_starts(name, STR("utf-8")) && !str_starts(name, STR("utf8")) && !str_starts(name, STR("UTF-8")) &&
		    !str_ends(name, STR("ascii")) && name.n > 0)
			return name;
	}
	return STR("");
}

static bool
check_text(struct reader *reader, struct str *content)
{
	if (str_starts(*content, STR("\xef\xbb\xbf")))
		*content = str_sub(*content, 3, content->n);
	if (str_starts(*content, STR("\xff\xfe")) || str_starts(*content, STR("\xfe\xff")) || str_starts(*content, STR("\0\0\xfe\xff")))
		return reader_fail(reader, STR("UTF-16 or UTF-32, not UTF-8: save the file in that encoding"));
	struct str coding = foreign_coding(*content, &reader->line);
	if (coding.n > 0)
		return reader_fail(reader, str_format("written in '%.*s': save the file as UTF-8", STRF(reader_shown(coding))));
	const char *fault = text_fault(*content, &reader->line);
	return fault == NULL || reader_fail(reader, str_of(fault));
}

static void
note_variables(struct reader *reader, struct str line)
{
	for (size_t at = 0; at < line.n; at++) {
		size_t end = at + 2;
		if (!str_starts(str_sub(line, at, 2), STR("${")))
			continue;
		while (end < line.n && line.p[end] != '\0' && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", line.p[end]) != NULL)
			end++;
		if (end > at + 2 && end < line.n && line.p[end] == '}')
			str_list_add(&reader->out->variables, str_sub(line, at + 2, end - at - 2));
		at = end - 1;
	}
}

/* A logical line: the comment and blanks go, what is left is read. */
static void
take_logical(struct reader *reader, int number, struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
			line.n = i;
	line = str_trim(line);
	reader->line = number;
	if (line.n == 0)
		return;
	note_variables(reader, line);
	if (reader_has_credential(line))
		str_list_add(&reader->out->credentials, str_format("%.*s:%d", STRF(reader->frame->path), number));
	reader_line(reader, line);
	reader->line = number;
}

static struct str
without_backslashes(struct str s)
{
	while (s.n > 0 && s.p[0] == '\\')
		s = str_sub(s, 1, s.n);
	while (s.n > 0 && s.p[s.n - 1] == '\\')
		s.n--;
	return s;
}

static bool
is_comment(struct str line)
{
	line = str_trim(line);
	return line.n > 0 && line.p[0] == '#';
}

/* Slices of a line are kept, so it needs memory of its own. */
static void
take_joined(struct reader *reader, int number, struct text *joined)
{
	take_logical(reader, number, (struct str){ str_z(text_str(joined)), joined->n });
	joined->n = 0;
}

/* A backslash joins a line with the next; a comment line ends the joining, whatever it ends with. */
static void
take_content(struct reader *reader, struct str content)
{
	struct str line;
	struct text joined = { NULL, 0, 0 };
	int number = 0, first = 0;
	reader->cut = 0;
	while (reader->out->errors.count < REQUIREMENTS_ERRORS && str_line(&content, &line)) {
		bool comment = is_comment(line);
		number++;
		if (str_ends(line, STR("\\")) && !comment) {
			first = first == 0 ? number : first;
			text_add(&joined, without_backslashes(line));
		} else if (first == 0)
			take_logical(reader, number, line);
		else {
			text_add(&joined, comment ? STR(" ") : STR(""));
			text_add(&joined, line);
			take_joined(reader, first, &joined);
			reader->cut = comment ? number : 0;
			first = 0;
		}
	}
	if (first > 0)
		take_joined(reader, first, &joined);
}

static bool
is_done(const struct reader *reader, struct str path, bool constraint)
{
	for (size_t i = 0; i < reader->done_count; i++)
		if (reader->done[i].constraint == constraint && str_eq(reader->done[i].path, path))
			return true;
	return false;
}

/* A failure to read the file of FRAME belongs to the line that named it, if one did. */
static bool
unreadable(struct reader *reader, const struct requirements_frame *frame, const char *why)
{
	if (frame->outer == NULL)
		return reader_fail(reader, str_of(why));
	return reader_fail(reader, str_format("cannot read '%.*s': %s", STRF(frame->path), why));
}

static bool
read_frame(struct reader *reader, const struct requirements_frame *frame)
{
	const char *path = reader_path(reader, frame->path);
	struct stat st;
	struct str content;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return unreadable(reader, frame, "not a regular file");
	bool read = file_read(path, CONTENT_LIMIT, &content) &&
	            (requirements_has_input(reader->out, frame->path) ||
             requirements_note_input(reader->out, frame->path, sha256_of(content)));
	if (!read)
		return unreadable(reader, frame, strerror(errno));
	const struct requirements_frame *outer = reader->frame;
	int line = reader->line;
	reader->frame = frame;
	reader->line = 0;
	if (check_text(reader, &content))
		take_content(reader, content);
	reader->frame = outer;
	reader->line = line;
	arena_reserve(&reader->done, reader->done_count, &reader->done_capacity);
	reader->done[reader->done_count++] = *frame;
	return true;
}

static bool
include(struct reader *reader, struct str value, bool constraint)
{
	struct requirements_frame *frame = arena_take(sizeof(*frame));
	if (is_remote_url(value) || str_starts(value, STR("file:")))
		return reader_fail(reader, str_format("'%.*s' is a URL: save it as a file and name that", STRF(reader_shown(value))));
	if (has_variable(value))
		return reader_fail(reader, str_format("expected the name of a file without ${...} instead of '%.*s'", STRF(reader_shown(value))));
	*frame = (struct requirements_frame){ path_join(path_parent(reader->frame->path), value), constraint, reader->frame, reader->frame->depth + 1 };
	if (frame->path.n > REQUIREMENTS_PATH_LIMIT)
		return reader_fail(reader, str_format("the name of a file longer than %d bytes", REQUIREMENTS_PATH_LIMIT));
	for (const struct requirements_frame *f = reader->frame; f != NULL; f = f->outer)
		if (str_eq(f->path, frame->path))
			return reader_fail(reader, str_format("'%.*s' includes itself", STRF(frame->path)));
	if (frame->depth > REQUIREMENTS_DEPTH)
		return reader_fail(reader, str_format("files nested more than %d deep", REQUIREMENTS_DEPTH));
	return reader->directory == NULL || is_done(reader, frame->path, constraint) || read_frame(reader, frame);
}

static int
compare_choices(const void *a, const void *b)
{
	const struct binary_choice *x = a, *y = b;
	int order = str_cmp(x->name, y->name);
	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* The last word about a name counts. */
static void
resolve_choices(struct reader *reader)
{
	struct binary_choice *c = reader->choices;
	size_t n = reader->choice_count;
	if (n > 0)
		qsort(c, n, sizeof(*c), compare_choices);
	for (size_t i = 0; i < n; i++)
		if ((i + 1 == n || !str_eq(c[i].name, c[i + 1].name)) && c[i].order >= reader->cleared[c[i].only])
			str_list_add(c[i].only ? &reader->out->only_binary : &reader->out->no_binary, c[i].name);
}

static bool
finish(struct reader *reader)
{
	struct requirements *out = reader->out;
	resolve_choices(reader);
	str_list_unique(&out->paths);
	str_list_unique(&out->variables);
	return out->errors.count == 0;
}

bool
requirements_read(const char *directory, struct str name, struct requirements *requirements)
{
	struct requirements_frame frame = { .path = path_join(STR(""), name) }, nobody = { .path = frame.path };
	struct reader reader = { .out = requirements, .directory = directory, .frame = &nobody, .include = include };
	int line;
	*requirements = (struct requirements){ .count = 0 };
	if (frame.path.n > REQUIREMENTS_PATH_LIMIT || text_fault(name, &line) != NULL)
		reader_fail(&reader, STR("the name of a requirements file that is too long or not plain UTF-8"));
	else
		read_frame(&reader, &frame);
	return finish(&reader);
}

bool
requirements_parse(struct str name, struct str content, struct requirements *requirements)
{
	struct requirements_frame frame = { .path = name };
	struct reader reader = { .out = requirements, .frame = &frame, .include = include };
	*requirements = (struct requirements){ .count = 0 };
	if (check_text(&reader, &content))
		take_content(&reader, content);
	return finish(&reader);
}
