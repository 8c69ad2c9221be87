/* Answers questions about Alpine's package indexes: names, their providers, and what they pull in. */

#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "apk/closure.h"
#include "apk/index.h"
#include "apk/nearest.h"
#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"

static const char usage[] =
	"usage: scibids-index [-i INDEX]... [-t 2|3] COMMAND ARG...\n"
	"\n"
	"  check NAME...      can apk install each, a package or a provided name? exit 1 if not\n"
	"  closure NAME...    what apk would install into an empty root for them: NAME<TAB>VERSION\n"
	"  compare V1 V2      <, = or >, as apk orders the versions\n"
	"  installed FILE     the packages of a lib/apk/db/installed: NAME<TAB>VERSION<TAB>ORIGIN\n"
	"  provider NAME...   the package that apk chooses for each: NAME<TAB>PACKAGE<TAB>VERSION\n"
	"  provides PREFIX    the provided names that begin with it: so: cmd: pc:\n"
	"\n"
	"  -i INDEX           an APKINDEX.tar.gz or APKINDEX; several count as one, the first preferred\n"
	"  -t 2|3             versions as this apk-tools orders them: 2 up to Alpine 3.22, 3 from 3.23 on [2]\n";

struct call {
	struct apkindex index;
	struct str_list args;
	struct text out;
	enum status status;
};

static _Noreturn void
die_apk(const struct error *error)
{
	if (error->missing)
		die(STALE, "%s: data missing (%s)", error->path, error->what);
	if (error->line > 0)
		die(BAD, "%s:%d: %s", error->path, error->line, error->what);
	die(BAD, "%s: %s", error->path, error->what);
}

static struct apk_dependency
dependency_of(struct str word)
{
	struct apk_dependency d;
	if (!apk_dependency_parse(word, &d) || d.tag.p != NULL)
		die(BAD, "'%.*s' is neither a package nor a dependency", STRF(word));
	bool valid = apk_version_valid(d.version, APK_TOOLS_3) || apk_version_valid(d.version, APK_TOOLS_2);
	if (d.version.p != NULL && d.operator != APK_CHECKSUM && !valid)
		die(BAD, "'%.*s' has no version that apk knows", STRF(word));
	return d;
}

static struct str
names_of(const struct apk_name *name, bool versions)
{
	struct str_list list = { NULL, 0, 0 };
	struct text text = { NULL, 0, 0 };
	for (const struct apk_provider *p = name->first; p != NULL; p = p->next)
		str_list_add(&list, versions ? str_format("%.*s-%.*s", STRF(p->apk->name), STRF(p->apk->version)) : p->apk->name);
	str_list_unique(&list);
	for (size_t i = 0; i < list.count; i++)
		text_addf(&text, "%s%.*s", i == 0 ? "" : ", ", STRF(list.items[i]));
	return text_str(&text);
}

/* Why no provider was chosen for a word. */
static struct str
trouble_with(const struct call *call, struct str word, const struct apk_dependency *d, bool choice)
{
	const struct apk_name *name = apkindex_providers(&call->index, d->name);
	if (choice)
		return str_format("%.*s: apk chooses no provider by itself, name one of %.*s", STRF(word), STRF(names_of(name, false)));
	if (name != NULL)
		return str_format("%.*s: the index has %.*s only", STRF(word), STRF(names_of(name, true)));
	struct str hint = apkindex_hint(&call->index, d->name);
	return str_format("%.*s: not in the index%s%.*s", STRF(word), hint.n == 0 ? "" : ", ", STRF(hint));
}

static void
check(struct call *call)
{
	for (size_t i = 0; i < call->args.count; i++) {
		bool choice;
		struct apk_dependency d = dependency_of(call->args.items[i]);
		if (apkindex_provider(&call->index, &d, &choice) != NULL)
			continue;
		text_addf(&call->out, "%.*s\n", STRF(trouble_with(call, call->args.items[i], &d, choice)));
		call->status = FINDINGS;
	}
}

static void
provider(struct call *call)
{
	for (size_t i = 0; i < call->args.count; i++) {
		bool choice;
		struct apk_dependency d = dependency_of(call->args.items[i]);
		const struct apk_provider *p = apkindex_provider(&call->index, &d, &choice);
		if (p != NULL) {
			text_addf(&call->out, "%.*s\t%.*s\t%.*s\n", STRF(call->args.items[i]), STRF(p->apk->name), STRF(p->apk->version));
			continue;
		}
		warn("%.*s", STRF(trouble_with(call, call->args.items[i], &d, choice)));
		call->status = FINDINGS;
	}
}

