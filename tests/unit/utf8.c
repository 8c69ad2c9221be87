#include "base/base.h"

#include "base/escape.h"
#include "base/json.h"
#include "base/utf8.h"
#include "tap.h"

static void
decodes(struct str s, size_t length, uint32_t expected)
{
	uint32_t point = 0;
	size_t n = utf8_decode(s, &point);
	ok(n == length && (n == 0 || point == expected), "U+%04X in %zu bytes", (unsigned)expected, length);
}

static void
refuses(struct str s, const char *what)
{
	uint32_t point;
	ok(utf8_decode(s, &point) == 0 && !utf8_is(s), "not UTF-8: %s", what);
}

static void
quotes(struct str s, struct str expected, const char *what)
{
	struct text out = { NULL, 0, 0 };
	json_quote(&out, s);
	is(text_str(&out), expected, "json: %s", what);
}

int
main(void)
{
	decodes(STR("a"), 1, 'a');
	decodes(STR("\0"), 1, 0);
	decodes(STR("\x7f"), 1, 0x7f);
	decodes(STR("\xc2\x80"), 2, 0x80);
	decodes(STR("\xdf\xbf"), 2, 0x7ff);
	decodes(STR("\xe0\xa0\x80"), 3, 0x800);
	decodes(STR("\xed\x9f\xbf"), 3, 0xd7ff);
	decodes(STR("\xee\x80\x80"), 3, 0xe000);
	decodes(STR("\xf0\x90\x80\x80"), 4, 0x10000);
	decodes(STR("\xf4\x8f\xbf\xbf more"), 4, 0x10ffff);
	refuses(STR("\x80"), "a continuation alone");
	refuses(STR("\xc3"), "a character cut short");
	refuses(STR("\xe2\x82"), "three bytes cut short");
	refuses(STR("\xc3("), "a continuation missing");
	refuses(STR("\xc1\xbf"), "two bytes for U+007F");
	refuses(STR("\xe0\x9f\xbf"), "three bytes for U+07FF");
	refuses(STR("\xf0\x8f\xbf\xbf"), "four bytes for U+FFFF");
	refuses(STR("\xed\xa0\x80"), "a surrogate");
	refuses(STR("\xf4\x90\x80\x80"), "above U+10FFFF");
	refuses(STR("\xff"), "0xff");
	ok(utf8_is(STR("")), "nothing is UTF-8");
	ok(utf8_is(STR("gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\x8d")), "two, three and four bytes");
	ok(!utf8_is(STR("good \xc3\xbc and bad \xfc")), "all of it counts");

	quotes(STR("a \"b\" \\ /"), STR("\"a \\\"b\\\" \\\\ /\""), "quotes and backslashes");
	quotes(STR("\n\x1b\x7f"), STR("\"\\u000a\\u001b\\u007f\""), "control characters");
	quotes(STR("\xc2\x85 \xef\xbb\xbf"), STR("\"\\u0085 \\ufeff\""), "what YAML cannot print");
	quotes(STR("a\0b\xfc"), STR("\"a\\ufffdb\\ufffd\""), "NUL and what is not UTF-8");
	quotes(STR("\xc3\xbc"), STR("\"\xc3\xbc\""), "other characters as they are");

	is(str_escape(STR("gr\xc3\xbc\xc3\x9f")), STR("gr\xc3\xbc\xc3\x9f"), "escape: characters stay");
	is(str_escape(STR("\xe2\x80\xae \xe2\x80\xa8")), STR("\\342\\200\\256 \\342\\200\\250"), "escape: what turns or breaks a line");
	is(str_show(STR("a\\b\n")), STR("a\\b\\012"), "show: backslashes stay");
	is(str_escape(STR("a\\b\n\x7f\xc2\x85\xfc")), STR("a\\134b\\012\\177\\302\\205\\374"), "escape: control characters and lone bytes");
	return tap_end();
}
