#ifndef SCIBIDS_AUDIT_ADVISORY_JSON_H
#define SCIBIDS_AUDIT_ADVISORY_JSON_H

#include "base/str.h"

/* Writes JSON (RFC 8259), indented by two blanks. Commas are its own business. */

struct json {
	struct text text;
	int depth;
	bool filled; /* the object or array that is open has an entry */
};

/* KEY NULL: an entry of an array, or the whole. */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
void json_string(struct json *json, const char *key, struct str value);
void json_number(struct json *json, const char *key, long long value);
void json_bool(struct json *json, const char *key, bool value);

/* In tenths: 75 is 7.5. */
void json_tenths(struct json *json, const char *key, int value);
void json_strings(struct json *json, const char *key, const struct str_list *values);

/* json_string(), unless VALUE is empty. */
void json_fact(struct json *json, const char *key, struct str value);

/* The text, ended by a newline. */
struct str json_text(struct json *json);

#endif
