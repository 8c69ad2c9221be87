#include "base/base.h"

#include "base/arena.h"
#include "base/tail.h"
#include "buildlog/live.h"
#include "buildlog/output.h"
#include "tap.h"

static void
cleans(struct str in, struct str expected, const char *what)
{
	char out[TAIL_TEXT];
	struct str got = { out, tail_clean(out, sizeof(out), in) };
	is(got, expected, "%s", what);
}

static void
test_clean(void)
{
	cleans(STR("a\033[1;31mb\033[0mc\033(Bd\033=e"), STR("abcde"), "colours, character sets");
	cleans(STR("a\033]0;title\007b\033]8;;x\033\\c\033Pq\033\\d"), STR("abcd"), "titles, links, device strings");
	cleans(STR("a\033"), STR("a"), "an escape at the end");
	cleans(STR("a\033[12"), STR("a"), "an unfinished sequence");
	cleans(STR("a\033]0;b"), STR("a"), "an unfinished title");
	cleans(STR("a\0b\b\a\177c\td"), STR("abc d"), "control characters, a tab");
	cleans(STR("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\x8d"), STR("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\x8d"), "UTF-8 stays");
	cleans(STR("\xff\xc3(\xed\xa0\x80\xc0\xafz\xe2\x82"), STR("?" "?(?" "?" "?" "?" "?z?" "?"), "what is no UTF-8 does not");
	cleans(STR("a\xc2\x9b\xe2\x80\xae\xe2\x81\xa6z"), STR("az"), "C1 controls and turned writing");
	cleans(STR(" 10%\r 20%\r100%\r\r"), STR("100%"), "a line that overwrites itself");
	char bytes[10];
	struct str cut = { bytes, tail_clean(bytes, sizeof(bytes), STR("abcde\xc3\xa9xyz")) };
	is(cut, STR("abcde ..."), "a cut spares characters");
}

static void
test_tail(void)
{
	struct tail tail = { .count = 0 };
	for (int i = 0; i < 20; i++)
		tail_add(&tail, str_format("line %d", i));
	struct str_list list = tail_list(&tail);
	ok(list.count == TAIL_LINES && str_eq(list.items[0], STR("line 5")), "the last lines, the oldest first");
	tail_add(&tail, STR("line 7"));
	tail_add(&tail, STR("  ^"));
	tail_add(&tail, STR("  ^"));
	list = tail_list(&tail);
	ok(list.count == TAIL_LINES && str_eq(list.items[0], STR("line 8")), "a repeated line makes room once");
	is(list.items[12], STR("line 7"), "and moves to the end");
	is(list.items[13], list.items[14], "marks repeat");
}

static void
test_line(void)
{
	struct buildkit_line l = buildkit_line_read(STR("#12 1234. text"));
	ok(l.kind == BUILDKIT_OUTPUT && l.number == 12 && l.tenths == 12340, "output after more than 1000 seconds");
	is(l.text, STR("text"), "its text");
	ok(buildkit_line_read(STR("#12 0.5")).kind == BUILDKIT_OUTPUT, "empty output");
	ok(buildkit_line_read(STR("#12 0.5 DONE 3.2s")).kind == BUILDKIT_OUTPUT, "output cannot end a step");
	l = buildkit_line_read(STR("#3 DONE 75.3s"));
	ok(l.kind == BUILDKIT_DONE && l.tenths == 753, "an end");
	ok(buildkit_line_read(STR("#3 DONE and over")).kind == BUILDKIT_TEXT, "no end");
	l = buildkit_line_read(STR("#3 copying files linux/amd64 721.05kB done"));
	ok(l.kind == BUILDKIT_FILES && l.bytes == 721050, "exported bytes");
	ok(buildkit_line_read(STR("#x [a 1/1] RUN")).kind == BUILDKIT_CLIENT, "no number");
	ok(buildkit_line_read(STR("#99999999999999999999999 x")).kind == BUILDKIT_CLIENT, "a number beyond numbers");
	ok(buildkit_line_read(STR("")).kind == BUILDKIT_CLIENT && buildkit_line_read(STR("#")).kind == BUILDKIT_CLIENT, "nothing");
}

