#include "base/base.h"

#include "base/arena.h"
#include "base/die.h"
#include "requirements/requirements.h"
#include "tap.h"

static struct requirements r;

static bool
parse(const char *text)
{
	return requirements_parse(STR("r.txt"), str_of(text), &r);
}

static struct str
joined(const struct str_list *list)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < list->count; i++)
		text_addf(&out, "%s%.*s", i == 0 ? "" : " ", STRF(list->items[i]));
	return text_str(&out);
}

/* "line kind name[extras] specifier location marker hashes", one a requirement, by |. */
static struct str
summary(void)
{
	static const char *const kinds[] = { "name", "url", "vcs", "path" };
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < r.count; i++) {
		const struct requirement *q = &r.items[i];
		text_addf(&out, "%s%d %s%s %.*s[%.*s] %.*s {%.*s} {%.*s}", i == 0 ? "" : "|", q->line, q->editable ? "-e " : "", kinds[q->kind],
		          STRF(q->spec.project), STRF(joined(&q->spec.extras)), STRF(q->spec.specifier), STRF(q->location), STRF(q->spec.marker));
	}
	return text_str(&out);
}

static void
reads(const char *text, const char *expected)
{
	bool good = parse(text);
	ok(good, "read: %s", str_z(str_sub(str_of(text), 0, str_find(str_of(text), '\n'))));
	is(good ? summary() : joined(&r.errors), str_of(expected), "as expected");
}

static void
refuses(const char *text, const char *error)
{
	ok(!parse(text) && r.errors.count == 1, "refused, for one reason: %s", error);
	is(joined(&r.errors), str_of(error), "and says which");
}

static void
check_lines(void)
{
	reads("", "");
	reads("# c\n\n \t\r\na #b\n", "4 name a[]  {} {}");
	reads("a==1\\\n,<2\nb", "1 name a[] ==1,<2 {} {}|3 name b[]  {} {}");
	reads("# c \\\na", "2 name a[]  {} {}");
	reads("a \\\n# c \\\nb", "1 name a[]  {} {}|3 name b[]  {} {}");
	reads("a \\\n  # c\\\n b", "1 name a[]  {} {}|3 name b[]  {} {}");
	reads("a # c \\\n b\nd", "1 name a[]  {} {}|3 name d[]  {} {}");
	reads("a\\", "1 name a[]  {} {}");
	reads("\xef\xbb\xbf" "a\r\nb \\\r\n ==1\r\n", "1 name a[]  {} {}|2 name b[] ==1 {} {}");
	reads("A.b[X,y_Z] >= 1 ; os_name == 'n#t'", "1 name a-b[x y-z] >= 1 {} {os_name == 'n#t'}");
}

static void
check_sources(void)
{
	reads("./p", "1 path []  {p} {}");
	reads("p/q/../x[a, b] ; os_name=='n'", "1 path [a b]  {p/x} {os_name=='n'}");
	reads("../p", "1 path []  {../p} {}");
	reads("/a/../../b/./c//", "1 path []  {/b/c} {}");
	reads("-e .", "1 -e path []  {.} {}");
	reads("-e p[t] ; os_name == 'a b'", "1 -e path [t]  {p} {os_name == 'a b'}");
	reads("--editable='./my p'", "1 -e path []  {my p} {}");
	reads("-e n @ git+https://h/r", "1 -e vcs n[]  {git+https://h/r} {}");
	reads("foo_x-1.0.tar.gz", "1 path foo-x[]  {foo_x-1.0.tar.gz} {}");
	reads("file:///a%20b/Foo-1-py3-none-any.whl", "1 path foo[]  {/a b/Foo-1-py3-none-any.whl} {}");
	reads("n @ file:p", "1 path n[]  {p} {}");
	reads("n[x] @ https://h/a.zip#frag ; os_name=='n'", "1 url n[x]  {https://h/a.zip} {os_name=='n'}");
	reads("https://h/Foo-1%2Bx-py3-none-any.whl?q#f; os_name=='n'", "1 url foo[]  {https://h/Foo-1%2Bx-py3-none-any.whl?q} {os_name=='n'}");
	reads("git+ssh://git@h/a/b.git@v1#egg=N_m[x]&subdirectory=d", "1 vcs n-m[x]  {git+ssh://git@h/a/b.git@v1} {}");
	is(r.items[0].revision, STR("v1"), "revision");
	is(r.items[0].subdirectory, STR("d"), "subdirectory");
	is(r.items[0].vcs, STR("git"), "version control system");
	ok(parse("git+ssh://git@h/r") && r.items[0].revision.n == 0, "a user is no revision");
}

