/* Runs a build command, keeps all of its stderr in a log, and shows what people want to see of it: a line for every
   stage that ended, what runs now, and of a failure the stage, its own last lines and what to do. */

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/die.h"
#include "base/file.h"
#include "base/options.h"
#include "base/tail.h"
#include "buildlog/buildah.h"
#include "buildlog/live.h"

static const char usage[] =
	"usage: scibids-progress [OPTION]... -- COMMAND [ARG]...\n"
	"Runs COMMAND, which writes to stderr as `buildx build --progress=plain` does, and shows how the build goes.\n"
	"  --buildah             COMMAND writes as podman's builder does; the log gets what BuildKit would write\n"
	"  --every SECONDS       without a terminal, say what runs after so long a silence [30]\n"
	"  --hint PREFIX=TEXT    advice for when a stage that begins with PREFIX fails; * is the rest of its name\n"
	"  --log FILE            where to keep COMMAND's stderr\n"
	"  --past FILE           summary of an earlier build, which says how long a stage took\n"
	"  --quiet               show failures only\n"
	"  --raw                 show COMMAND's stderr as it is\n"
	"  --records DIR         package records, whose receipts say how long the stage build-NAME took\n"
	"  --summary FILE        after a success: seconds, start and end of each stage, as YAML\n"
	"  --title TEXT          name of what is built, for the export and for unnamed stages [image]\n"
	"  --verb PREFIX=VERB    the verb for stages that begin with PREFIX; the longest wins [STAGE]\n"
	"  --help, --version\n"
	"Exit status: 0 built, 2 failed, 128 + N stopped by signal N.\n";

enum { VERBS = 64 };

struct by_prefix {
	struct str prefix, text;
};

struct options {
	const char *log, *summary;
	struct str title;
	struct str_list past, records;
	uint64_t every; /* seconds */
	bool quiet, raw;
	struct buildah *buildah; /* NULL: the output is BuildKit's */
	struct by_prefix verbs[VERBS], hints[VERBS];
	size_t verb_count, hint_count;
	char **command;
};

struct run {
	const struct options *options;
	struct buildkit_log *log;
	struct buildkit_times *times;
	struct child_end end;
	int log_fd, log_error;
	bool live, silent;                   /* a terminal; nothing to tell before the end */
	size_t told, cached, shown, columns; /* stages, stages, bytes of the live line, of the terminal then */
	double begun, drawn;                 /* drawn: also the last line without a terminal */
};

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const struct by_prefix *
longest_prefix(const struct by_prefix *table, size_t count, struct str name)
{
	const struct by_prefix *best = NULL;
	for (size_t i = 0; i < count; i++)
		if (str_starts(name, table[i].prefix) && (best == NULL || table[i].prefix.n >= best->prefix.n))
			best = &table[i];
	return best;
}

static struct str
verb_of(const struct options *options, const struct buildkit_stage *stage)
{
	if (stage->kind != BUILDKIT_STAGE)
		return stage->kind == BUILDKIT_EXPORT ? STR("EXPORT") : STR("STEP");
	const struct by_prefix *verb = longest_prefix(options->verbs, options->verb_count, stage->name);
	return verb == NULL ? STR("STAGE") : verb->text;
}

static void
live_clear(struct run *run)
{
	if (run->shown > 0)
		fprintf(stderr, "\r%*s\r", (int)run->shown, "");
	run->shown = 0;
}

/* Clears the rest with blanks, which any terminal understands. A line that has become longer than the terminal is wide fills several
   rows, and only a terminal that can change its size has those: it knows how to clear all. */
