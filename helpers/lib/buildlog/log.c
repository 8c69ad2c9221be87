#include "base/base.h"

#include "base/arena.h"
#include "buildlog/log.h"
#include "buildlog/output.h"

enum { LINE = 65536, OUTPUTS = 32, ERROR_TEXT = 2 * TAIL_TEXT };

/* The output of a running step. */
struct output {
	uint64_t step, used; /* step 0: free */
	struct tail last, own;
};

struct step {
	struct buildkit_stage *stage; /* NULL: not seen yet */
	uint64_t tenths;
	bool from, open;
	unsigned char output; /* index, valid if that output is this step's */
};

struct buildkit_log {
	struct str title;
	struct step steps[BUILDKIT_STEPS];
	struct buildkit_stage **stages, **ended, nowhere;
	size_t stage_count, stage_capacity, ended_count, ended_capacity;
	struct output outputs[OUTPUTS];
	uint64_t clock, failed; /* the failed step; 0: none */
	struct tail client;
	char reason[ERROR_TEXT], error[ERROR_TEXT]; /* the failed step's, the client's */
	size_t reason_n, error_n, line_n;
	enum buildkit_trouble trouble;
	bool started;
	char line[LINE];
};

static struct output *
output_of(struct buildkit_log *log, uint64_t number)
{
	struct output *output = &log->outputs[log->steps[number - 1].output];
	return output->step == number ? output : NULL;
}

/* A new step takes a free output, or that of the step silent for longest. */
static struct output *
output_take(struct buildkit_log *log, uint64_t number)
{
	struct output *output = output_of(log, number);
	if (output == NULL) {
		for (struct output *o = log->outputs; o < log->outputs + OUTPUTS; o++)
			if ((o->step == 0 || o->step != log->failed) && (output == NULL || o->used < output->used))
				output = o;
		output->step = number;
		output->last.count = output->own.count = 0;
		log->steps[number - 1].output = (unsigned char)(output - log->outputs);
	}
	output->used = ++log->clock;
	return output;
}

static void
output_drop(struct buildkit_log *log, uint64_t number)
{
	struct output *output = output_of(log, number);
	if (output != NULL)
		output->step = output->used = 0;
}

/* What the live line shows of a stage. */
static void
stage_says(struct buildkit_stage *stage, struct str line)
{
	struct str share;
	line = str_trim(line);
	if (buildkit_share(line, &share, &line)) {
		stage->share_n = share.n < sizeof(stage->share) ? share.n : sizeof(stage->share);
		memcpy(stage->share, share.p, stage->share_n);
	}
	memmove(stage->last, line.p, line.n);
	stage->last_n = line.n;
}

static void
step_output(struct buildkit_log *log, uint64_t number, struct str text)
{
	char clean[TAIL_TEXT];
	struct str s = { clean, tail_clean(clean, sizeof(clean), text) };
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	if (s.n == 0)
		return;
	stage_says(log->steps[number - 1].stage, s);
	if (buildkit_is_noise(str_trim(s)))
		return;
	struct output *output = output_take(log, number);
	tail_add(str_starts(s, STR("scibids: ")) ? &output->own : &output->last, s);
}

static void
stage_end(struct buildkit_log *log, struct buildkit_stage *stage)
{
	if (stage->listed || stage->broken || stage == &log->nowhere)
		return;
	stage->listed = true;
	arena_reserve(&log->ended, log->ended_count, &log->ended_capacity);
	log->ended[log->ended_count++] = stage;
}

static void
stages_end(struct buildkit_log *log, bool open_too)
{
	for (size_t i = 0; i < log->stage_count; i++)
		if (log->stages[i]->kind == BUILDKIT_STAGE && (open_too || log->stages[i]->open == 0))
			stage_end(log, log->stages[i]);
}

static struct buildkit_stage *
stage_find(struct buildkit_log *log, enum buildkit_kind kind, struct str name)
{
	char clean[TAIL_TEXT];
	name = (struct str){ clean, tail_clean(clean, sizeof(clean), name) };
	for (size_t i = 0; i < log->stage_count; i++)
		if (log->stages[i]->kind == kind && str_eq(log->stages[i]->name, name))
			return log->stages[i];
	if (log->stage_count == BUILDKIT_STAGES)
		return &log->nowhere;
	struct buildkit_stage *stage = arena_take(sizeof(*stage));
	stage->name = str_of(str_z(name));
	stage->kind = kind;
	arena_reserve(&log->stages, log->stage_count, &log->stage_capacity);
	return log->stages[log->stage_count++] = stage;
}

static void
read_title(struct buildkit_log *log, struct step *step, struct str text)
{
	struct buildkit_title title = buildkit_title_read(text);
	struct str name = title.name.n == 0 ? log->title : title.name;
	if (title.platform.n > 0)
		name = str_format("%.*s (%.*s)", STRF(name), STRF(title.platform));
	struct buildkit_stage *stage = step->stage = stage_find(log, title.kind, name);
	step->from = title.from;
	if (title.kind != BUILDKIT_STAGE)
		stage->steps++;
	else if (stage->steps < title.steps)
		stage->steps = title.steps;
	if (title.kind == BUILDKIT_EXPORT && log->failed == 0)
		stages_end(log, false);
}

