#include "base/base.h"

#include "base/json.h"
#include "base/utf8.h"

/* JSON allows these as they are; YAML, whose reader also reads JSON here, does not. */
static bool
is_unprintable(uint32_t c)
{
	return utf8_is_control(c) || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

void
json_quote(struct text *out, struct str s)
{
	text_add(out, STR("\""));
	while (s.n > 0) {
		uint32_t c = 0;
		size_t n = utf8_decode(s, &c);
		if (n == 0 || c == 0)
			text_add(out, STR("\\ufffd"));
		else if (c == '"' || c == '\\')
			text_addf(out, "\\%c", (char)c);
		else if (is_unprintable(c))
			text_addf(out, "\\u%04x", (unsigned)c);
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
		json_quote(&json->text, str_of(key));
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
	json_quote(&json->text, value);
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
