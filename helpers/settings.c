/* Writes the settings file: what a recipe cannot do in one process. */

#include "base/base.h"

#include <errno.h>

#include "base/die.h"
#include "base/distance.h"
#include "base/file.h"
#include "base/grammar.h"
#include "lock/settings.h"

static const char usage[] =
        "usage: scibids-settings FILE [NAME...] NAME=VALUE...\n"
        "Writes the settings to FILE, a line each, and to FILE.sh as assignments that a shell reads; makes their directory. An unchanged\n"
        "file is not touched.\n"
        "An empty argument is an empty line: the image does not depend on the settings behind it.\n"
        "A NAME without a value is not a setting of scibids. It is refused if it resembles one.\n";

/* Settings whose values are in no file, for they may hold a password, and the directory that these files are in. */
static const char *const unwritten[] = { "SCIBIDS_INDEX_URL", "SCIBIDS_OUT", "SCIBIDS_RUN" };

/* NAME='VALUE', of which a shell expands nothing. A shell that read FILE itself would do so byte by byte. */
static void
add_assignment(struct text *out, struct str setting)
{
	struct str value = setting, name = str_cut(&value, '=');
	text_addf(out, "%.*s='", STRF(name));
	while (value.p != NULL) {
		struct str part = str_cut(&value, '\'');
		text_addf(out, "%.*s%s", STRF(part), value.p != NULL ? "'\\''" : "'\n");
	}
}

/* Dies if WRONG is one edit away from NAME, or two if NAME is longer than SCIBIDS_ENGINE. */
static void
refuse_slip(struct str wrong, struct str name)
{
	if (wrong.n <= DISTANCE_LONGEST && name.n <= DISTANCE_LONGEST && distance(wrong, name, 2) <= (name.n > 14 ? 2 : 1))
		die(BAD, "%.*s is set, but there is no such variable: did you mean %.*s?", STRF(wrong), STRF(name));
}

/* Takes the names that begin the arguments; the number of the first argument behind them. */
static int
refuse_misspelt(int argc, char **argv)
{
	int first = 2;
	while (first < argc && is_variable_name(str_of(argv[first])))
		first++;
	for (int i = 2; i < first; i++) {
		for (int k = first; k < argc; k++) {
			struct str setting = str_of(argv[k]);
			refuse_slip(str_of(argv[i]), str_sub(setting, 0, str_find(setting, '=')));
		}
		for (size_t k = 0; k < sizeof(unwritten) / sizeof(*unwritten); k++)
			refuse_slip(str_of(argv[i]), str_of(unwritten[k]));
	}
	return first;
}

static void
write_or_die(const char *path, const struct text *text)
{
	if (!file_replace_cache(path, text_str(text)))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
}

int
main(int argc, char **argv)
{
	struct text out = { NULL, 0, 0 }, shell = { NULL, 0, 0 };
	program_name = "scibids-settings";
	answer_help(argc, argv, usage);
	if (argc < 3)
		wrong_call(usage);
	for (int i = refuse_misspelt(argc, argv); i < argc; i++) {
		struct str setting = str_of(argv[i]);
		size_t equals = str_find(setting, '=');
		bool valid = equals < setting.n && is_variable_name(str_sub(setting, 0, equals)) && str_find(setting, '\n') == setting.n;
		if (setting.n > 0 && !valid)
			die(BAD, "'%s' is not NAME=VALUE in one line", argv[i]);
		text_add(&out, setting);
		text_add(&out, STR("\n"));
		if (setting.n > 0)
			add_assignment(&shell, setting);
	}
	const struct settings settings = { text_str(&out) };
	struct str why;
	if (!settings_command_valid(&settings, "SCIBIDS_CMD", &why) || !settings_command_valid(&settings, "SCIBIDS_ENTRYPOINT", &why))
		die(BAD, "%.*s", STRF(why));
	const char *slash = strrchr(argv[1], '/');
	if (slash != NULL && slash > argv[1]) {
		const char *directory = str_z((struct str){ argv[1], (size_t)(slash - argv[1]) });
		if (!file_make_directory(directory))
			die(BAD, "cannot make %s: %s", directory, strerror(errno));
	}
	write_or_die(argv[1], &out);
	write_or_die(str_z(str_format("%s.sh", argv[1])), &shell);
	return DONE;
}