static void
titled(struct str text, enum buildkit_kind kind, struct str name, struct str platform, unsigned steps)
{
	struct buildkit_title t = buildkit_title_read(text);
	ok(t.kind == kind && t.steps == steps, "kind and steps of %s", str_z(text));
	is(t.name, name, "its name");
	is(t.platform, platform, "its platform");
}

static void
test_title(void)
{
	struct str none = { NULL, 0 };
	titled(STR("[build-lz4 2/13] RUN [x] 1/1]"), BUILDKIT_STAGE, STR("build-lz4"), none, 13);
	titled(STR("[2/3] RUN x"), BUILDKIT_STAGE, none, none, 3);
	titled(STR("[linux/arm64 one 1/2] COPY f /f"), BUILDKIT_STAGE, STR("one"), STR("linux/arm64"), 2);
	titled(STR("[linux/arm/v7 1/2] COPY f /f"), BUILDKIT_STAGE, none, STR("linux/arm/v7"), 2);
	titled(STR("[internal] load build context"), BUILDKIT_OTHER, STR("load build context"), none, 1);
	titled(STR("[context mirror] load from client"), BUILDKIT_OTHER, STR("[context mirror] load from client"), none, 1);
	titled(STR("[a 1/0] x"), BUILDKIT_OTHER, STR("[a 1/0] x"), none, 1);
	titled(STR("[a b c 1/1] x"), BUILDKIT_OTHER, STR("[a b c 1/1] x"), none, 1);
	titled(STR("[a 1/1"), BUILDKIT_OTHER, STR("[a 1/1"), none, 1);
	titled(STR("exporting to oci image format"), BUILDKIT_EXPORT, none, none, 1);
	titled(STR("exporting to client directory"), BUILDKIT_EXPORT, STR("files"), none, 1);
	titled(STR("exporting cache to registry"), BUILDKIT_EXPORT, STR("cache"), none, 1);
	ok(buildkit_title_read(STR("[a 1/2] FROM b@sha256:0")).from && !buildkit_title_read(STR("[a 2/2] RUN FROM")).from, "a base");
}

static struct buildkit_log *
read_log(struct str text, size_t piece, bool success)
{
	struct buildkit_log *log = buildkit_log_new(STR("image"));
	for (double t = 100; text.n > 0; text = str_sub(text, piece, text.n))
		buildkit_log_feed(log, str_sub(text, 0, piece), t);
	buildkit_log_end(log, success, 200);
	return log;
}

static void
test_stages(size_t piece)
{
	struct buildkit_log *log = read_log(STR("#1 [t 1/2] FROM x\n#1 DONE 0.0s\n\n#2 [t 2/2] RUN a\n#2 CACHED\n"
	                                        "#3 [b 1/2] RUN b\n#3 0.5 text\n#3 ...\n#4 [c 1/1] RUN\r\n#4 DONE 1.5s\r\n"
	                                        "#3 [b 1/2] RUN b\n#3 DONE 2.5s\n#5 [b 2/2] RUN\n#5 DONE 0.4s\n#6 [d 2/2] COPY\n"
	                                        "#6 DONE 0.1s\n#1 [t 1/2] FROM x\n#1 extracting\n#1 DONE 4.0s\n"
	                                        "#7 exporting to image\n#7 DONE 3.0s"), piece, true);
	static const struct { const char *name; bool ran; uint64_t tenths; } ends[] = {
		{ "t", true, 40 }, { "c", true, 15 }, { "b", true, 29 }, { "d", true, 1 }, { "image", true, 30 },
	};
	for (size_t i = 0; i < COUNT(ends); i++) {
		const struct buildkit_stage *stage = buildkit_log_ended(log, i);
		ok(stage != NULL && stage->ran == ends[i].ran && stage->tenths == ends[i].tenths && stage->open == 0,
		   "%s in pieces of %zu", ends[i].name, piece);
		is(stage == NULL ? STR("") : stage->name, str_of(ends[i].name), "its name");
	}
	ok(buildkit_log_ended(log, COUNT(ends)) == NULL, "no more stages");
	ok(buildkit_log_failure(log).stage == NULL, "no failure");
}

