#include "base/base.h"

#include "dockerfile/app.h"
#include "tap.h"

#define BEFORE "# a comment\nARG TOOLBOX=x\nFROM scratch AS wheels\nFROM base AS toolbox\n"
#define APP                                                                     \
	"FROM base AS app-files\nCOPY . /layer/app/\n"                             \
	"RUN chmod -R a-s,u+rwX,go+rX,go-w /layer && find /layer \\\n    -exec touch -h -d @315532800 {} +\n"          \
	"FROM base AS app-imports\nRUN --network=none --mount=type=bind,from=trimmed,target=/trimmed "                                            \
	"--mount=type=bind,from=app-files,source=/layer/app,target=/app \\\n    --mount=type=bind,from=scibids,source=proof,target=/mnt "         \
	"python3 -IB /mnt/app_imports.py /trimmed /app /proved\n"                                                                                \
	"FROM app-files AS app\nCOPY --from=proved / /layer/\nCOPY --from=app-imports /proved/ /layer/\n"
#define FINAL "FROM packages AS final\nCOPY --link --from=sbom /layer/ /\n"
#define COPY "COPY --link --from=app /layer/ /\n"

static void
judged(const char *text, const char *expected, const char *what)
{
	struct str why = STR("");
	bool good = dockerfile_app_is_layer(str_of(text), "D", &why);
	is(good ? STR("good") : why, str_of(expected), "%s", what);
}

int
main(void)
{
	judged(BEFORE APP FINAL COPY, "good", "the shortest");
	judged(BEFORE APP FINAL COPY "ENV A=b \\\n  C=d\n# more\nUSER 1\nCMD [\"x\"]\nlabel a=b\n", "good", "settings behind the app");
	judged(BEFORE "COPY <<'END' /x\nCOPY . /\nEND\nRUN --mount=type=secret,id=a --mount=target=/x,from=y <<-E\n\tFROM app\n\tE\n" APP FINAL COPY, "good", "here-documents");
	judged(BEFORE "RUN --mount=type=cache,target=/c --mount=type=bind,from=other,source=/app,target=/app \\\n# a comment\n\n  echo app\n" APP FINAL COPY, "good", "mounts of others, a comment in between");
	judged(BEFORE "COPY --from=wheels a b /c/\nARG A\nWORKDIR /x\nSHELL [\"sh\"]\n" APP FINAL COPY, "good", "copies of others");

	judged(BEFORE "COPY a /b\n" APP FINAL COPY, "D:5: it copies from the app's directory", "a copy of the context");
	judged(BEFORE "COPY --chown=1 <<X a /b/\nX\n" APP FINAL COPY, "D:5: it copies from the app's directory", "and a here-document");
	judged(BEFORE "copy [\"a\", \"/b\"]\n" APP FINAL COPY, "D:5: it copies from the app's directory", "as JSON");
	judged(BEFORE "ADD a.tar /\n" APP FINAL COPY, "D:5: it copies from the app's directory", "ADD");
	judged(BEFORE "RUN --mount=type=bind,target=/src make\n" APP FINAL COPY, "D:5: it reads the app's directory", "a mount of the context");
	judged(BEFORE "RUN --network=none --mount=target=/src make\n" APP FINAL COPY, "D:5: it reads the app's directory", "without a type");
	judged(BEFORE "COPY --from=APP /layer /\n" APP FINAL COPY, "D:5: it takes files of the app's stage", "a copy of the app's stage");
	judged(BEFORE "RUN --mount=from=app,target=/a x\n" APP FINAL COPY, "D:5: it takes files of the app's stage", "a mount of it");
	judged(BEFORE "RUN --mount=type=cache,\\\nfrom=app,target=/a x\n" APP FINAL COPY, "D:5: it takes files of the app's stage", "one in two lines");
	judged(BEFORE "RUN echo \\\\\nCOPY . /\n" APP FINAL COPY, "D:6: it copies from the app's directory", "a copy behind two backslashes, which continue nothing");
	judged(BEFORE "ENTRYPOINT <<CMD\nCOPY . /\nCMD\n" APP FINAL COPY, "D:6: it copies from the app's directory", "one behind what has no here-documents");
	judged(BEFORE APP "FROM --platform=linux/amd64 app\nRUN x\n" FINAL COPY, "D:15: it takes files of the app's stage", "a stage on top of it");
	judged(BEFORE "COPY --from=3 /a /b\n" APP FINAL COPY, "D:5: where it copies from cannot be told", "a stage by number");
	judged(BEFORE "ARG S=app\nRUN --mount=from=$S,target=/a x\n" APP FINAL COPY, "D:6: where it copies from cannot be told", "a stage by variable");
	judged(BEFORE "RUN --mount=\"from=app\",target=/a x\n" APP FINAL COPY, "D:5: it reads the app's directory", "a mount in quotes");
	judged(BEFORE "RUN --mount=from='app',target=/a x\n" APP FINAL COPY, "D:5: where it copies from cannot be told", "a stage in quotes");
	judged(BEFORE "ONBUILD COPY . /\n" APP FINAL COPY, "D:5: an instruction that is not understood", "ONBUILD");
	judged(BEFORE "RUN <<E$X\nE\n" APP FINAL COPY, "D:5: a here-document that is not understood", "an odd here-document");
	judged(BEFORE "RUN <<E\n" APP FINAL COPY, "D:5: a here-document without an end", "one without an end");
	judged(BEFORE APP "RUN python3 -m compileall /layer\n" FINAL COPY, "D:15: the app's stage does more than copy the app", "another step of the app's stage");
	judged(BEFORE "FROM base AS app-files\nCOPY x /layer/app/\n" FINAL COPY, "D:6: the app's stage does more than copy the app", "another copy");
	judged(BEFORE APP FINAL COPY "RUN x\n", "D:18: 'final' does more behind the app", "a step behind the app");
	judged(BEFORE APP FINAL COPY "WORKDIR /x\n", "D:18: 'final' does more behind the app", "a directory behind it");
	judged(BEFORE APP FINAL COPY "COPY --from=wheels / /\n", "D:18: 'final' does more behind the app", "a layer behind it");
	judged(BEFORE APP FINAL COPY "FROM final AS last\n", "D:18: a stage behind 'final'", "a stage behind it");
	judged(BEFORE APP FINAL "COPY --from=app /layer/ /\n", "D:17: it takes files of the app's stage", "another copy in the final stage");
	judged(BEFORE APP "FROM app-files AS other\nRUN x\n" FINAL COPY, "D:15: it takes files of the app's stage", "a stage on top of its files");
	judged(BEFORE "FROM base AS app-files\nFROM x AS y\nCOPY . /layer/app/\n" APP FINAL COPY,
	       "D:7: it copies from the app's directory", "a step of the app's in another stage");
	judged(BEFORE APP FINAL, "D:16: the app is not copied as usual", "no app");
	judged(BEFORE FINAL COPY, "D:7: the app is not copied as usual", "no stage of the app");
	judged("", "D:0: the app is not copied as usual", "nothing");
	return tap_end();
}
