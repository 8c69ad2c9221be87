/* What the library answers, in the words of apk.t: usage: apk [INDEX...] <LINES
   With indexes a line holds words of apk's command line, and what it would install is printed behind them; without, two versions. */
#include "base/base.h"

#include "apk/closure.h"
#include "base/arena.h"
#include "base/file.h"

static void
print_closure(struct apkindex *index, struct str line)
{
	struct apk_closure closure;
	struct str_list words = { NULL, 0, 0 }, apks = { NULL, 0, 0 };
	struct str rest = line, word;
	while (str_word(&rest, &word))
		str_list_add(&words, word);
	apkindex_closure(index, &words, &closure);
	bool refused = closure.problems.count > 0;
	for (size_t i = 0; !refused && i < closure.count; i++)
		str_list_add(&apks, str_format(" %.*s-%.*s", STRF(closure.apks[i]->name), STRF(closure.apks[i]->version)));
	str_list_sort(&apks);
	printf("%.*s\t%s", STRF(line), refused ? "refused" : "ok");
	for (size_t i = 0; i < apks.count; i++)
		printf("%.*s", STRF(apks.items[i]));
	putchar('\n');
}

static void
print_order(struct str line)
{
	struct str a, b;
	if (!str_word(&line, &a) || !str_word(&line, &b))
		return;
	int order = apk_version_compare(a, b, APK_TOOLS_2);
	printf("%.*s %c %.*s\n", STRF(a), order < 0 ? '<' : order > 0 ? '>' : '=', STRF(b));
}

int
main(int argc, char **argv)
{
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error;
	struct str lines, line;
	for (int i = 1; i < argc; i++)
		if (!apkindex_add(&index, argv[i], &error)) {
			fprintf(stderr, "%.*s\n", STRF(error_str(&error)));
			return 2;
		}
	if (!file_read("-", 1 << 24, &lines))
		return 2;
	while (str_line(&lines, &line)) {
		if (argc > 1)
			print_closure(&index, line);
		else
			print_order(line);
	}
	arena_reset();
	return 0;
}
