#include "base/base.h"

#include "buildlog/buildah.h"
#include "buildlog/log.h"
#include "tap.h"

static const char output[] =
	"[1/3] STEP 1/1: FROM python:3.13 AS base\n"
	"--> 5b0b38fa4064\n"
	"[2/3] STEP 1/3: FROM 5b0b38fa AS installer\n"
	"[2/3] STEP 2/3: RUN --mount=type=secret,id=ca sh /mnt/install.sh\n"
	"--> Using cache f51fcee4\n"
	"--> f51fcee4b9e1\n"
	"[2/3] STEP 3/3: ENV A=1\n"
	"--> 818c4241a217\n"
	"[3/3] STEP 1/2: FROM 818c4241 AS final\n"
	"[3/3] STEP 2/2: RUN make\n"
	"cc -c a.c\n";
static const char built[] = "[3/3] COMMIT app:1\n--> 2a0a8a2bbb54\nSuccessfully tagged localhost/app:1\n2a0a8a2bbb548c41\n";
static const char failed[] = "make: *** [all] Error 1\nError: building at STEP \"RUN make\": while running runtime: exit status 2\n";

/* In pieces of so many bytes, a second for each call. */
static struct str
translated(struct str text, size_t piece)
{
	struct buildah *b = buildah_new();
	struct text out = { NULL, 0, 0 };
	double now = 100;
	for (; text.n > 0; text = str_sub(text, piece, text.n))
		text_add(&out, buildah_translate(b, str_sub(text, 0, piece), piece > 1 ? now++ : now));
	text_add(&out, buildah_end(b, now));
	return text_str(&out);
}

static struct buildkit_log *
read_log(struct str text)
{
	struct buildkit_log *log = buildkit_log_new(STR("image"));
	buildkit_log_feed(log, text, 1);
	return log;
}

int
main(void)
{
	struct str whole = str_format("%s%s", output, built);
	is(translated(whole, whole.n),
	   STR("#1 [base 1/1] FROM python:3.13 AS base\n#1 DONE 0.0s\n"
	       "#2 [installer 1/3] FROM 5b0b38fa AS installer\n#2 DONE 0.0s\n"
	       "#3 [installer 2/3] RUN --mount=type=secret,id=ca sh /mnt/install.sh\n#3 CACHED\n--> f51fcee4b9e1\n"
	       "#4 [installer 3/3] ENV A=1\n#4 DONE 0.0s\n"
	       "#5 [final 1/2] FROM 818c4241 AS final\n#5 DONE 0.0s\n"
	       "#6 [final 2/2] RUN make\n#6 0.000 cc -c a.c\n#6 DONE 0.0s\n"
	       "#7 exporting to image\n#7 DONE 0.0s\nSuccessfully tagged localhost/app:1\n2a0a8a2bbb548c41\n"),
	   "a build, as BuildKit would tell it");
	is(translated(whole, 1), translated(whole, whole.n), "in pieces it is the same");
	is(translated(STR("STEP 1/2: FROM x\nSTEP 2/2: RUN y"), 100), STR("#1 [1/2] FROM x\n#1 DONE 1.0s\n#2 [2/2] RUN y\n#2 DONE 0.0s\n"),
	   "one stage without a name; a last line without an end");
	is(translated(STR("[0/1] STEP 1/1: FROM x\n[1/1] STEP 0/1: FROM x\n[x STEP 1/1: a\nError: no such file\n"), 1000),
	   STR("[0/1] STEP 1/1: FROM x\n[1/1] STEP 0/1: FROM x\n[x STEP 1/1: a\nError: no such file\n"), "other lines stay what they are");

	struct buildkit_log *log = read_log(translated(whole, whole.n));
	buildkit_log_end(log, true, 200);
	static const char *const names[] = { "base", "installer", "final", "image" };
	for (size_t i = 0; i < COUNT(names); i++)
		ok(buildkit_log_stage(log, i) != NULL && str_eq(buildkit_log_stage(log, i)->name, str_of(names[i])), "stage %s", names[i]);

	log = read_log(translated(str_format("%s%s", output, failed), 10));
	buildkit_log_end(log, false, 200);
	struct buildkit_failure failure = buildkit_log_failure(log);
	is(failure.stage == NULL ? STR("none") : failure.stage->name, STR("final"), "the stage that failed");
	is(failure.reason, STR("exit code 2"), "and why");
	ok(failure.tail.count == 2 && str_eq(failure.tail.items[1], STR("make: *** [all] Error 1")), "with its last lines");
	return tap_end();
}
