/* PEP 440: reading, ordering and writing versions, and matching them against specifiers. */

#include "base/base.h"

#include "base/arena.h"
#include "python/pep440.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool
is_separator(char c)
{
	return c == '.' || c == '-' || c == '_';
}

/* Takes WORD, given in lower case, in any case. */
static bool
skip_word(struct str *rest, struct str word)
{
	if (rest->n < word.n)
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (lower(rest->p[i]) != word.p[i])
			return false;
	*rest = str_sub(*rest, word.n, rest->n);
	return true;
}

static struct str
take_digits(struct str *rest)
{
	size_t n = 0;
	while (n < rest->n && is_digit(rest->p[n]))
		n++;
	struct str digits = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return digits;
}

static struct str
number_of(struct str digits)
{
	while (digits.n > 1 && digits.p[0] == '0')
		digits = str_sub(digits, 1, digits.n);
	return digits.n == 0 ? STR("0") : digits;
}

static int
number_cmp(struct str a, struct str b)
{
	return a.n != b.n ? (a.n > b.n) - (a.n < b.n) : str_cmp(a, b);
}

/* Takes one of WORDS with an optional separator before it, and an optional number after it that may have a separator, too. Returns
   the index of the word, or COUNT. */
static size_t
take_suffix(struct str *rest, const char *const *words, size_t count, struct str *number)
{
	struct str s = *rest;
	if (s.n > 0 && is_separator(s.p[0]))
		s = str_sub(s, 1, s.n);
	for (size_t i = 0; i < count; i++) {
		if (!skip_word(&s, str_of(words[i])))
			continue;
		if (s.n > 0 && is_separator(s.p[0]))
			s = str_sub(s, 1, s.n);
		*number = number_of(take_digits(&s));
		*rest = s;
		return i;
	}
	return count;
}

static void
take_pre(struct str *rest, struct pep440 *version)
{
	/* Longer words first: "a" would also match the beginning of "alpha". */
	static const char *const words[] = { "alpha", "a", "beta", "b", "preview", "pre", "rc", "c" };
	static const enum pep440_pre kinds[] = { PEP440_ALPHA, PEP440_ALPHA, PEP440_BETA, PEP440_BETA,
		                                 PEP440_RC,    PEP440_RC,    PEP440_RC,   PEP440_RC };
	size_t i = take_suffix(rest, words, COUNT(words), &version->pre_number);
	if (i < COUNT(words))
		version->pre = kinds[i];
}

static void
take_post(struct str *rest, struct pep440 *version)
{
	static const char *const words[] = { "post", "rev", "r" };
	if (rest->n > 1 && rest->p[0] == '-' && is_digit(rest->p[1])) {
		*rest = str_sub(*rest, 1, rest->n);
		version->post_number = number_of(take_digits(rest));
		version->post = true;
	} else
		version->post = take_suffix(rest, words, COUNT(words), &version->post_number) < COUNT(words);
}

static void
take_dev(struct str *rest, struct pep440 *version)
{
	static const char *const words[] = { "dev" };
	version->dev = take_suffix(rest, words, COUNT(words), &version->dev_number) < COUNT(words);
}

static bool
take_release(struct str *rest, struct pep440 *version)
{
	struct str s = *rest, first = take_digits(&s);
	if (first.n == 0)
		return false;
	while (s.n > 1 && s.p[0] == '.' && is_digit(s.p[1])) {
		s = str_sub(s, 1, s.n);
		take_digits(&s);
	}
	version->release = str_sub(*rest, 0, rest->n - s.n);
	*rest = s;
	return true;
}

static bool
is_local(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool inside = i > 0 && i + 1 < s.n && !is_separator(s.p[i - 1]);
		if (!is_alnum(s.p[i]) && !(is_separator(s.p[i]) && inside))
			return false;
	}
	return s.n > 0;
}

bool
pep440_parse(struct str s, struct pep440 *version)
{
	*version = (struct pep440){ .epoch = STR("0") };
	skip_word(&s, STR("v"));
	struct str rest = s, epoch = take_digits(&rest);
	if (epoch.n > 0 && rest.n > 0 && rest.p[0] == '!') {
		version->epoch = number_of(epoch);
		s = str_sub(rest, 1, rest.n);
	}
	if (!take_release(&s, version))
		return false;
	take_pre(&s, version);
	take_post(&s, version);
	take_dev(&s, version);
	if (s.n > 0 && s.p[0] == '+') {
		version->local = str_sub(s, 1, s.n);
		return is_local(version->local);
	}
	return s.n == 0;
}

