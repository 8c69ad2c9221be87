#include "base/base.h"

#include "apk/depend.h"
#include "apk/record.h"

bool
apk_fail(struct error *error, const char *path, int line, struct str what)
{
	*error = (struct error){ .path = path, .line = line, .what = str_z(what) };
	return false;
}

static bool
fail(const struct apk_reader *r, struct error *error, struct str what)
{
	return apk_fail(error, r->path, r->line, what);
}

static struct str *
text_field(struct apk *apk, char letter)
{
	switch (letter) {
	case 'A': return &apk->arch;
	case 'C': return &apk->checksum;
	case 'D': return &apk->depends;
	case 'L': return &apk->license;
	case 'P': return &apk->name;
	case 'T': return &apk->description;
	case 'U': return &apk->url;
	case 'V': return &apk->version;
	case 'c': return &apk->commit;
	case 'i': return &apk->install_if;
	case 'm': return &apk->maintainer;
	case 'o': return &apk->origin;
	case 'p': return &apk->provides;
	case 'r': return &apk->replaces;
	default: return NULL;
	}
}

static uint64_t *
number_field(struct apk *apk, char letter)
{
	switch (letter) {
	case 'I': return &apk->installed_size;
	case 'S': return &apk->size;
	case 'k': return &apk->provider_priority;
	case 'q': return &apk->replaces_priority;
	case 't': return &apk->build_time;
	default: return NULL;
	}
}

static bool
check_list(const struct apk_reader *r, char letter, struct str list, struct error *error)
{
	struct apk_dependency d;
	struct str word;
	while (str_word(&list, &word)) {
		if (!apk_dependency_parse(word, &d))
			return fail(r, error, str_format("'%.*s' is not a dependency", STRF(word)));
		if (letter == 'p' && (d.conflict || d.tag.p != NULL || (d.operator != APK_ANY && d.operator != APK_EQUAL)))
			return fail(r, error, str_format("'%.*s' is not a name that a package can provide", STRF(word)));
	}
	return true;
}

static bool
is_version_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f)
			return false;
	return s.n > 0 && s.n <= 255;
}

static bool
check_text(const struct apk_reader *r, char letter, struct str value, struct error *error)
{
	switch (letter) {
	case 'P':
		return apk_name_valid(value) || fail(r, error, str_format("'%.*s' is not a package name", STRF(value)));
	case 'V':
		return is_version_text(value) || fail(r, error, str_format("'%.*s' is not a version", STRF(value)));
	case 'D':
	case 'i':
	case 'p':
	case 'r': return check_list(r, letter, value, error);
	default: return true;
	}
}

static bool
set_field(const struct apk_reader *r, struct apk *apk, struct str line, uint64_t *seen, struct error *error)
{
	char letter = line.p[0];
	struct str value = str_sub(line, 2, line.n);
	struct str *text = text_field(apk, letter);
	uint64_t *number = text == NULL ? number_field(apk, letter) : NULL;
	if (text == NULL && number == NULL) {
		apk->unsupported |= letter >= 'A' && letter <= 'Z';
		return true;
	}
	uint64_t bit = (uint64_t)1 << (letter - 'A');
	if ((*seen & bit) != 0)
		return fail(r, error, str_format("field '%c:' twice in one record", letter));
	*seen |= bit;
	if (number != NULL)
		return str_u64(value, number) || fail(r, error, str_format("'%.*s' is not a number", STRF(value)));
	*text = value;
	return check_text(r, letter, value, error);
}

static bool
is_field(struct str line)
{
	return line.n >= 2 && line.p[1] == ':' && ((line.p[0] >= 'A' && line.p[0] <= 'Z') || (line.p[0] >= 'a' && line.p[0] <= 'z'));
}

/* The lines from here to the end of the record. */
static struct str
take_files(struct apk_reader *r, struct str first)
{
	const char *end = first.p + first.n;
	struct str line;
	while (str_line(&r->rest, &line)) {
		r->line++;
		if (line.n == 0)
			break;
		end = line.p + line.n;
	}
	return (struct str){ first.p, (size_t)(end - first.p) };
}

int
apk_reader_next(struct apk_reader *r, struct apk *apk, struct error *error)
{
	struct str line;
	uint64_t seen = 0;
	*apk = (struct apk){ .line = 0 };
	while (str_line(&r->rest, &line)) {
		r->line++;
		if (line.n == 0 && apk->line == 0)
			continue;
		if (line.n == 0)
			break;
		if (apk->line == 0)
			apk->line = r->line;
		if (!is_field(line)) {
			fail(r, error, str_format("'%.*s' is not a field of a package record", STRF(str_sub(line, 0, 40))));
			return -1;
		}
		if (r->installed && line.p[0] == 'F') {
			apk->files = take_files(r, line);
			break;
		}
		if (!set_field(r, apk, line, &seen, error))
			return -1;
	}
	if (apk->line != 0 && (apk->name.p == NULL || apk->version.p == NULL)) {
		apk_fail(error, r->path, apk->line, str_format("a record without a %s", apk->name.p == NULL ? "name (P:)" : "version (V:)"));
		return -1;
	}
	return apk->line != 0;
}
