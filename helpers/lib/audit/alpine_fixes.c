#include "base/base.h"

#include "audit/alpine_fixes.h"

struct str_list
alpine_fixes(const struct advisories *advisories, struct str branch, struct str origin, struct str was, struct str is)
{
	struct str_list ids = { NULL, 0, 0 };
	struct str rest = advisory_find(advisories, str_format("a %.*s %.*s\t", STRF(branch), STRF(origin))), line;
	while (str_line(&rest, &line)) {
		str_cut(&line, '\t');
		while (line.p != NULL) {
			struct str names = str_cut(&line, '\t'), fixed, id;
			if (!str_word(&names, &fixed) || str_eq(fixed, STR("0")) || secdb_affects(fixed, was) != 1 || secdb_affects(fixed, is) != 0)
				continue;
			while (str_word(&names, &id))
				str_list_add(&ids, str_sub(id, 0, str_find(id, '+')));
		}
	}
	str_list_unique(&ids);
	return ids;
}