static void
check_options(void)
{
	ok(parse("-i https://a/s\n--index-url=https://b/s\n--extra-index-url https://c --pre\n-fx --no-index\n-f https://d\n"
	         "--use-feature=u\n--prefer-binary --require-hashes\n"), "options");
	is(r.index_url, STR("https://b/s"), "the last index counts");
	is(joined(&r.extra_index_urls), STR("https://c"), "extra index");
	is(joined(&r.find_links), STR("./x https://d"), "find-links");
	is(joined(&r.paths), STR("./x"), "of which one is a path");
	ok(r.pre && r.no_index && r.prefer_binary && r.require_hashes, "flags");

	ok(parse("--no-binary A_b,c\n--only-binary=c,d"), "binary choices");
	is(joined(&r.no_binary), STR("a-b"), "the last word about a name counts");
	is(joined(&r.only_binary), STR("c d"), "in both lists");
	ok(parse("--no-binary x,:all:,y\n--only-binary z"), ":all:");
	is(joined(&r.no_binary), STR(":all:"), "ends its list");
	ok(parse("--no-binary :all:\n--no-binary :none:,y"), ":none:");
	is(joined(&r.no_binary), STR("y"), "begins anew");
	ok(parse("--no-binary x\n--only-binary :all:"), ":all: of the other");
	is(joined(&r.no_binary), STR(""), "clears this one");
	ok(parse("--no-binary :all:,a,:none:,b") && r.no_binary.count == 1, ":none: after :all:");

	ok(parse("a -C k=v --config-settings=\"k2=v w\""), "options of a requirement");
	is(joined(&r.items[0].config_settings), STR("k=v k2=v w"), "settings");
	refuses("--trusted-host h", "r.txt:1: option --trusted-host is not heeded in an image: give the certificate of the index with SCIBIDS_CA");
	refuses("\na --global-option=x", "r.txt:2: option --global-option is not heeded in an image: write what the build backend takes as "
	                                 "--config-settings KEY=VALUE");
	refuses("--only-final a", "r.txt:1: option --only-final is not heeded in an image: leave it out: pre-releases are taken only where nothing else fits");
	refuses("a -C k", "r.txt:1: --config-settings: expected KEY=VALUE instead of 'k'");
	refuses("./x -C k=v", "r.txt:1: --config-settings needs a named requirement: write 'NAME @ ./PATH' or a package record");
	ok(parse("a ${X} ; b\n") == false, "a variable is noted");
	is(joined(&r.variables), STR("X"), "whatever the line is");
	ok(parse("-i https://${U}:${P_1}@h/${}/${a}/$X/${Y") && r.variables.count == 2, "only ${NAME} is one");
}

