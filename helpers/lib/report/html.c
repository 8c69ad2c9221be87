#include "base/base.h"

#include "base/arena.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "report/html.h"

/* Controls, what XML cannot hold, and characters that show a text as another one than it is. */
static bool
is_odd(uint32_t c)
{
	return (utf8_is_control(c) && c != '\t' && c != '\n') || utf8_misleads(c) || c == 0xfffe || c == 0xffff;
}

struct str
html(struct str s)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < s.n;) {
		uint32_t point = 0;
		size_t n = utf8_decode(str_sub(s, i, s.n), &point);
		switch (n == 0 || is_odd(point) ? 0xfffd : point) {
		case 0xfffd: text_add(&out, STR("\xef\xbf\xbd")); break;
		case '&': text_add(&out, STR("&amp;")); break;
		case '<': text_add(&out, STR("&lt;")); break;
		case '>': text_add(&out, STR("&gt;")); break;
		case '"': text_add(&out, STR("&quot;")); break;
		case '\'': text_add(&out, STR("&#39;")); break;
		default: text_add(&out, str_sub(s, i, n));
		}
		i += n == 0 ? 1 : n;
	}
	return out.n == 0 ? STR("") : text_str(&out);
}

struct str
html_bytes(uint64_t n)
{
	struct str unit = str_bytes(n), number = str_cut(&unit, ' ');
	return str_format("%.*s\xc2\xa0%.*s", STRF(number), STRF(unit));
}

struct str
html_share(uint64_t part, uint64_t whole)
{
	return str_format("%.1f", whole == 0 ? 0 : 100 * (double)part / (double)whole);
}

struct str
html_policy_hash(struct str text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char sum[SHA256_BYTES + 1] = { 0 }; /* one byte more makes whole groups of three */
	struct sha256 *sha = sha256_begin();
	struct text out = { NULL, 0, 0 };
	sha256_add(sha, text);
	sha256_end_bytes(sha, sum);
	for (size_t i = 0; i < SHA256_BYTES; i += 3) {
		unsigned long group = (unsigned long)sum[i] << 16 | (unsigned long)sum[i + 1] << 8 | sum[i + 2];
		for (int shift = 18; shift >= 0; shift -= 6)
			text_add(&out, (struct str){ &digits[group >> shift & 63], 1 });
	}
	return str_format("sha256-%.*s=", STRF(str_sub(text_str(&out), 0, out.n - 1)));
}
