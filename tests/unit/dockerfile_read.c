#include "base/base.h"

#include "dockerfile/read.h"
#include "tap.h"

static struct dockerfile_stages stages;

static void
layers_are(const char *stage, const char *wanted)
{
	struct text got = { NULL, 0, 0 };
	struct dockerfile_layers layers = dockerfile_layers(&stages, str_of(stage));
	for (size_t i = 0; i < layers.count; i++)
		text_addf(&got, "%s%.*s", i > 0 ? "|" : "", STRF(dockerfile_layer_name(layers.items[i])));
	is(text_str(&got), str_of(wanted), "layers of %s", stage);
}

static void
uses_are(const char *stage, const char *wanted)
{
	struct text got = { NULL, 0, 0 };
	const struct dockerfile_stage *s = dockerfile_stage(&stages, str_of(stage));
	for (size_t i = 0; s != NULL && i < s->uses.count; i++)
		text_addf(&got, "%s%.*s", i > 0 ? "|" : "", STRF(s->uses.items[i]));
	is(text_str(&got), str_of(wanted), "what %s is made from", stage);
}

int
main(void)
{
	static const char text[] =
		"# A comment\n"
		"ARG TOOLBOX=toolbox-build\n"
		"FROM python:3.13@sha256:00 AS base\r\n"
		"\n"
		"# What follows\n"
		"from --platform=x base as Toolbox-Build\n"
		"RUN echo $((1<<2)) \\\n"
		"  # within\n"
		"\n"
		"    done\n"
		"FROM ${TOOLBOX} AS toolbox\n"
		"RUN --mount=type=bind,from=mirror,target=/m \\\n"
		"    --mount=from=index <<-'END' >a 2>b <<\"OTHER\"\n"
		"FROM nowhere AS heredoc\n"
		"\tEND\n"
		"COPY x y\n"
		"OTHER\n"
		"COPY <<END /file\n"
		"FROM x\n"
		"END\n"
		"FROM scratch AS packages\n"
		"WORKDIR /app\n"
		"ENV A=b\n"
		"COPY --link --from=toolbox --chmod=755 /layer/ /\n"
		"RUN a \\\\\n"
		"ADD <<A \\\n"
		"    <<B /c\n"
		"A\n"
		"B\n"
		"FROM packages AS final\n"
		"COPY --from=app / /\n"
		"LABEL a=b\n"
		"ADD a very long line that goes on and on and on /\n"
		"FROM final AS final2\n"
		"RUN --mount=type=bind,from=x,target=/x \\\n"
		"    --network=none \\\n"
		"    true && \\\n"
		"    false\n"
		"FROM self AS self\n"
		"RUN <<NEVER";
	stages = dockerfile_read(str_of(text));
	ok(stages.count == 7, "seven stages, got %zu", stages.count);
	is(stages.items[0].name, STR("base"), "a stage's name");
	is(stages.items[0].base, STR("python:3.13@sha256:00"), "and what it starts from");
	ok(dockerfile_stage(&stages, STR("TOOLBOX-BUILD")) == &stages.items[1], "in any case of letters");
	is(stages.items[0].text, STR("FROM python:3.13@sha256:00 AS base\r\n"), "its text ends with its last instruction");
	uses_are("toolbox", "toolbox-build|mirror|index");
	uses_are("packages", "scratch|toolbox");
	layers_are("toolbox-build", "RUN echo $((1<<2)) \\");
	layers_are("packages", "WORKDIR /app|toolbox|RUN a \\\\|ADD <<A \\");
	layers_are("final", "WORKDIR /app|toolbox|RUN a \\\\|ADD <<A \\|app|ADD a very long line that g...");
	layers_are("final2", "WORKDIR /app|toolbox|RUN a \\\\|ADD <<A \\|app|ADD a very long line that g...|RUN true && \\");
	layers_are("self", "RUN <<NEVER");
	layers_are("absent", "");
	ok(dockerfile_read(STR("")).count == 0, "an empty file has none");
	ok(dockerfile_read(STR("FROM")).count == 1, "nor does half an instruction harm");
	return tap_end();
}
