#include "base/base.h"

#include "dockerfile/dockerfile.h"
#include "dockerfile/parts.h"
#include "lock/settings.h"
#include "tap.h"

static void
splits(const char *value, const char *expected)
{
	struct str_list words = { NULL, 0, 0 };
	struct str why;
	ok(settings_words(str_of(value), &words, &why), "%s is words", value);
	is(dockerfile_exec_form(&words), str_of(expected), "as JSON: %s", value);
}

static void
refuses(const char *value, const char *expected)
{
	struct str_list words = { NULL, 0, 0 };
	struct str why = STR("");
	ok(!settings_words(str_of(value), &words, &why), "refused: %s", value);
	is(why, str_of(expected), "because");
}

static void
quotes(const char *value, const char *expected)
{
	struct str quoted;
	ok(dockerfile_quote(str_of(value), &quoted), "quoted");
	is(quoted, str_of(expected), "as %s", expected);
}

static void
commands(const char *file, const char *expected)
{
	const struct settings settings = { str_of(file) };
	struct str why = STR("");
	settings_command_valid(&settings, "SCIBIDS_CMD", &why);
	is(why, str_of(expected), "%s", file);
}

int
main(void)
{
	const struct settings settings = { STR("SCIBIDS_CMD= python3 -m x \nSCIBIDS_NAME=a=b\nSCIBIDS_EMPTY=\n") };
	is(settings_get(&settings, "SCIBIDS_CMD"), STR("python3 -m x"), "a value without blanks around it");
	is(settings_get(&settings, "SCIBIDS_NAME"), STR("a=b"), "an equals sign in a value");
	is(settings_get(&settings, "SCIBIDS_EMPTY"), STR(""), "an empty value");
	is(settings_get(&settings, "SCIBIDS"), STR(""), "a name that is only the beginning of another");

	splits("python3 main.py", "[\"python3\", \"main.py\"]");
	splits("a  'b c' \"d e\"", "[\"a\", \"b c\", \"d e\"]");
	splits("'' x", "[\"\", \"x\"]");
	splits("a\\ b 'it''s'", "[\"a b\", \"its\"]");
	splits("\"a \\\"b\\\" \\\\\"", "[\"a \\\"b\\\" \\\\\"]");
	splits("'$HOME | x'", "[\"$HOME | x\"]");
	splits("", "[]");
	refuses("echo $HOME", "'$' is for a shell, and no shell will read it: write the value, or put a plain dollar in single quotes");
	refuses("\"`id`\"", "'`' is for a shell, and no shell will read it: write one command, or put it in single quotes");
	refuses("a | b", "'|' is for a shell, and no shell will read it: write one command, or put it in single quotes");
	refuses("'a", "the quote ' is not closed");

	struct str_list words = { NULL, 0, 0 };
	struct str why;
	ok(settings_command_words(STR("[\"python3\", \"-c\", \"print(1)\"]"), &words, &why), "a JSON array is a command");
	is(dockerfile_exec_form(&words), STR("[\"python3\", \"-c\", \"print(1)\"]"), "of these words");
	commands("SCIBIDS_CMD=[\"python3\", 1]\n",
	         "SCIBIDS_CMD: this is not a JSON array of strings: write [\"python3\", \"main.py\"], or words as for a shell");
	commands("SCIBIDS_CMD=[\"python3\"\n",
	         "SCIBIDS_CMD: this is not a JSON array of strings: write [\"python3\", \"main.py\"], or words as for a shell");
	commands("SCIBIDS_CMD=web: python3 main.py\n", "SCIBIDS_CMD: 'web:' belongs in a Procfile: write only the command that follows it");
	commands("SCIBIDS_CMD=PORT=80 python3 main.py\n",
	         "SCIBIDS_CMD: 'PORT=80' needs a shell, and the image has none: write it to SCIBIDS_ENV");
	commands("SCIBIDS_CMD=exec python3\n", "SCIBIDS_CMD: 'exec' belongs to a shell, and the command needs none: leave it out");
	commands("SCIBIDS_CMD=/bin/sh -c 'python3 main.py'\n",
	         "SCIBIDS_CMD: the image has no '/bin/sh': write the command that it would run, or set SCIBIDS_FINAL=base");
	commands("SCIBIDS_CMD=[\"bash\"]\n",
	         "SCIBIDS_CMD: the image has no 'bash': write the command that it would run, or set SCIBIDS_FINAL=base");
	commands("SCIBIDS_CMD=uv run main.py\n",
	         "SCIBIDS_CMD: 'uv run' is for a development machine, and the image has all packages: write only the command that follows it");
	commands("SCIBIDS_CMD=CMD [\"python3\"]\n", "SCIBIDS_CMD: 'CMD' belongs in a Dockerfile: write only what follows it");
	commands("SCIBIDS_CMD=\"python3 main.py\"\n", "SCIBIDS_CMD: the quotes make 'python3 main.py' one word: leave them out");
	commands("SCIBIDS_CMD=[\"gunicorn\", \"-b\", \"0.0.0.0:$PORT\"]\n",
	         "SCIBIDS_CMD: no shell will read the variable in '0.0.0.0:$PORT': write its value, or as words with this one in single quotes");
	commands("SCIBIDS_CMD=[\"x\", \"${PORT:-80}\"]\n",
	         "SCIBIDS_CMD: no shell will read the variable in '${PORT:-80}': write its value, or as words with this one in single quotes");
	commands("SCIBIDS_CMD=[\"x\", \"^a$\", \"$1\", \"$$\"]\n", "");
	commands("SCIBIDS_CMD=x '$PORT'\n", "");
	commands("SCIBIDS_CMD=[\"sh\", \"-c\", \"x $PORT\"]\nSCIBIDS_FINAL=base\n", "");
	commands("SCIBIDS_CMD=[\"\"]\n", "SCIBIDS_CMD: its first word is empty: begin with a program");
	commands("SCIBIDS_CMD=sh -c x\nSCIBIDS_FINAL=base\n", "");
	commands("SCIBIDS_CMD=bash -c x\nSCIBIDS_RUNTIME_APKS=jq bash\n", "");
	commands("SCIBIDS_CMD=/bin/sh -c x\nSCIBIDS_RUNTIME_APKS=jq busybox-binsh\n", "");
	commands("SCIBIDS_CMD=sh -c x\nSCIBIDS_RUNTIME_APKS=bash\n", "");
	commands("SCIBIDS_CMD=sh -c x\nSCIBIDS_RUNTIME_APKS=shared-mime-info busybox\n",
	         "SCIBIDS_CMD: the image has no 'sh': write the command that it would run, or set SCIBIDS_FINAL=base");
	commands("SCIBIDS_CMD=bash -c x\nSCIBIDS_RUNTIME_APKS=bash-completion-doc busybox-binsh\n",
	         "SCIBIDS_CMD: the image has no 'bash': write the command that it would run, or set SCIBIDS_FINAL=base");
	commands("SCIBIDS_CMD=A=b\nSCIBIDS_ENTRYPOINT=python3\n", "");
	commands("SCIBIDS_CMD=python3 -c 'import os; os.exec'\n", "");

	quotes("a b", "\"a b\"");
	quotes("$x \"y\" \\", "\"\\$x \\\"y\\\" \\\\\"");
	struct str quoted;
	ok(!dockerfile_quote(STR("a\nRUN evil"), &quoted), "a line break is refused");
	return tap_end();
}
