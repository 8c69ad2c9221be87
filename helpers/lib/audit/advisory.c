/* Reads the compiled advisories. */

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/advisory.h"
#include "audit/cvss.h"
#include "base/arena.h"
#include "base/grammar.h"
#include "base/sha256.h"

enum { HEADER_LIMIT = 256 };

bool
advisory_parse(struct str file, struct advisories *advisories, struct str *what)
{
	struct str head = str_sub(file, 0, HEADER_LIMIT), word, date, length, sum;
	uint64_t format = 0, bytes = 0;
	size_t end = str_find(head, '\n');
	*what = STR("is not a file of compiled advisories: `make scibids-advisories` writes one");
	*advisories = (struct advisories){ .body = str_sub(file, end + 1, file.n) };
	head = str_sub(head, 0, end);
	if (end >= HEADER_LIMIT || !str_word(&head, &word) || !str_eq(word, STR("scibids-advisories")) || !str_word(&head, &word) ||
	    !str_u64(word, &format))
		return false;
	if (format != ADVISORY_FORMAT) {
		*what = str_format("has format %.*s, not %d: run `make scibids-advisories`", STRF(word), ADVISORY_FORMAT);
		return false;
	}
	if (!str_word(&head, &date) || !is_timestamp(date) || !str_word(&head, &length) || !str_u64(length, &bytes) || !str_word(&head, &sum) ||
	    !sha256_is(sum) || str_word(&head, &word))
		return false;
	if (bytes != advisories->body.n || !str_eq(sha256_of(advisories->body), sum)) {
		*what = STR("is damaged: its length or hash is not what its header says; run `make scibids-advisories`");
		return false;
	}
	advisories->date = date;
	return true;
}

bool
advisory_open(const char *path, struct advisories *advisories, struct str *what)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
	void *bytes = MAP_FAILED;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size < SIZE_MAX / 2)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	else if (fd >= 0)
		errno = EINVAL;
	error = errno;
	if (fd >= 0)
		close(fd);
	if (bytes == MAP_FAILED) {
		*what = str_of(strerror(error));
		errno = error;
		return false;
	}
	errno = 0;
	return advisory_parse((struct str){ bytes, (size_t)st.st_size }, advisories, what);
}

/* The beginning of the line that has the byte AT. */
static size_t
line_begin(struct str body, size_t at)
{
	while (at > 0 && body.p[at - 1] != '\n')
		at--;
	return at;
}

static size_t
line_end(struct str body, size_t at)
{
	return at + str_find(str_sub(body, at, body.n), '\n') + 1;
}

/* The start of the first line whose first bytes are not less than PREFIX (AFTER: are greater). */
static size_t
lower_bound(struct str body, struct str prefix, bool after)
{
	size_t from = 0, to = body.n;
	while (from < to) {
		size_t begin = line_begin(body, from + (to - from) / 2), end = line_end(body, begin);
		int order = str_cmp(str_sub(body, begin, prefix.n), prefix);
		if (order < 0 || (order == 0 && after))
			from = end < body.n ? end : body.n;
		else
			to = begin;
	}
	return from;
}

struct str
advisory_find(const struct advisories *advisories, struct str prefix)
{
	size_t from = lower_bound(advisories->body, prefix, false), to = lower_bound(advisories->body, prefix, true);
	return str_sub(advisories->body, from, to > from ? to - from : 0);
}

bool
advisory_has(const struct advisories *advisories, struct str source)
{
	struct str prefix = str_format("b %.*s", STRF(source)), rest = advisory_find(advisories, prefix), line;
	/* In a file that is not sorted, the line found may not begin with it. */
	while (str_line(&rest, &line))
		if (str_starts(line, prefix) && (line.n == prefix.n || line.p[prefix.n] == '/' || line.p[prefix.n] == '\t'))
			return true;
	return false;
}

static bool
read_interval(struct str word, struct osv_interval *in)
{
	*in = (struct osv_interval){ .introduced = str_sub(word, 0, str_find(word, '<')) };
	if (in->introduced.n == word.n)
		return false;
	in->end = str_sub(word, in->introduced.n + 1, word.n);
	in->inclusive = str_starts(in->end, STR("="));
	in->malformed = str_starts(in->end, STR("?"));
	if (in->inclusive || in->malformed)
		in->end = str_sub(in->end, 1, in->end.n);
	return true;
}

static void
read_words(struct str words, struct str_list *list)
{
	struct str word;
	while (str_word(&words, &word))
		str_list_add(list, word);
}

bool
advisory_read(struct str line, struct osv *osv, struct osv_affected *affected)
{
	static const enum osv_ecosystem ecosystems[] = { OSV_CPYTHON, OSV_ALPINE, OSV_PYPI };
	struct str rest = line, key = str_cut(&rest, '\t'), letter, word, severity, intervals;
	*osv = (struct osv){ .id = { NULL, 0 } };
	*affected = (struct osv_affected){ .ecosystem = OSV_OTHER };
	if (!str_word(&key, &letter) || letter.n != 1 || str_find(STR("cop"), letter.p[0]) == 3)
		return false;
	affected->ecosystem = ecosystems[str_find(STR("cop"), letter.p[0])];
	if (affected->ecosystem == OSV_ALPINE && !str_word(&key, &affected->branch))
		return false;
	if (!str_word(&key, &affected->name) || !str_word(&key, &osv->id) || rest.p == NULL)
		return false;
	read_words(str_cut(&rest, '\t'), &osv->aliases);
	severity = str_cut(&rest, '\t');
	enum cvss_rating rating;
	if (cvss_rating_parse(severity, &rating))
		osv->label = severity;
	else
		osv->vector = severity;
	intervals = str_cut(&rest, '\t');
	while (str_word(&intervals, &word)) {
		arena_reserve(&affected->intervals, affected->count, &affected->capacity);
		if (!read_interval(word, &affected->intervals[affected->count++]))
			return false;
	}
	read_words(str_cut(&rest, '\t'), &affected->versions);
	osv->summary = rest;
	return rest.p != NULL;
}
