#include "base/base.h"

#include "lock/need.h"

static const char *const heads[] = { [NEED_LIBRARY] = "", [NEED_RECORD] = "the record of ", [NEED_APK] = "apk ", [NEED_OTHER] = "" };

static const struct str middle = { " for ", 5 };

/* Cuts " and N more" off TEXT. */
static size_t
cut_others(struct str *text)
{
	size_t space = str_after_last(*text, ' '), before;
	uint64_t others = 0;
	if (!str_ends(*text, STR(" more")))
		return 0;
	before = str_after_last(str_sub(*text, 0, space - 1), ' ');
	struct str head = str_sub(*text, 0, before), digits = str_sub(*text, before, space - 1 - before);
	if (!str_ends(head, STR(" and ")) || !str_u64(digits, &others))
		return 0;
	*text = str_sub(head, 0, head.n - 5);
	return others;
}

struct lock_need
lock_need_parse(struct str text)
{
	size_t at = str_find_str(text, middle);
	if (str_starts(text, STR("so:")) && at < text.n) {
		struct str file = str_sub(text, at + middle.n, text.n);
		size_t others = cut_others(&file);
		return (struct lock_need){ NEED_LIBRARY, str_sub(text, 0, at), file, others };
	}
	for (enum lock_need_kind kind = NEED_RECORD; kind <= NEED_APK; kind++) {
		struct str head = str_of(heads[kind]);
		if (str_starts(text, head))
			return (struct lock_need){ .kind = kind, .name = str_sub(text, head.n, text.n) };
	}
	return (struct lock_need){ .kind = NEED_OTHER, .name = text };
}

struct str
lock_need_str(struct lock_need need)
{
	struct text out = { NULL, 0, 0 };
	text_addf(&out, "%s%.*s", heads[need.kind], STRF(need.name));
	if (need.kind == NEED_LIBRARY)
		text_addf(&out, "%.*s%.*s", STRF(middle), STRF(need.file));
	if (need.others > 0)
		text_addf(&out, " and %zu more", need.others);
	return text_str(&out);
}