static void
check_hashes(void)
{
	const char *const hex = "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef";
	size_t count;
	ok(parse(str_z(str_format("a --hash=sha256:%s \\\n --hash sha512:%s%s\nb\nA==1 --hash=sha384:%s%.32s", hex, hex, hex, hex, hex))), "hashes");
	struct requirements_hashes *h = requirements_hashes(&r, &count);
	ok(count == 1 && h[0].allowed.count == 3, "by project");
	is(h[0].allowed.items[0], STR("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"), "in lower case");
	ok(parse(str_z(str_format("https://h/n-1.zip#sha256=%s", hex))), "a hash in a URL");
	h = requirements_hashes(&r, &count);
	ok(count == 1 && str_eq(h[0].project, STR("n")), "counts");
	refuses("a --hash=sha256:ab", "r.txt:1: not a hash: 'sha256:ab' (expected sha256:, sha384: or sha512: and its hexadecimal digits)");
	refuses("a --hash=md5:0123456789abcdef0123456789abcdef",
	        "r.txt:1: not a hash: 'md5:0123456789abcdef0123456789abcdef' (expected sha256:, sha384: or sha512: and its hexadecimal digits)");
	ok(parse("b\na\nB>1\n./x\nc"), "projects");
	const struct requirement **first = requirements_first(&r, &count);
	ok(count == 3 && str_eq(first[0]->spec.project, STR("a")) && str_eq(first[1]->spec.project, STR("b")) && first[1]->line == 1,
	   "each once, with the line that names it first");
}

static void
check_credentials(void)
{
	static const char *const secret[] = { "-i https://u:p@h/s", "-i https://token@h/s", "n @ https://u:p@h/x.zip", "git+https://u:p@h/r#egg=n",
		                              "--extra-index-url https://${U}:p@h", "-i https://u:p/w@h/s", "git+ssh://u:p@h/r", "-i https://t:@h" };
	static const char *const open[] = { "-i https://h/s", "git+https://h/r@v1", "git+ssh://git@h/r", "git+https://git@h/r", "-i https://${U}:${P}@h",
		                            "-i https://u:${P}@h", "-i https://${T}@h", "-i https://h:8080/a@b", "# https://u:p@h\n" };
	for (size_t i = 0; i < COUNT(secret); i++)
		ok(parse(secret[i]) && r.credentials.count == 1 && str_eq(r.credentials.items[0], STR("r.txt:1")), "secret: %s", secret[i]);
	for (size_t i = 0; i < COUNT(open); i++)
		ok(parse(open[i]) && r.credentials.count == 0, "none: %s", open[i]);
	refuses("n @ https://u:p@h/x?token=t#f y", "r.txt:1: not a requirement: 'n @ https://***@h/x?*** y' (expected ';' or the end after "
	        "'n @ https://***@h/x?***')");
	refuses("--foo=https://u:p@h", "r.txt:1: unknown option '--foo'");
	refuses("-r https://u:p/w@h", "r.txt:1: 'https://***@h' is a URL: save it as a file and name that");
}

