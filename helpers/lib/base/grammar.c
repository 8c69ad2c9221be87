#include "base/base.h"

#include "base/grammar.h"
#include "base/utf8.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

static bool
starts_in(struct str s, const char *set)
{
	return s.n > 0 && str_all_in(str_sub(s, 0, 1), set);
}

bool
is_apk_name(struct str s)
{
	return s.n <= 128 && starts_in(s, LOWER UPPER DIGIT ".") && str_all_in(s, LOWER UPPER DIGIT "._+-");
}

bool
is_project_name(struct str s)
{
	if (s.n > 128 || !starts_in(s, LOWER DIGIT) || s.p[s.n - 1] == '-' || !str_all_in(s, LOWER DIGIT "-"))
		return false;
	return str_find_str(s, STR("--")) == s.n;
}

bool
is_digest(struct str s)
{
	struct str prefix = STR("sha256:");
	return str_starts(s, prefix) && s.n == prefix.n + 64 && str_all_in(str_sub(s, prefix.n, s.n), DIGIT "abcdef");
}

bool
is_image(struct str s)
{
	struct str name = str_sub(s, 0, str_find(s, '@'));
	if (name.n < s.n && !is_digest(str_sub(s, name.n + 1, s.n)))
		return false;
	if (!starts_in(name, LOWER UPPER DIGIT) || name.n > 255 || !str_all_in(name, LOWER UPPER DIGIT "._-/:"))
		return false;
	return str_find_str(name, STR("//")) == name.n && str_find_str(name, STR("..")) == name.n && !str_ends(name, STR("/")) &&
	       !str_ends(name, STR(":"));
}

/* Two digits at AT, from LEAST to MOST. */
static bool
is_between(struct str s, size_t at, uint64_t least, uint64_t most)
{
	uint64_t n;
	return str_u64(str_sub(s, at, 2), &n) && n >= least && n <= most;
}

bool
is_day(struct str s)
{
	return s.n == 10 && s.p[4] == '-' && s.p[7] == '-' && str_all_in(str_sub(s, 0, 4), DIGIT) && is_between(s, 5, 1, 12) && is_between(s, 8, 1, 31);
}

bool
is_timestamp(struct str s)
{
	return s.n == 20 && is_day(str_sub(s, 0, 10)) && s.p[10] == 'T' && s.p[13] == ':' && s.p[16] == ':' && s.p[19] == 'Z' &&
	       is_between(s, 11, 0, 23) && is_between(s, 14, 0, 59) && is_between(s, 17, 0, 60);
}

int64_t
timestamp_seconds(struct str s)
{
	static const size_t at[] = { 0, 5, 8, 11, 14, 17 };
	uint64_t parts[COUNT(at)] = { 0 };
	int64_t v[COUNT(at)];
	for (size_t i = 0; i < COUNT(at); i++) {
		str_u64(str_sub(s, at[i], i == 0 ? 4 : 2), &parts[i]);
		v[i] = (int64_t)parts[i];
	}
	/* Years begin in March here, so that a leap day is the last of its year; 719468 days lie between 0000-03-01 and 1970-01-01. */
	int64_t year = v[0] - (v[1] <= 2), month = (v[1] + 9) % 12;
	int64_t days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + v[2] - 1 - 719468;
	return ((days * 24 + v[3]) * 60 + v[4]) * 60 + v[5];
}

bool
is_line(struct str s)
{
	uint32_t point;
	if (s.n == 0 || s.n > 900)
		return false;
	for (size_t n; s.n > 0; s = str_sub(s, n, s.n))
		if ((n = utf8_decode(s, &point)) == 0 || utf8_is_control(point))
			return false;
	return true;
}

bool
is_local_path(struct str s)
{
	bool begun = false;
	if (!is_line(s) || s.p[0] == '/')
		return false;
	if (str_eq(s, STR(".")))
		return true;
	for (struct str rest = s; rest.p != NULL;) {
		struct str part = str_cut(&rest, '/');
		if (part.n == 0 || str_eq(part, STR(".")) || (begun && str_eq(part, STR(".."))))
			return false;
		begun = !str_eq(part, STR(".."));
	}
	return true;
}

bool
is_plain_path(struct str s)
{
	if (str_eq(s, STR(".")))
		return true;
	if (s.n == 0 || s.n > 900)
		return false;
	for (struct str rest = s; rest.p != NULL;) {
		struct str part = str_cut(&rest, '/');
		if (part.n == 0 || str_eq(part, STR(".")) || str_eq(part, STR("..")) || part.p[0] == '-' ||
		    !str_all_in(part, LOWER UPPER DIGIT "._+@-"))
			return false;
	}
	return true;
}

bool
is_path_glob(struct str s)
{
	return s.n > 0 && s.n <= 900 && s.p[0] != '/' && s.p[0] != '-' && str_all_in(s, LOWER UPPER DIGIT "._+/*?-");
}

bool
is_public_url(struct str s)
{
	size_t scheme = str_find_str(s, STR("://"));
	struct str rest = str_sub(s, scheme + 3, s.n), name = str_sub(s, 0, scheme);
	if (scheme == s.n || rest.n == 0 || s.n > 900 || !str_all_in(s, LOWER UPPER DIGIT "-._~:/?#[]@!&()*+,;=%"))
		return false;
	if (!str_eq(name, STR("https")) && !str_eq(name, STR("http")) && !str_eq(name, STR("ssh")) && !str_eq(name, STR("file")))
		return false;
	struct str authority = str_sub(rest, 0, str_find(rest, '/'));
	size_t at = str_find(authority, '@');
	return at == authority.n || str_find(str_sub(authority, 0, at), ':') == at;
}

bool
is_plain_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~' || strchr("\"'\\$`", s.p[i]) != NULL)
			return false;
	return s.n <= 900;
}

bool
is_variable_name(struct str s)
{
	return starts_in(s, LOWER UPPER "_") && s.n <= 256 && str_all_in(s, LOWER UPPER DIGIT "_");
}

bool
is_stage_name(struct str s)
{
	return starts_in(s, LOWER DIGIT) && s.n <= 128 && str_all_in(s, LOWER DIGIT "._-");
}

bool
is_platform(struct str s)
{
	return alpine_arch(s).n > 0;
}

struct str
alpine_arch(struct str platform)
{
	static const char *const names[][2] = {
		{ "linux/amd64", "x86_64" },  { "linux/amd64/v2", "x86_64" },   { "linux/amd64/v3", "x86_64" },
		{ "linux/arm64", "aarch64" }, { "linux/arm64/v8", "aarch64" },
		{ "linux/arm/v7", "armv7" },  { "linux/arm/v6", "armhf" },      { "linux/386", "x86" },
		{ "linux/ppc64le", "ppc64le" }, { "linux/riscv64", "riscv64" }, { "linux/s390x", "s390x" },
	};
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(platform, str_of(names[i][0])))
			return str_of(names[i][1]);
	return (struct str){ "", 0 };
}