static void
closure(struct call *call)
{
	struct apk_closure closure;
	for (size_t i = 0; i < call->args.count; i++)
		dependency_of(call->args.items[i]);
	apkindex_closure(&call->index, &call->args, &closure);
	for (size_t i = 0; i < closure.problems.count; i++)
		warn("%.*s", STRF(closure.problems.items[i]));
	if (closure.problems.count > 0)
		call->status = FINDINGS;
	for (size_t i = 0; closure.problems.count == 0 && i < closure.count; i++)
		text_addf(&call->out, "%.*s\t%.*s\n", STRF(closure.apks[i]->name), STRF(closure.apks[i]->version));
}

static void
compare(struct call *call)
{
	enum apk_tools tools = call->index.tools;
	for (size_t i = 0; i < 2; i++)
		if (!apk_version_valid(call->args.items[i], tools))
			die(BAD, "'%.*s' is not a version for apk-tools %d", STRF(call->args.items[i]), tools == APK_TOOLS_2 ? 2 : 3);
	int order = apk_version_compare(call->args.items[0], call->args.items[1], tools);
	text_add(&call->out, order < 0 ? STR("<\n") : order > 0 ? STR(">\n") : STR("=\n"));
}

static void
add_lines(struct call *call, struct str_list *lines)
{
	str_list_sort(lines);
	for (size_t i = 0; i < lines->count; i++) {
		text_add(&call->out, lines->items[i]);
		text_add(&call->out, STR("\n"));
	}
}

static void
installed(struct call *call)
{
	struct error error;
	struct apkindex database = { .tools = call->index.tools };
	struct str_list lines = { NULL, 0, 0 };
	if (!apkindex_add_installed(&database, str_z(call->args.items[0]), &error))
		die_apk(&error);
	for (size_t i = 0; i < database.count; i++) {
		const struct apk *apk = database.apks[i];
		str_list_add(&lines, str_format("%.*s\t%.*s\t%.*s", STRF(apk->name), STRF(apk->version), STRF(apk->origin)));
	}
	add_lines(call, &lines);
}

static void
provides(struct call *call)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < call->index.name_count; i++)
		if (call->index.names[i]->first != NULL && str_starts(call->index.names[i]->name, call->args.items[0]))
			str_list_add(&names, call->index.names[i]->name);
	add_lines(call, &names);
}

static const struct command {
	const char *name;
	void (*run)(struct call *);
	size_t least, most; /* arguments; most 0: any number */
	bool needs_index;
} commands[] = {
	{ "check", check, 1, 0, true },         { "closure", closure, 1, 0, true },   { "compare", compare, 2, 2, false },
	{ "installed", installed, 1, 1, false }, { "provider", provider, 1, 0, true }, { "provides", provides, 1, 1, true },
};

static const struct command *
command_of(const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

static void
add_index(struct call *call, const char *path)
{
	struct error error;
	if (!apkindex_add(&call->index, path, &error))
		die_apk(&error);
}

int
main(int argc, char **argv)
{
	struct call call = { .index = { .tools = APK_TOOLS_2 } };
	struct str_list paths = { NULL, 0, 0 };
	int option;
	program_name = "scibids-index";
	answer_help(argc, argv, usage);
	while ((option = getopt(argc, argv, "+i:t:")) != -1) {
		if (option == 'i')
			str_list_add(&paths, str_of(optarg));
		else if (option == 't' && (strcmp(optarg, "2") == 0 || strcmp(optarg, "3") == 0))
			call.index.tools = optarg[0] == '2' ? APK_TOOLS_2 : APK_TOOLS_3;
		else
			wrong_call(usage);
	}
	const struct command *command = command_of(argv[optind]);
	size_t count = command == NULL ? 0 : (size_t)(argc - optind - 1);
	if (command == NULL || count < command->least || (command->most > 0 && count > command->most) ||
	    command->needs_index != (paths.count > 0))
		wrong_call(usage);
	for (size_t i = 0; i < paths.count; i++)
		add_index(&call, paths.items[i].p);
	for (size_t i = 0; i < count; i++)
		str_list_add(&call.args, str_of(argv[optind + 1 + (int)i]));
	command->run(&call);
	if (!file_replace("-", text_str(&call.out)))
		die(BAD, "cannot write to stdout: %s", strerror(errno));
	return call.status;
}