static int
release_cmp(const struct pep440 *a, const struct pep440 *b)
{
	struct str x = a->release, y = b->release;
	while (x.p != NULL || y.p != NULL) {
		struct str i = x.p == NULL ? STR("0") : number_of(str_cut(&x, '.'));
		struct str j = y.p == NULL ? STR("0") : number_of(str_cut(&y, '.'));
		int order = number_cmp(i, j);
		if (order != 0)
			return order;
	}
	return 0;
}

/* Rank among the versions of one release: 1.dev1 < 1a1.dev1 < 1a1 < 1a1.post1 < 1 < 1.post1. */
static int
pre_rank(const struct pep440 *v)
{
	if (v->pre != PEP440_NO_PRE)
		return (int)v->pre;
	return v->dev && !v->post ? 0 : PEP440_RC + 1;
}

static struct str
take_local_part(struct str *rest)
{
	size_t n = 0;
	while (n < rest->n && !is_separator(rest->p[n]))
		n++;
	struct str part = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n + 1, rest->n);
	return part;
}

static int
local_part_cmp(struct str a, struct str b)
{
	bool x = str_all_in(a, "0123456789"), y = str_all_in(b, "0123456789");
	if (x != y)
		return x ? 1 : -1;
	if (x)
		return number_cmp(number_of(a), number_of(b));
	for (size_t i = 0; i < a.n && i < b.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return lower(a.p[i]) < lower(b.p[i]) ? -1 : 1;
	return (a.n > b.n) - (a.n < b.n);
}

static int
local_cmp(struct str a, struct str b)
{
	while (a.n > 0 && b.n > 0) {
		int order = local_part_cmp(take_local_part(&a), take_local_part(&b));
		if (order != 0)
			return order;
	}
	return (a.n > 0) - (b.n > 0);
}

static int
public_cmp(const struct pep440 *a, const struct pep440 *b)
{
	int order = number_cmp(a->epoch, b->epoch);
	if (order == 0)
		order = release_cmp(a, b);
	if (order == 0)
		order = pre_rank(a) - pre_rank(b);
	if (order == 0 && a->pre != PEP440_NO_PRE)
		order = number_cmp(a->pre_number, b->pre_number);
	if (order == 0)
		order = a->post - b->post;
	if (order == 0 && a->post)
		order = number_cmp(a->post_number, b->post_number);
	if (order == 0)
		order = b->dev - a->dev;
	if (order == 0 && a->dev)
		order = number_cmp(a->dev_number, b->dev_number);
	return order;
}

int
pep440_cmp(const struct pep440 *a, const struct pep440 *b)
{
	int order = public_cmp(a, b);
	return order != 0 ? order : local_cmp(a->local, b->local);
}

bool
pep440_is_prerelease(const struct pep440 *version)
{
	return version->pre != PEP440_NO_PRE || version->dev;
}

static void
add_lower(struct text *text, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = lower(s.p[i]);
		text_add(text, (struct str){ &c, 1 });
	}
}

static void
add_number(struct text *text, const char *label, struct str number)
{
	text_add(text, str_of(label));
	text_add(text, number);
}

struct str
pep440_canonical(const struct pep440 *v)
{
	static const char *const pre[] = { "", "a", "b", "rc" };
	struct text out = { NULL, 0, 0 };
	if (!str_eq(v->epoch, STR("0"))) {
		text_add(&out, v->epoch);
		text_add(&out, STR("!"));
	}
	struct str release = v->release, local = v->local;
	add_number(&out, "", number_of(str_cut(&release, '.')));
	while (release.p != NULL)
		add_number(&out, ".", number_of(str_cut(&release, '.')));
	if (v->pre != PEP440_NO_PRE)
		add_number(&out, pre[v->pre], v->pre_number);
	if (v->post)
		add_number(&out, ".post", v->post_number);
	if (v->dev)
		add_number(&out, ".dev", v->dev_number);
	for (const char *mark = "+"; local.n > 0; mark = ".") {
		struct str part = take_local_part(&local);
		text_add(&out, str_of(mark));
		add_lower(&out, str_all_in(part, "0123456789") ? number_of(part) : part);
	}
	return text_str(&out);
}