/* A step's first title, or a further one after it had ended: a base image is pulled once it is needed. */
static void
step_open(struct buildkit_log *log, struct step *step, struct str title, double now)
{
	if (step->stage == NULL)
		read_title(log, step, title);
	else
		step->stage->ended--;
	step->open = true;
	if (step->stage->open++ == 0) {
		step->stage->since = now;
		step->stage->last_n = step->stage->share_n = 0;
	}
	if (step->stage->begun <= 0)
		step->stage->begun = now;
}

static void
step_close(struct buildkit_log *log, uint64_t number, bool ran, uint64_t tenths, double now)
{
	struct step *step = &log->steps[number - 1];
	struct buildkit_stage *stage = step->stage;
	if (tenths > step->tenths) {
		stage->tenths += tenths - step->tenths;
		step->tenths = tenths;
	}
	/* The builder may show a step long after it has begun. */
	if (stage->begun > now - (double)tenths / 10)
		stage->begun = now - (double)tenths / 10;
	stage->ended_at = now;
	/* Looking up the base image takes no time unless it is pulled. */
	if (ran && (!step->from || tenths > 0))
		stage->ran = true;
	if (step->open) {
		step->open = false;
		stage->open--;
		stage->ended++;
	}
	if (number != log->failed)
		output_drop(log, number);
	if (stage->ended >= stage->steps)
		stage_end(log, stage);
}

/* A step cancelled because another failed may report ERROR, too. */
static void
step_fail(struct buildkit_log *log, uint64_t number, struct str text, double now)
{
	static const struct str verdict = { "did not complete successfully: ", 31 };
	log->steps[number - 1].stage->broken = true;
	if (log->failed == 0 && !str_ends(text, STR("context canceled"))) {
		log->failed = number;
		for (size_t at; (at = str_find_str(text, verdict)) < text.n;)
			text = str_sub(text, at + verdict.n, text.n);
		log->reason_n = tail_clean(log->reason, sizeof(log->reason), text);
	}
	step_close(log, number, true, 0, now);
}

/* The builder's own words: "extracting sha256:...", "..." before a different step's turn, or the title again. */
static void
step_text(struct step *step, struct str text)
{
	char clean[TAIL_TEXT];
	if (step->open && !str_starts(text, STR("[")) && !str_eq(text, STR("...")))
		stage_says(step->stage, (struct str){ clean, tail_clean(clean, sizeof(clean), text) });
}

static void
step_line(struct buildkit_log *log, const struct buildkit_line *line, double now)
{
	struct step *step = &log->steps[line->number - 1];
	if (step->stage == NULL || (!step->open && str_starts(line->text, STR("[")))) {
		step_open(log, step, line->text, now);
		return;
	}
	switch (line->kind) {
	case BUILDKIT_OUTPUT:
		if (step->stage->since > now - (double)line->tenths / 10)
			step->stage->since = now - (double)line->tenths / 10;
		step_output(log, line->number, line->text);
		break;
	case BUILDKIT_CANCELED: step->stage->broken = true; /* fall through */
	case BUILDKIT_CACHED: step_close(log, line->number, false, 0, now); break;
	case BUILDKIT_DONE: step_close(log, line->number, true, line->tenths, now); break;
	case BUILDKIT_ERROR: step_fail(log, line->number, line->text, now); break;
	case BUILDKIT_FILES: step->stage->bytes = line->bytes; break;
	case BUILDKIT_TEXT: step_text(step, line->text); break;
	case BUILDKIT_CLIENT: break;
	}
}

static void
client_line(struct buildkit_log *log, struct str line)
{
	static const struct { struct str said; enum buildkit_trouble trouble; } signs[] = {
		{ { "annot connect to the Docker daemon", 34 }, BUILDKIT_NO_ENGINE },
		{ { "annot connect to Podman", 23 }, BUILDKIT_NO_ENGINE },
		{ { "annot access containerd socket", 30 }, BUILDKIT_NO_ENGINE },
		{ { "error during connect", 20 }, BUILDKIT_NO_ENGINE },
		{ { "permission denied while trying to connect", 41 }, BUILDKIT_NOT_ALLOWED },
		{ { "buildx component is missing", 27 }, BUILDKIT_NO_BUILDX },
		{ { "unknown flag: --progress", 24 }, BUILDKIT_NO_BUILDX },
		{ { "docker [OPTIONS] COMMAND", 24 }, BUILDKIT_NO_BUILDX },
		{ { "'buildx' is not a docker command", 32 }, BUILDKIT_NO_BUILDX },
		{ { "unknown command: docker buildx", 30 }, BUILDKIT_NO_BUILDX },
		{ { "The legacy builder is deprecated", 32 }, BUILDKIT_NO_BUILDX },
	};
	static const struct str marks[] = { { "ERROR: ", 7 }, { "Error: ", 7 }, { "error: ", 7 } };
	static const struct str wraps[] = { { "failed to build: ", 17 }, { "failed to solve: ", 17 } };
	char clean[TAIL_TEXT];
	struct str kept = { clean, tail_clean(clean, sizeof(clean), line) };
	if (str_trim(kept).n > 0)
		tail_add(&log->client, kept);
	for (size_t i = 0; !log->started && log->trouble == BUILDKIT_NO_TROUBLE && i < COUNT(signs); i++)
		if (str_find_str(kept, signs[i].said) < kept.n)
			log->trouble = signs[i].trouble;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (str_starts(line, marks[i])) {
			line = str_sub(line, marks[i].n, line.n);
			for (size_t k = 0; k < COUNT(wraps); k++)
				if (str_starts(line, wraps[k]))
					line = str_sub(line, wraps[k].n, line.n);
			log->error_n = tail_clean(log->error, sizeof(log->error), line);
			return;
		}
}

