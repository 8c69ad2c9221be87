#include "base/base.h"

#include "audit/advisory_json.h"

/* Length of the UTF-8 sequence at S, 0: it is none (RFC 3629). */
static size_t
utf8_length(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
	if (n > s.n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0;
	unsigned char d = n > 1 ? (unsigned char)s.p[1] : 0;
	bool wrong = (c == 0xe0 && d < 0xa0) || (c == 0xed && d > 0x9f) || (c == 0xf0 && d < 0x90) || (c == 0xf4 && d > 0x8f);
	return wrong ? 0 : n;
}

/* JSON allows these as they are; YAML, by which JSON is read here, does not. */
static unsigned
unprintable(struct str s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s.p;
	if (n == 1)
		return p[0] < 0x20 || p[0] == 0x7f ? p[0] : 0;
	if (n == 2 && p[0] == 0xc2 && p[1] < 0xa0)
		return p[1];
	unsigned c = n == 3 ? (unsigned)(p[0] & 0x0f) << 12 | (unsigned)(p[1] & 0x3f) << 6 | (p[2] & 0x3f) : 0;
	return c == 0xfeff || c == 0xfffe || c == 0xffff ? c : 0;
}

static void
quote(struct text *out, struct str s)
{
	text_add(out, STR("\""));
	while (s.n > 0) {
		unsigned char c = (unsigned char)s.p[0];
		size_t n = utf8_length(s);
		if (n == 0 || c == '\0')
			text_add(out, STR("\\ufffd"));
		else if (c == '"' || c == '\\')
			text_addf(out, "\\%c", c);
		else if (unprintable(s, n) != 0)
			text_addf(out, "\\u%04x", unprintable(s, n));
		else
			text_add(out, str_sub(s, 0, n));
		s = str_sub(s, n == 0 ? 1 : n, s.n);
	}
	text_add(out, STR("\""));
}

static void
begin(struct json *json, const char *key)
{
	if (json->text.n > 0)
		text_addf(&json->text, "%s\n%*s", json->filled ? "," : "", 2 * json->depth, "");
	if (key != NULL) {
		quote(&json->text, str_of(key));
		text_add(&json->text, STR(": "));
	}
	json->filled = true;
}

void
json_open(struct json *json, const char *key, char bracket)
{
	begin(json, key);
	text_addf(&json->text, "%c", bracket);
	json->depth++;
	json->filled = false;
}

void
json_close(struct json *json, char bracket)
{
	json->depth--;
	if (json->filled)
		text_addf(&json->text, "\n%*s", 2 * json->depth, "");
	text_addf(&json->text, "%c", bracket);
	json->filled = true;
}

void
json_string(struct json *json, const char *key, struct str value)
{
	begin(json, key);
	quote(&json->text, value);
}

void
json_fact(struct json *json, const char *key, struct str value)
{
	if (value.n > 0)
		json_string(json, key, value);
}

void
json_number(struct json *json, const char *key, long long value)
{
	begin(json, key);
	text_addf(&json->text, "%lld", value);
}

void
json_bool(struct json *json, const char *key, bool value)
{
	begin(json, key);
	text_add(&json->text, value ? STR("true") : STR("false"));
}

void
json_tenths(struct json *json, const char *key, int value)
{
	begin(json, key);
	text_addf(&json->text, "%d.%d", value / 10, value % 10);
}

void
json_strings(struct json *json, const char *key, const struct str_list *values)
{
	json_open(json, key, '[');
	for (size_t i = 0; i < values->count; i++)
		json_string(json, NULL, values->items[i]);
	json_close(json, ']');
}

struct str
json_text(struct json *json)
{
	text_add(&json->text, STR("\n"));
	return text_str(&json->text);
}