static void
test_running(void)
{
	struct buildkit_log *log = buildkit_log_new(STR("image"));
	buildkit_log_feed(log, STR("#1 [b 1/2] RUN\n"), 100);
	buildkit_log_feed(log, STR("#1 30.0 late news\n"), 120);
	const struct buildkit_stage *stage = buildkit_log_stage(log, 0);
	ok(stage->open == 1 && stage->since > 89.9 && stage->since < 90.1, "a step began before it was shown");
	buildkit_log_feed(log, STR("#1 DONE 31.0s\n"), 121);
	ok(stage->open == 0 && stage->tenths == 310 && buildkit_log_ended(log, 0) == NULL, "one of two steps has ended");
	buildkit_log_end(log, false, 122);
	ok(buildkit_log_ended(log, 0) == NULL, "and without success the stage does not");
}

/* A base is looked up, and pulled when a step needs it: its step ends twice. */
static void
test_taken_up_again(void)
{
	struct buildkit_log *log = read_log(STR("#1 [t 1/2] FROM x\n#1 DONE 0.0s\n#1 [t 1/2] FROM x\n#1 DONE 4.0s\n"), 4096, false);
	ok(buildkit_log_ended(log, 0) == NULL && buildkit_log_stage(log, 0)->tenths == 40, "a step that ends twice is one step");
}

static void
test_failure(size_t piece)
{
	struct buildkit_log *log = read_log(STR("#1 [a 1/2] RUN\n#1 ERROR: process \"x\": context canceled\n#2 [b 1/2] RUN\n"
	                                        "#2 0.1 Resolved 3 packages in 1ms\n#2 0.1    Building x==1\n#2 0.1  \n#2 0.2 bad\n"
	                                        "#2 ERROR: process \"did not complete successfully: \" did not complete "
	                                        "successfully: exit code: 7\n#3 [c 1/1] RUN\n#3 CANCELED\n"
	                                        "------\nERROR: failed to build: failed to solve: process\n"), piece, false);
	struct buildkit_failure f = buildkit_log_failure(log);
	is(f.stage == NULL ? STR("") : f.stage->name, STR("b"), "the stage that failed, in pieces of %zu", piece);
	is(f.reason, STR("exit code 7"), "why");
	ok(f.tail.count == 1 && str_eq(f.tail.items[0], STR("bad")) && f.own.count == 0, "its last lines without noise");
	ok(buildkit_log_ended(log, 0) == NULL, "no stage ended");
	log = read_log(STR("#1 [b 1/1] RUN\n#1 0.1 noise\n#1 0.1 scibids: what to do\n#1 ERROR: exit code: 1\n"), piece, false);
	f = buildkit_log_failure(log);
	ok(f.own.count == 1 && str_eq(f.own.items[0], STR("scibids: what to do")), "a stage's own words");
	log = read_log(STR("#1 [b 1/1] RUN\n#1 0.1 Cannot connect to the Docker daemon\n#1 ERROR: x\n------\n"
	                   "Cannot connect to the Docker daemon\n"), piece, false);
	ok(buildkit_log_failure(log).trouble == BUILDKIT_NO_TROUBLE, "a step's words about an engine are not the client's");
	log = read_log(STR("#1 [a 1/1] FROM x\n#1 ERROR: failed to extract: write /var/x: no space left on device\n"), piece, false);
	ok(buildkit_log_failure(log).disk_full, "a full disk");
	log = read_log(STR("#1 [internal] load metadata for docker.io/library/x:1\n#1 ERROR: docker.io/library/x:1: not found\n"
	                   "ERROR: failed to solve: x:1: docker.io/library/x:1: not found\n"), piece, false);
	is(buildkit_log_failure(log).image, STR("x:1"), "an image that is not there");
}

static void
shared(struct str line, struct str share, struct str rest)
{
	struct str got = STR("none"), left = line;
	buildkit_share(line, &got, &left);
	is(got, share, "the share in %s", str_z(line));
	is(left, rest, "the rest");
}

static void
test_share(void)
{
	shared(STR("[345/1203] cc x.c"), STR("345/1203"), STR("cc x.c"));
	shared(STR("[ 28%] Building"), STR("28%"), STR("Building"));
	shared(STR("[ 7/ 9] x"), STR("none"), STR("[ 7/ 9] x"));
	shared(STR("sha256:0a 12.58MB / 30MB 2.3s"), STR("12.58MB / 30MB"), STR(""));
	shared(STR("sha256:0a 0B / 30MB"), STR("0B / 30MB"), STR(""));
	shared(STR("sha256:0a done / 30MB"), STR("none"), STR("sha256:0a done / 30MB"));
	shared(STR("[0/0] x"), STR("none"), STR("[0/0] x"));
	shared(STR("[%] x"), STR("none"), STR("[%] x"));
	shared(STR("["), STR("none"), STR("["));
}