static void
live_show(struct run *run, double time)
{
	struct winsize size;
	char line[512];
	size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 8 ? size.ws_col - 1u : 79, n = 0;
	const struct buildkit_stage *stage = buildkit_log_oldest(run->log, time);
	if (run->shown > columns)
		fputs("\r\033[J", stderr);
	run->shown = run->shown > columns ? 0 : run->shown;
	if (stage != NULL)
		n = buildkit_live(line, columns < sizeof(line) ? columns : sizeof(line), run->log, stage, verb_of(run->options, stage), run->times,
		                  time);
	size_t rest = run->shown > n ? run->shown - n : 0;
	if (n + rest > 0)
		fprintf(stderr, "\r%.*s%*s\r", (int)n, line, (int)rest, "");
	run->shown = n;
	run->drawn = time;
}

/* Where a log is read later, or by somebody who waits: a line after so long a silence. */
static void
say_what_runs(struct run *run, double time)
{
	char line[200];
	const struct buildkit_stage *stage = buildkit_log_oldest(run->log, time);
	if (stage == NULL || time - run->drawn < (double)run->options->every)
		return;
	size_t n = buildkit_live(line, sizeof(line), run->log, stage, verb_of(run->options, stage), run->times, time);
	fprintf(stderr, "%.*s\n", (int)n, line);
	run->drawn = time;
}

static void
tell_cached(struct run *run)
{
	if (run->cached > 0)
		fprintf(stderr, "  %-8s%zu stage%s\n", "CACHED", run->cached, run->cached == 1 ? "" : "s");
	run->cached = 0;
}

static void
tell_stage(struct run *run, const struct buildkit_stage *stage)
{
	/* A stage without a verb is plumbing: it gets a line only if it takes time. */
	bool plumbing = stage->kind == BUILDKIT_STAGE ? run->options->verb_count > 0 && str_eq(verb_of(run->options, stage), STR("STAGE"))
	                                              : stage->kind != BUILDKIT_EXPORT;
	uint64_t worth = plumbing ? 10 : stage->kind == BUILDKIT_EXPORT;
	if (stage->kind == BUILDKIT_STAGE && !stage->ran)
		run->cached++;
	else if (stage->tenths >= worth) {
		if (stage->kind == BUILDKIT_EXPORT)
			tell_cached(run);
		struct str verb = verb_of(run->options, stage);
		fprintf(stderr, "  %-8.*s%-28.*s%6.1f s\n", STRF(verb), STRF(stage->name), (double)stage->tenths / 10);
	}
}

static void
tell(struct run *run, double time)
{
	const struct buildkit_stage *stage = buildkit_log_ended(run->log, run->told);
	if (run->silent)
		return;
	if (stage != NULL) {
		live_clear(run);
		run->drawn = time;
	}
	for (; stage != NULL; stage = buildkit_log_ended(run->log, ++run->told))
		tell_stage(run, stage);
	if (!run->live)
		say_what_runs(run, time);
	else if (run->shown == 0 || time - run->drawn > 0.1)
		live_show(run, time);
}

static void
take(struct run *run, struct str bytes, double time)
{
	buildkit_log_feed(run->log, bytes, time);
	while (run->log_fd >= 0 && run->log_error == 0 && bytes.n > 0) {
		ssize_t put = write(run->log_fd, bytes.p, bytes.n);
		if (put >= 0)
			bytes = str_sub(bytes, (size_t)put, bytes.n);
		else if (errno != EINTR)
			run->log_error = errno;
	}
}

static void
heard(void *context, struct str bytes)
{
	struct run *run = context;
	double time = now();
	if (run->options->raw)
		fwrite(bytes.p, 1, bytes.n, stderr);
	if (run->options->buildah != NULL)
		bytes = buildah_translate(run->options->buildah, bytes, time);
	take(run, bytes, time);
	tell(run, time);
}

static void
tell_lines(struct str_list lines, const char *indent)
{
	tail_unindent(&lines);
	for (size_t i = 0; i < lines.count; i++)
		fprintf(stderr, "%s%.*s\n", indent, STRF(lines.items[i]));
}

/* If the client cannot write what it receives, it only says that the transfer was cancelled. */
static bool
disk_is_full(const char *log)
{
	struct statvfs disk;
	return log != NULL && statvfs(log, &disk) == 0 && disk.f_blocks > 0 && disk.f_bavail * disk.f_frsize < 64 * 1024;
}