static void
check_refusals(void)
{
	refuses("foo bar !!", "r.txt:1: not a requirement: 'foo bar !!' (expected a version specifier, '@' or ';' after 'foo')");
	refuses("a#b", "r.txt:1: not a requirement: 'a#b' (expected a version specifier, '@' or ';' after 'a')");
	refuses("a -i https://h", "r.txt:1: option --index-url does not belong to a requirement: put it on a line of its own");
	refuses("--hash=sha256:x", "r.txt:1: option --hash without a requirement before it");
	refuses("-r x -r y", "r.txt:1: option --requirement needs a line of its own");
	refuses("--pre x", "r.txt:1: unexpected 'x' after an option: put it on a line of its own");
	refuses("-e \"x", "r.txt:1: a quote that is not closed");
	refuses("-i --pre", "r.txt:1: option --index-url needs a value");
	refuses("-r r.txt", "r.txt:1: 'r.txt' includes itself");
	refuses("\n-r ./x/../r.txt", "r.txt:2: 'r.txt' includes itself");
	refuses("\xff\xfe" "a", "r.txt: UTF-16 or UTF-32, not UTF-8: save the file in that encoding");
	refuses("a\n\xc3(", "r.txt:2: not UTF-8: save the file in that encoding");
	refuses("\xed\xa0\x80", "r.txt:1: not UTF-8: save the file in that encoding");
	refuses("#\n# -*- coding: latin-1 -*-\n", "r.txt:2: written in 'latin-1': save the file as UTF-8");
	refuses("a\rb", "r.txt:1: a control character");
	refuses("#\xe2\x80\xa8" "b", "r.txt:1: a line separator other than a newline");
	refuses("./${X}", "r.txt:1: not a requirement: './${X}' (expected a path without ${...}: a build has only the files that are known before it)");
	static const char *const shown[] = { "n @ https://h/${T}/n.zip", "n @ https://h/n.zip?k=${T}", "n @ https://h?${T}", "git+https://h/${T}@v1#egg=n" };
	for (size_t i = 0; i < COUNT(shown); i++)
		ok(!parse(shown[i]), "the lock would hold the variable's value: %s", shown[i]);
	refuses("n @ https://h/${T}/n.zip", "r.txt:1: not a requirement: 'n @ https://h/${T}/n.zip' (expected a URL without ${...} behind the host: the lock "
	        "and the image would hold its value; a login goes into a netrc file: SCIBIDS_NETRC)");
	ok(parse("n @ https://${T}@${H}/n.zip") && parse("git+https://${T}@h/n@${V}#egg=n"), "not as a login, as a host or as a revision");
	refuses("git+file:///r", "r.txt:1: not a requirement: 'git+file:///r' (expected a path such as ./pkg for what lies on this machine)");
	ok(!requirements_parse(STR("r.txt"), (struct str){ "a\0b", 3 }, &r), "a NUL is refused");
	ok(parse("# coding: utf-8\na") && parse("a\r"), "UTF-8 by name, a carriage return at the end");

	struct text many = { NULL, 0, 0 };
	for (int i = 0; i < REQUIREMENTS_ERRORS + 10; i++)
		text_add(&many, STR("!\n"));
	ok(!requirements_parse(STR("r.txt"), text_str(&many), &r) && r.errors.count == REQUIREMENTS_ERRORS, "errors are counted, not endless");
	is(r.errors.items[REQUIREMENTS_ERRORS - 1], STR("r.txt:1000: there are more errors, which are not shown"), "and the last says so");
}

static void
add_field(struct text *out, struct str s)
{
	text_add(out, STR("\t"));
	text_add(out, s);
}

/* What the comparison with pip reads: a line a requirement, a line an option. */
static int
dump(const char *name)
{
	struct text out = { NULL, 0, 0 };
	bool good = requirements_read(".", str_of(name), &r);
	for (size_t i = 0; i < r.errors.count; i++)
		warn("%.*s", STRF(r.errors.items[i]));
	for (size_t i = 0; i < r.count; i++) {
		const struct requirement *q = &r.items[i];
		text_addf(&out, "requirement\t%d\t%d\t%d", q->line, q->editable, q->constraint);
		add_field(&out, q->file);
		add_field(&out, q->spec.project);
		add_field(&out, joined(&q->spec.extras));
		add_field(&out, q->spec.specifier);
		add_field(&out, q->location);
		add_field(&out, q->spec.marker);
		add_field(&out, joined(&q->hashes));
		text_add(&out, STR("\n"));
	}
	text_addf(&out, "index\t%.*s\nextra\t%.*s\n", STRF(r.index_url), STRF(joined(&r.extra_index_urls)));
	text_addf(&out, "links\t%.*s\nno-index\t%d\n", STRF(joined(&r.find_links)), r.no_index);
	text_addf(&out, "no-binary\t%.*s\nonly-binary\t%.*s\n", STRF(joined(&r.no_binary)), STRF(joined(&r.only_binary)));
	text_addf(&out, "prefer-binary\t%d\nrequire-hashes\t%d\n", r.prefer_binary, r.require_hashes);
	fwrite(out.p, 1, out.n, stdout);
	return good ? DONE : BAD;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return dump(argv[1]);
	check_lines();
	check_sources();
	check_options();
	check_hashes();
	check_credentials();
	check_refusals();
	return tap_end();
}
