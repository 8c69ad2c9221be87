#include "base/base.h"

#include "base/arena.h"
#include "base/grammar.h"
#include "relock/make.h"

/* The reason, without characters that a shell or YAML would need quoted. */
static struct str
plain(struct str reason)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < reason.n && out.n < 300; i++)
		if (reason.p[i] >= 0x20 && reason.p[i] < 0x7f && strchr("\"'\\$`", reason.p[i]) == NULL)
			text_add(&out, str_sub(reason, i, 1));
	return str_trim(text_str(&out));
}

/* The interpreter gets back everything that one rule takes. */
static void
keep_of_interpreter(struct lock *lock, struct str rule, struct str_list *names)
{
	if (!is_stage_name(rule) || str_list_has(&lock->interpreter_keeps, rule))
		return;
	str_list_add(&lock->interpreter_keeps, rule);
	str_list_add(names, str_format("the interpreter by the rule %.*s", STRF(rule)));
}

void
lock_untrim(struct lock *lock, struct str log, struct str_list *names)
{
	static const char marker[] = " scibids: untrim ";
	struct str line;
	while (str_line(&log, &line)) {
		size_t at = str_find_str(line, STR(marker));
		if (at == line.n)
			continue;
		struct str reason = str_sub(line, at + sizeof(marker) - 1, line.n), name = str_cut(&reason, ':');
		if (str_eq(name, STR("python"))) {
			keep_of_interpreter(lock, str_cut(&reason, ':'), names);
			continue;
		}
		struct lock_package *p = lock_find(lock, name);
		struct str why = reason.p == NULL ? STR("") : plain(reason);
		if (p == NULL || p->untrimmed.n > 0 || why.n == 0)
			continue;
		p->untrimmed = why;
		str_list_add(names, p->name);
	}
}