static bool
tell_known_failure(const struct buildkit_failure *f, const char *log)
{
	static const struct str colon = { ": ", 2 };
	if (f->trouble == BUILDKIT_NO_ENGINE)
		warn("no docker engine answers: start it, or set SCIBIDS_ENGINE");
	else if (f->trouble == BUILDKIT_NOT_ALLOWED)
		warn("the docker engine refuses this user: join its group, or be root");
	else if (f->trouble == BUILDKIT_NO_BUILDX)
		warn("the engine's client has no buildx: install docker-buildx");
	else if ((f->disk_full || f->stage == NULL) && disk_is_full(log))
		warn("cannot write beside %s: No space left on device", log);
	else if (f->disk_full)
		warn("the engine's disk is full: docker system prune");
	else if (f->image.n > 0) {
		struct str why = f->reason;
		for (size_t at; (at = str_find_str(why, colon)) < why.n;)
			why = str_sub(why, at + colon.n, why.n);
		if (str_find_str(f->reason, STR("no match for platform")) < f->reason.n)
			why = STR("it is there for other platforms only");
		/* What is kept in a registry is no base image, and the build goes on without it. */
		warn("image '%.*s' cannot be had (%.*s)%s", STRF(f->image), STRF(why),
		     str_find_str(f->image, STR("/scibids-store@")) < f->image.n ? "" : ": set SCIBIDS_BASE to one that can, or SCIBIDS_KIT to a kit");
	} else
		return false;
	return true;
}

static void
tell_hint(const struct options *options, const struct buildkit_stage *stage)
{
	const struct by_prefix *hint = longest_prefix(options->hints, options->hint_count, stage->name);
	if (hint == NULL)
		return;
	struct str rest = str_sub(stage->name, hint->prefix.n, stage->name.n), text = hint->text;
	struct text line = { NULL, 0, 0 };
	while (text.p != NULL) {
		text_add(&line, str_cut(&text, '*'));
		text_add(&line, text.p != NULL ? rest : STR(""));
	}
	warn("%.*s", STRF(text_str(&line)));
}

static void
tell_failure(const struct run *run)
{
	struct buildkit_failure f = buildkit_log_failure(run->log);
	const char *log = run->options->log;
	struct str what = STR("the build"), why = f.reason;
	if (f.own.count == 0 && tell_known_failure(&f, log))
		return;
	if (f.stage != NULL)
		what = str_format("%s '%.*s'", f.stage->kind == BUILDKIT_STAGE ? "stage" : "step", STRF(f.stage->name));
	if (str_eq(why, STR("exit code 137")))
		why = STR("exit code 137, killed: most likely out of memory");
	if (f.stage == NULL) {
		why = WIFSIGNALED(run->end.status) ? str_format("killed by signal %d", WTERMSIG(run->end.status))
		                               : str_format("exit code %d", WEXITSTATUS(run->end.status));
		if (f.reason.n > 0)
			warn("%.*s", STRF(f.reason));
	}
	if (f.own.count > 0)
		tell_lines(f.own, "");
	else if (f.tail.count > 0 && (f.stage != NULL || f.reason.n == 0)) {
		warn("the last lines of %.*s:", STRF(what));
		tell_lines(f.tail, "    ");
	}
	if (log == NULL)
		warn("%.*s failed (%.*s)", STRF(what), STRF(why));
	else
		warn("%s: %.*s failed (%.*s); whole log: %s", log, STRF(what), STRF(why), log);
	if (f.stage != NULL)
		tell_hint(run->options, f.stage);
}

static void
write_summary(const struct run *run)
{
	double at = now();
	int64_t date = (int64_t)time(NULL) - (int64_t)(at - run->begun);
	if (!file_replace(run->options->summary, buildkit_summary(run->log, run->times, run->begun, at, date)))
		die(BAD, "%s: cannot write: %s", run->options->summary, strerror(errno));
}

