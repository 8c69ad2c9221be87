#include "base/base.h"

#include "requirements/context.h"
#include "tap.h"

static struct requirements
with(const char *const *inputs, size_t count)
{
	struct requirements r = { 0 };
	static struct requirements_input items[8];
	for (size_t i = 0; i < count; i++)
		items[i].path = str_of(inputs[i]);
	r.inputs = items;
	r.input_count = count;
	return r;
}

static void
starts(struct str text, const char *expected, const char *what)
{
	ok(str_starts(text, str_of(expected)), "%s", what);
	if (!str_starts(text, str_of(expected)))
		printf("# got:\n# %.*s\n", STRF(text));
}

int
main(void)
{
	struct requirements_context context;
	struct str why;
	const char *const here[] = { "requirements.txt", "more/dev.txt" };
	struct requirements r = with(here, COUNT(here));
	ok(requirements_context(&r, STR("/home/x/proj"), false, &context, &why), "files below");
	is(context.context, STR("."), "need no other context");
	is(context.directory, STR("."), "nor directory");
	starts(context.ignore, "*\n!requirements.txt\n!more/dev.txt\n**/.git\n", "and only they get through");

	const char *const above[] = { "requirements.txt", "../common.txt", "../../top/a*b.txt" };
	r = with(above, COUNT(above));
	ok(requirements_context(&r, STR("/home/x/proj"), false, &context, &why), "files above");
	is(context.context, STR("../.."), "lift the context");
	is(context.directory, STR("x/proj"), "and say where it came from");
	starts(context.ignore, "*\n!x/proj/requirements.txt\n!x/common.txt\n!top/a\\*b.txt\n", "and are named from there");

	str_list_add(&r.paths, STR("."));
	ok(requirements_context(&r, STR("/home/x/proj"), false, &context, &why), "the project itself");
	ok(str_find_str(context.ignore, STR("!x/proj\n")) < context.ignore.n, "gets through as a directory");

	r = with(here, COUNT(here));
	ok(requirements_context(&r, STR("/home/x/proj"), true, &context, &why), "all of a project");
	starts(context.ignore, "**/.git\n", "is let through but for what no build wants");

	const char *const far[] = { "../../../../x.txt" };
	r = with(far, COUNT(far));
	ok(!requirements_context(&r, STR("/home/x/proj"), false, &context, &why), "a path above the root is refused");
	const char *const absolute[] = { "/etc/x.txt" };
	r = with(absolute, COUNT(absolute));
	ok(!requirements_context(&r, STR("/home/x/proj"), false, &context, &why), "an absolute path is refused");

	r = with(here, COUNT(here));
	r.index_url = STR("https://example.org/simple");
	str_list_add(&r.find_links, STR("./wheels"));
	str_list_add(&r.variables, STR("TOKEN"));
	ok(requirements_context(&r, STR("/home/x/proj"), false, &context, &why), "options");
	is(context.options, STR("--index-url https://example.org/simple\n"), "hold what is fetched from, and no directory");
	is(context.secrets, STR("--secret id=TOKEN,env=TOKEN\n"), "and variables are secrets");
	str_list_add(&r.variables, STR("USER"));
	requirements_context(&r, STR("/home/me/project"), false, &context, &why);
	is(context.secrets, STR("--secret id=TOKEN,env=TOKEN --secret id=USER,env=USER\n"), "all of them on one line");
	return tap_end();
}