static void
live(const struct buildkit_log *log, size_t columns, double now, struct str expected, const char *what)
{
	char line[200];
	struct str_list none = { NULL, 0, 0 };
	const struct buildkit_stage *stage = buildkit_log_oldest(log, now);
	struct str got = STR("");
	if (stage != NULL)
		got = (struct str){ line, buildkit_live(line, columns, log, stage, STR("BUILD"), buildkit_times_new(none, none), now) };
	is(got, expected, "%s", what);
}

static void
test_live(void)
{
	struct buildkit_log *log = buildkit_log_new(STR("image"));
	buildkit_log_feed(log, STR("#1 [a 1/2] RUN\n#2 [b 1/1] RUN\n"), 100);
	live(log, 80, 101, STR("  BUILD   a 1 s, b 1 s"), "two stages");
	buildkit_log_feed(log, STR("#2 0.5 [1/2] one\n#1 1.0 [3/4] three\n#1 2.0 text\n"), 102);
	live(log, 80, 103, STR("  BUILD   a 3 s 3/4, b 3 s 1/2: text"), "how far they are, and the last line of the first");
	live(log, 20, 103, STR("  BUILD   a 3 s  ..."), "in a narrow terminal");
	buildkit_log_feed(log, STR("#1 ...\n#1 [a 1/2] RUN\n#1 DONE 5.0s\n#2 extracting sha256:0a 1.0s\n"), 105);
	live(log, 80, 106, STR("  BUILD   b 6 s 1/2: extracting sha256:0a 1.0s"), "the builder's own words");
	buildkit_log_feed(log, STR("#3 [a 2/2] RUN\n"), 107);
	live(log, 80, 108, STR("  BUILD   b 8 s 1/2, a 6 s: extracting sha256:0a 1.0s"), "a further step goes on from the stage's seconds");
	buildkit_log_feed(log, STR("#2 DONE 9.0s\n#3 DONE 2.0s\n"), 109);
	live(log, 80, 110, STR(""), "nothing runs");
	const struct buildkit_stage *a = buildkit_log_stage(log, 0), *b = buildkit_log_stage(log, 1);
	ok(a->begun < 100.1 && a->ended_at > 108.9 && b->begun < 100.1 && b->ended_at > 108.9, "when they began and ended");
}

static void
test_limits(void)
{
	struct text text = { NULL, 0, 0 };
	text_add(&text, STR("#1 [first 1/1] RUN\n#1 0.1 long ago\n"));
	for (unsigned i = 2; i <= BUILDKIT_STEPS + 10; i++)
		text_addf(&text, "#%u [s%u 1/1] RUN\n#%u 0.1 output of %u\n", i, i, i, i);
	text_addf(&text, "#8192 0.2 last\n#8192 ERROR: exit code: 1\n#1 0.3 again\n");
	for (unsigned i = 2; i < 100; i++)
		text_addf(&text, "#%u 0.4 more\n", i);
	struct buildkit_log *log = read_log(text_str(&text), 65536, false);
	struct buildkit_failure f = buildkit_log_failure(log);
	ok(f.stage != NULL && f.tail.count == 2 && str_eq(f.tail.items[1], STR("last")), "the failed step keeps its lines");
	ok(buildkit_log_stage(log, BUILDKIT_STAGES - 1) != NULL && buildkit_log_stage(log, BUILDKIT_STAGES) == NULL, "so many stages");
	size_t n = (size_t)1 << 20;
	char *line = arena_take(n);
	memset(line, 'x', n);
	memcpy(line, "#1 [a 1/1] RUN\n#1 0.1 ", 22);
	log = read_log((struct str){ line, n }, 4096, false);
	ok(buildkit_log_stage(log, 0)->open == 1, "a line without end");
}

int
main(void)
{
	test_clean();
	test_tail();
	test_line();
	test_title();
	for (size_t piece = 1; piece < 1000; piece = piece * 3 + 1) {
		test_stages(piece);
		test_failure(piece);
	}
	test_running();
	test_taken_up_again();
	test_share();
	test_live();
	test_limits();
	return tap_end();
}
