#ifndef SCIBIDS_STR_H
#define SCIBIDS_STR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A slice of bytes owned elsewhere (the arena, a file's content, a literal). Not NUL-terminated. */
struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STRF(s) ((s).n > INT_MAX ? INT_MAX : (int)(s).n), (s).p /* for "%.*s" */

static inline struct str
str_of(const char *z)
{
	return (struct str){ z, z == NULL ? 0 : strlen(z) };
}

bool str_eq(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Total order by bytes, shorter first; < 0, 0, > 0. */
int str_cmp(struct str a, struct str b);

/* qsort comparator for arrays of struct str. */
int str_compare(const void *a, const void *b);

/* The bytes [FROM, FROM + COUNT), as far as S has them. */
struct str str_sub(struct str s, size_t from, size_t count);

/* Index of the first C, or s.n. */
size_t str_find(struct str s, char c);

/* How many C it begins with. */
size_t str_leading(struct str s, char c);

/* Index of what follows the last C, or 0: for '/', a path's last part begins there. */
size_t str_after_last(struct str s, char c);

/* Index of the first NEEDLE, or s.n. */
size_t str_find_str(struct str s, struct str needle);

/* Without spaces, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);

/* Cuts the part before the first C off *REST and returns it; *REST becomes what follows C, and rest->p NULL at the end.
   Loop: while (rest.p != NULL) part = str_cut(&rest, ','). */
struct str str_cut(struct str *rest, char c);

/* Next line without its "\n" or "\r\n"; false at the end. */
bool str_line(struct str *rest, struct str *line);

/* Next word of non-blank bytes; false at the end. */
bool str_word(struct str *rest, struct str *word);

/* Parses decimal digits up to UINT64_MAX; false for anything else. */
bool str_u64(struct str s, uint64_t *value);

/* A NUL-terminated copy in the arena. */
char *str_z(struct str s);

/* A copy in the arena, printf style. */
struct str str_format(const char *format, ...) PRINTF_LIKE(1, 2);

/* "12 B", "99.9 kB", "0.1 MB", "1234.5 MB". */
struct str str_bytes(uint64_t n);

/* Is every byte of S in SET? */
bool str_all_in(struct str s, const char *set);

/* A growing list of slices in the arena. */
struct str_list {
	struct str *items;
	size_t count, capacity;
};

void str_list_add(struct str_list *list, struct str s);
bool str_list_has(const struct str_list *list, struct str s);
void str_list_sort(struct str_list *list);

/* Sorts and removes repeats. */
void str_list_unique(struct str_list *list);

/* A growing text in the arena. */
struct text {
	char *p;
	size_t n, capacity;
};

void text_add(struct text *text, struct str s);
void text_addf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
struct str text_str(const struct text *text);

#endif