static int
finish(struct run *run)
{
	bool success = WIFEXITED(run->end.status) && WEXITSTATUS(run->end.status) == 0;
	double time = now();
	struct str rest = run->options->buildah == NULL ? STR("") : buildah_end(run->options->buildah, time);
	take(run, rest, time);
	buildkit_log_end(run->log, success && run->end.signal == 0, time);
	run->drawn = time;
	live_clear(run);
	run->live = false;
	tell(run, time);
	if (run->log_fd >= 0 && close(run->log_fd) < 0 && run->log_error == 0)
		run->log_error = errno;
	if (run->log_error != 0)
		warn("%s: cannot write: %s", run->options->log, strerror(run->log_error));
	if (run->end.signal != 0) {
		warn("stopped by signal %d", run->end.signal);
		return 128 + run->end.signal;
	}
	if (!success) {
		tell_failure(run);
		return BAD;
	}
	if (!run->options->quiet)
		tell_cached(run);
	if (run->options->summary != NULL)
		write_summary(run);
	return run->log_error == 0 ? DONE : BAD;
}

static void
fill_by_prefix(struct by_prefix *table, size_t *count, const char *option, const struct str_list *list)
{
	if (list->count > VERBS)
		die(BAD, "more than %d times %s", VERBS, option);
	for (size_t i = 0; i < list->count; i++) {
		struct str text = list->items[i], prefix = str_cut(&text, '=');
		if (text.n == 0)
			die(BAD, "%s '%.*s': not PREFIX=TEXT", option, STRF(list->items[i]));
		table[(*count)++] = (struct by_prefix){ prefix, text };
	}
}

static struct options
read_options(int argc, char **argv)
{
	struct options options = { .title = STR("image") };
	struct str_list verbs = { NULL, 0, 0 }, hints = { NULL, 0, 0 };
	const char *every = "30";
	bool buildah = false;
	const struct option_place places[] = {
		{ .name = "buildah", .flag = &buildah },         { .name = "every", .text = &every },
		{ .name = "hint", .list = &hints },              { .name = "log", .text = &options.log },
		{ .name = "past", .list = &options.past },       { .name = "quiet", .flag = &options.quiet },
		{ .name = "raw", .flag = &options.raw },         { .name = "records", .list = &options.records },
		{ .name = "summary", .text = &options.summary }, { .name = "title", .str = &options.title },
		{ .name = "verb", .list = &verbs },
	};
	options_read(argc, argv, usage, places, COUNT(places), true);
	fill_by_prefix(options.hints, &options.hint_count, "--hint", &hints);
	fill_by_prefix(options.verbs, &options.verb_count, "--verb", &verbs);
	if (!str_u64(str_of(every), &options.every) || options.every == 0)
		die(BAD, "--every '%s': not a number of seconds", every);
	if (buildah)
		options.buildah = buildah_new();
	if (optind == argc || options.title.n == 0)
		wrong_call(usage);
	options.command = argv + optind;
	return options;
}

int
main(int argc, char **argv)
{
	program_name = "scibids-progress";
	answer_help(argc, argv, usage);
	struct options options = read_options(argc, argv);
	struct run run = { .options = &options, .log = buildkit_log_new(options.title), .log_fd = -1, .begun = now() };
	run.times = buildkit_times_new(options.past, options.records);
	run.silent = options.quiet || options.raw;
	run.live = !run.silent && isatty(STDERR_FILENO);
	run.drawn = run.begun;
	if (options.log != NULL && (run.log_fd = open(options.log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) < 0)
		die(BAD, "%s: cannot write: %s", options.log, strerror(errno));
	run.end = child_watch(options.command, run.silent ? 0 : run.live ? 200 : 1000, heard, &run);
	if (run.end.error != 0)
		die(BAD, "cannot run '%s': %s; install it, or set SCIBIDS_ENGINE", options.command[0], strerror(run.end.error));
	return finish(&run);
}
