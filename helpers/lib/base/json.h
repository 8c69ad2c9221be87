#ifndef SCIBIDS_JSON_H
#define SCIBIDS_JSON_H

#include "base/str.h"

/* Writes JSON (RFC 8259) that this library's reader, base/yaml, reads back. */

/* Appends S in quotes. A NUL and a byte that is not UTF-8 become U+FFFD. */
void json_quote(struct text *out, struct str s);

/* A document, indented by two blanks per level. Zeroed at first; commas and line breaks are added by the functions below. */

struct json {
	struct text text;
	int depth;
	bool filled; /* the innermost open object or array has an entry */
};

/* KEY is NULL for an element of an array and for the document itself. BRACKET is one of "{}[]". */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
void json_string(struct json *json, const char *key, struct str value);
void json_number(struct json *json, const char *key, long long value);
void json_bool(struct json *json, const char *key, bool value);

/* VALUE in tenths: 75 is written as 7.5. */
void json_tenths(struct json *json, const char *key, int value);
void json_strings(struct json *json, const char *key, const struct str_list *values);

/* json_string(), unless VALUE is empty. */
void json_fact(struct json *json, const char *key, struct str value);

/* The document, with a newline at its end. */
struct str json_text(struct json *json);

#endif