static void
read_line(struct buildkit_log *log, struct str text, double now)
{
	text = str_sub(text, 0, LINE);
	if (str_ends(text, STR("\r")))
		text.n--;
	struct buildkit_line line = buildkit_line_read(text);
	if (line.kind == BUILDKIT_CLIENT)
		client_line(log, text);
	else if (line.number > 0 && line.number <= BUILDKIT_STEPS) {
		log->started = true;
		step_line(log, &line, now);
	}
}

struct buildkit_log *
buildkit_log_new(struct str title)
{
	struct buildkit_log *log = arena_take(sizeof(*log));
	log->title = title;
	log->nowhere.name = STR("one of many");
	return log;
}

static void
keep(struct buildkit_log *log, struct str part)
{
	part = str_sub(part, 0, LINE - log->line_n);
	memcpy(log->line + log->line_n, part.p, part.n);
	log->line_n += part.n;
}

void
buildkit_log_feed(struct buildkit_log *log, struct str bytes, double now)
{
	while (bytes.n > 0) {
		size_t end = str_find(bytes, '\n');
		struct str line = str_sub(bytes, 0, end);
		if (log->line_n > 0 || end == bytes.n) {
			keep(log, line);
			line = (struct str){ log->line, log->line_n };
		}
		if (end < bytes.n) {
			read_line(log, line, now);
			log->line_n = 0;
		}
		bytes = str_sub(bytes, end + 1, bytes.n);
	}
}

void
buildkit_log_end(struct buildkit_log *log, bool success, double now)
{
	buildkit_log_feed(log, STR("\n"), now);
	if (success)
		stages_end(log, true);
}

const struct buildkit_stage *
buildkit_log_stage(const struct buildkit_log *log, size_t i)
{
	return i < log->stage_count ? log->stages[i] : NULL;
}

const struct buildkit_stage *
buildkit_log_ended(const struct buildkit_log *log, size_t i)
{
	return i < log->ended_count ? log->ended[i] : NULL;
}

/* The image whose metadata could not be had, from a step or the client's error. */
static struct str
missing_image(struct str step, struct str error)
{
	static const struct str steps[] = { { "load metadata for ", 18 }, { "resolve image config for docker-image://", 40 } };
	static const struct str solve = { "failed to resolve source metadata for ", 38 };
	struct str image = { NULL, 0 };
	size_t at = str_find_str(error, solve);
	if (at < error.n) {
		image = str_sub(error, at + solve.n, error.n);
		image.n = str_find_str(image, STR(": "));
	}
	for (size_t i = 0; i < COUNT(steps); i++)
		if ((at = str_find_str(step, steps[i])) < step.n)
			image = str_sub(step, at + steps[i].n, step.n);
	if (str_starts(image, STR("docker.io/")))
		image = str_sub(image, 10, image.n);
	return str_starts(image, STR("library/")) ? str_sub(image, 8, image.n) : image;
}

static bool
says_disk_full(struct str s)
{
	return str_find_str(s, STR("o space left on device")) < s.n;
}

struct buildkit_failure
buildkit_log_failure(struct buildkit_log *log)
{
	static const struct str exit_code = { "exit code: ", 11 };
	struct buildkit_failure f = { .trouble = log->started ? BUILDKIT_NO_TROUBLE : log->trouble };
	struct output *output = log->failed == 0 ? NULL : output_of(log, log->failed);
	if (log->failed != 0)
		f.stage = log->steps[log->failed - 1].stage;
	struct str error = { log->error, log->error_n };
	f.reason = f.stage == NULL ? error : (struct str){ log->reason, log->reason_n };
	if (str_starts(f.reason, exit_code))
		f.reason = str_format("exit code %.*s", STRF(str_sub(f.reason, exit_code.n, f.reason.n)));
	f.image = missing_image(f.stage == NULL ? STR("") : f.stage->name, error);
	if (output != NULL) {
		f.own = tail_list(&output->own);
		f.tail = tail_list(&output->last);
	} else if (f.stage == NULL)
		f.tail = tail_list(&log->client);
	f.disk_full = says_disk_full(f.reason) || says_disk_full(error);
	for (size_t i = 0; i < f.tail.count; i++)
		f.disk_full |= says_disk_full(f.tail.items[i]);
	return f;
}
