#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/template.h"
#include "dockerfile/command.h"
#include "dockerfile/dockerfile.h"
#include "dockerfile/keep.h"
#include "dockerfile/parts.h"
#include "dockerfile/scripts.h"
#include "lock/allocator.h"
#include "lock/layers.h"
#include "relock/make.h"

static bool
fail(struct dockerfile *d, struct str problem)
{
	if (d->problem.n == 0)
		d->problem = problem;
	return false;
}

static bool
read_fragment(struct dockerfile *d, const char *name, struct str *text)
{
	const char *path = str_z(str_format("%s/%s", d->fragments, name));
	if (file_read(path, 1024 * 1024, text))
		return true;
	return fail(d, str_format("%s: %s", path, strerror(errno)));
}

static bool
add_fragment(struct dockerfile *d, const char *name, const struct template_value *values, size_t count)
{
	int line;
	struct str text, what;
	if (!read_fragment(d, name, &text))
		return false;
	if (!template_fill(&d->text, text, values, count, &line, &what))
		return fail(d, str_format("%s/%s:%d: %.*s", d->fragments, name, line, STRF(what)));
	return true;
}

/* Ends a stage with what the user's own fragment of that name adds to it. */
static bool
end_stage(struct dockerfile *d, struct str stage)
{
	struct str text;
	str_list_add(&d->stages, stage);
	if (d->user_fragments == NULL)
		return true;
	const char *path = str_z(str_format("%s/%.*s.dockerfile", d->user_fragments, STRF(stage)));
	if (!file_read(path, 1024 * 1024, &text))
		return errno == ENOENT || fail(d, str_format("%s: %s", path, strerror(errno)));
	text_addf(&d->text, "# From %s:\n", path);
	text_add(&d->text, text);
	if (!str_ends(text, STR("\n")))
		text_add(&d->text, STR("\n"));
	return true;
}

/* A fragment that extends no stage is a typing error that would never show. */
static bool
check_user_fragments(struct dockerfile *d)
{
	DIR *dir = d->user_fragments == NULL ? NULL : opendir(d->user_fragments);
	struct dirent *entry;
	if (d->user_fragments != NULL && dir == NULL)
		return fail(d, str_format("%s: %s", d->user_fragments, strerror(errno)));
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct str name = str_of(str_z(str_of(entry->d_name))), suffix = STR(".dockerfile");
		if (str_ends(name, suffix) && !str_list_has(&d->stages, str_sub(name, 0, name.n - suffix.n)))
			fail(d, str_format("%s/%.*s: no stage has that name; there are %.*s", d->user_fragments, STRF(name),
			                   STRF(dockerfile_words(&d->stages, ", "))));
	}
	if (dir != NULL)
		closedir(dir);
	return d->problem.n == 0;
}

static bool
add_base(struct dockerfile *d, bool toolbox)
{
	const struct template_value values[] = { { "base", dockerfile_base(d->lock) }, { "arguments", toolbox ? STR("ARG TOOLBOX=toolbox-build") : STR("") } };
	return add_fragment(d, "base.dockerfile", values, COUNT(values)) && end_stage(d, STR("base")) &&
	       add_fragment(d, "installer.dockerfile", NULL, 0) && end_stage(d, STR("installer"));
}

static bool
add_toolbox(struct dockerfile *d)
{
	const struct template_value values[] = { { "platform", d->lock->platform }, { "toolbox_apks", dockerfile_apks(&d->lock->toolbox) } };
	return add_fragment(d, "toolbox.dockerfile", values, COUNT(values)) && end_stage(d, STR("toolbox")) &&
	       add_fragment(d, "toolbox-choice.dockerfile", NULL, 0);
}

static bool
add_resolution(struct dockerfile *d)
{
	bool toolbox = d->lock->toolbox.count > 0;
	const struct template_value values[] = { { "variables", dockerfile_variables(d->lock) },
		                                 { "from", toolbox ? STR("toolbox") : STR("installer") },
		                                 { "mirror", toolbox ? STR("    --mount=type=bind,from=mirror,target=/mirror \\") : STR("") } };
	return add_fragment(d, "index.dockerfile", NULL, 0) && add_fragment(d, "resolution.dockerfile", values, COUNT(values)) &&
	       end_stage(d, STR("resolution"));
}

static bool
add_kit(struct dockerfile *d)
{
	const struct template_value values[] = { { "variables", dockerfile_variables(d->lock) }, { "base", dockerfile_base(d->lock) },
		                                 { "platform", d->lock->platform }, { "arch", alpine_arch(d->lock->platform) } };
	return add_fragment(d, "kit.dockerfile", values, COUNT(values));
}

static bool
add_source_build(struct dockerfile *d, const struct lock_package *p)
{
	struct str stage = str_format("build-%.*s", STRF(p->name));
	const struct template_value values[] = {
		{ "package", p->name },
		{ "version", p->version.n == 0 ? STR("") : str_format(" %.*s", STRF(p->version)) },
		{ "source", lock_source_name(p->source) },
		{ "reason", p->reason },
		{ "stage", stage },
		{ "apk_add", dockerfile_apk_add(&p->build) },
		{ "env", dockerfile_env(&p->env) },
		{ "build_requires", dockerfile_build_requires(p) },
		{ "requirement", dockerfile_requirement(p) },
		{ "project", dockerfile_project_mount(p) },
		{ "variables", dockerfile_variables(d->lock) },
		{ "prepare", dockerfile_prepare(p) },
		{ "options", dockerfile_build_options(p) },
		{ "trim", dockerfile_trim(d->settings) },
		{ "keep", str_format("%.*s%.*s", STRF(dockerfile_keep(&d->keep, p)), STRF(dockerfile_keep_words(&d->keep, STR("*")))) },
	};
	return add_fragment(d, "build.dockerfile", values, COUNT(values)) && end_stage(d, stage);
}

static bool
add_wheels(struct dockerfile *d, struct str stage, struct str requirements, struct str project, struct str keep)
{
	const struct template_value values[] = { { "stage", stage },
		                                 { "requirements", requirements },
		                                 { "project", project },
		                                 { "trim", dockerfile_trim(d->settings) },
		                                 { "keep", str_format("%.*s%.*s", STRF(keep), STRF(dockerfile_keep_words(&d->keep, STR("*")))) },
		                                 { "variables", dockerfile_variables(d->lock) } };
	return add_fragment(d, "wheels.dockerfile", values, COUNT(values)) && end_stage(d, stage);
}

/* Does the image start from the base image rather than from scratch? */
static bool
on_base(const struct dockerfile *d)
{
	return str_eq(settings_get(d->settings, "SCIBIDS_FINAL"), STR("base"));
}

/* The project's files that packages are built from are a named context of the build. */
static void
add_project(struct dockerfile *d)
{
	bool used = false;
	for (size_t i = 0; i < d->lock->package_count; i++)
		used = used || dockerfile_project_mount(&d->lock->packages[i]).n > 0;
	if (used)
		text_add(&d->text, STR("\n# What packages are built from, as `scibids-sources -d DIR LOCK` gathers it:  --build-context project=DIR\n"
		                       "FROM scratch AS project\n"));
}

/* A stage for all packages of the layer. */
static bool
add_wheels_of(struct dockerfile *d, const struct layer *layer)
{
	struct text requirements = { NULL, 0, 0 }, keep = { NULL, 0, 0 };
	for (size_t i = 0; i < layer->count; i++) {
		text_add(&requirements, i > 0 ? STR("\n") : STR(""));
		text_add(&requirements, dockerfile_requirement(layer->members[i]));
		text_add(&keep, dockerfile_keep(&d->keep, layer->members[i]));
	}
	return add_wheels(d, layer->stage, text_str(&requirements), STR(""), text_str(&keep));
}

/* A stage for each package of the layer, and one that collects their results. */
static bool
add_builds_of(struct dockerfile *d, const struct layer *layer)
{
	static const char *const parts[] = { "layer", "shared", "trimmed", "facts" };
	struct text copies = { NULL, 0, 0 };
	for (size_t i = 0; i < layer->count; i++) {
		const struct lock_package *p = layer->members[i];
		struct str stage = layer_stage(p);
		if (!(lock_is_built(p) ? add_source_build(d, p) : add_wheels(d, stage, dockerfile_requirement(p),
		                                                             dockerfile_project_mount(p), dockerfile_keep(&d->keep, p))))
			return false;
		for (size_t k = 0; k < COUNT(parts); k++)
			text_addf(&copies, "%sCOPY --link --from=%.*s /%s/ /%s/", copies.n > 0 ? "\n" : "", STRF(stage), parts[k], parts[k]);
	}
	const struct template_value values[] = { { "stage", layer->stage }, { "copies", text_str(&copies) } };
	return layer->count == 1 || (add_fragment(d, "builds.dockerfile", values, COUNT(values)) && end_stage(d, layer->stage));
}

/* The stages that make packages; STAGES gets those that become layers, in their order, LARGE how many of them are large. */
static bool
add_package_stages(struct dockerfile *d, struct str_list *stages, size_t *large)
{
	struct layers layers = layers_of(d->lock);
	for (size_t i = 0; i < layers.count; i++) {
		const struct layer *layer = &layers.items[i];
		if (!(layer->wheels ? add_wheels_of(d, layer) : add_builds_of(d, layer)))
			return false;
		str_list_add(stages, layer->stage);
	}
	*large = layers.large;
	return true;
}

static bool
add_interpreter(struct dockerfile *d)
{
	const struct template_value values[] = { { "trim", dockerfile_trim(d->settings) },
		                                 { "keep", dockerfile_keep_words(&d->keep, STR("python")) } };
	return add_fragment(d, "interpreter.dockerfile", values, COUNT(values)) && end_stage(d, STR("interpreter"));
}

/* A stage with the other stages' reports of what they removed. */
static bool
add_trimmed(struct dockerfile *d, const struct str_list *layers)
{
	struct text reports = { NULL, 0, 0 };
	/* The base image keeps its interpreter as it is. */
	if (!on_base(d))
		text_add(&reports, STR("COPY --link --from=interpreter /trimmed/ /"));
	text_add(&reports, reports.n > 0 && layers->count > 0 ? STR("\n") : STR(""));
	text_add(&reports, dockerfile_copies("--link ", layers, 0, layers->count, "trimmed"));
	struct str programs, why;
	if (!dockerfile_programs(d, dockerfile_path(on_base(d)), &programs, &why))
		return fail(d, why);
	const struct template_value values[] = { { "reports", text_str(&reports) }, { "programs", programs }, { "imports", dockerfile_imports(d->lock) },
		                                 { "kept", dockerfile_keep_reasons(&d->keep) } };
	return add_fragment(d, "trimmed.dockerfile", values, COUNT(values));
}

/* What the layers start from: the root file system of a base image, or nothing. */
static bool
add_settled(struct dockerfile *d, const struct str_list *layers, size_t large, bool base)
{
	const struct template_value values[] = { { "root", base ? STR("rootfs") : STR("scratch") },
		                                 { "interpreter", base ? STR("") : STR("COPY --from=interpreter /layer/ /") },
		                                 { "large_copies", dockerfile_copies("", layers, 0, large, "layer") },
		                                 { "bundled", dockerfile_copies("", layers, 0, layers->count, "shared") } };
	return add_fragment(d, "settled.dockerfile", values, COUNT(values));
}

static bool
add_needs(struct dockerfile *d, const struct str_list *layers)
{
	struct text facts = { NULL, 0, 0 };
	text_add(&facts, STR("COPY --link --from=interpreter /facts/ /"));
	text_add(&facts, layers->count > 0 ? STR("\n") : STR(""));
	text_add(&facts, dockerfile_copies("--link ", layers, 0, layers->count, "facts"));
	const struct template_value values[] = { { "facts", text_str(&facts) } };
	return add_fragment(d, "needs.dockerfile", values, COUNT(values));
}

static bool
add_packages(struct dockerfile *d, const struct str_list *layers, size_t large)
{
	const struct template_value values[] = { { "small_copies", dockerfile_copies("--link ", layers, large, layers->count, "layer") },
		                                 { "preload", dockerfile_preload(d->lock, d->settings) },
		                                 { "root_layer", on_base(d) ? STR("") : STR("COPY --link --from=rootfs /layer/ /") } };
	return add_settled(d, layers, large, on_base(d)) && add_fragment(d, "packages.dockerfile", values, COUNT(values)) &&
	       end_stage(d, STR("packages")) && add_trimmed(d, layers);
}

static bool
add_proof(struct dockerfile *d)
{
	return add_fragment(d, "proof.dockerfile", NULL, 0) && end_stage(d, STR("proof"));
}

static bool
add_sbom(struct dockerfile *d)
{
	const struct template_value values[] = { { "facts", dockerfile_facts(d->lock, d->settings) } };
	return add_fragment(d, "sbom.dockerfile", values, COUNT(values)) && end_stage(d, STR("sbom"));
}

static bool
add_rootfs(struct dockerfile *d)
{
	const struct template_value values[] = { { "zones", dockerfile_zones(d->lock) },
		                                 { "runtime_apks", dockerfile_locked_apks(&d->lock->runtime) } };
	return add_fragment(d, on_base(d) ? "rootfs-base.dockerfile" : "rootfs.dockerfile", values, COUNT(values)) && end_stage(d, STR("rootfs"));
}

static bool
add_final(struct dockerfile *d)
{
	struct final_settings final;
	struct str why;
	if (!dockerfile_final(d, &final, &why))
		return fail(d, why);
	const struct template_value values[] = { { "path", dockerfile_path(on_base(d)) },
		                                 { "env", final.env },
		                                 { "labels", final.labels },
		                                 { "entrypoint", final.entrypoint },
		                                 { "cmd", final.cmd } };
	return add_fragment(d, "app.dockerfile", NULL, 0) && end_stage(d, STR("app")) &&
	       add_fragment(d, "final.dockerfile", values, COUNT(values)) && end_stage(d, STR("final"));
}

static bool
add_debug(struct dockerfile *d)
{
	const struct template_value values[] = { { "path", dockerfile_path(true) },
		                                 { "busybox", on_base(d) ? STR("") : STR("COPY --link --from=busybox /layer/ /") } };
	return (on_base(d) || add_fragment(d, "busybox.dockerfile", NULL, 0)) &&
	       add_fragment(d, "debug.dockerfile", values, COUNT(values)) && end_stage(d, STR("debug"));
}

/* The first lines of the file. They are made last, because they list the scripts that the stages use. */
static bool
add_head(struct dockerfile *d, const struct str_list *layers, enum dockerfile_target target)
{
	struct text body = d->text;
	const char *scripts = str_z(str_format("%s/scripts", d->fragments));
	struct str lines;
	if (!dockerfile_scripts(text_str(&body), scripts, &lines, &d->problem))
		return false;
	const struct template_value values[] = { { "name", settings_get(d->settings, "SCIBIDS_NAME") },
		                                 { "output", d->output },
		                                 { "directory", d->scripts },
		                                 { "scripts", lines },
		                                 { "package_stages", dockerfile_stage_list(layers) },
		                                 { "toolbox", lock_has_builds(d->lock) ? STR("#   toolbox       installer: compilers and headers, for build-*") : STR("") },
		                                 { "root", on_base(d) ? STR("rootfs") : STR("interpreter") } };
	d->text = (struct text){ NULL, 0, 0 };
	/* A project's name must not be in what names an image that all projects share. */
	if ((target >= TARGET_IMAGE && !add_fragment(d, "head.dockerfile", values, COUNT(values))) ||
	    !add_fragment(d, "scripts.dockerfile", values, COUNT(values)))
		return false;
	text_add(&d->text, text_str(&body));
	return true;
}

static bool
add_stages(struct dockerfile *d, struct str_list *layers, enum dockerfile_target target)
{
	size_t large;
	bool toolbox = target == TARGET_TOOLBOX || (target == TARGET_RESOLUTION && d->lock->toolbox.count > 0) ||
	               (target != TARGET_KIT && lock_has_builds(d->lock));
	if (!add_base(d, toolbox) || (toolbox && !add_toolbox(d)))
		return false;
	if (target == TARGET_TOOLBOX)
		return true;
	if (target == TARGET_RESOLUTION)
		return add_resolution(d);
	if (target == TARGET_KIT)
		return add_kit(d);
	add_project(d);
	if (!add_package_stages(d, layers, &large) || !add_interpreter(d))
		return false;
	if (target == TARGET_NEEDS)
		return add_needs(d, layers);
	if (!add_rootfs(d) || !add_packages(d, layers, large) || !add_proof(d) || !add_sbom(d) || !add_final(d))
		return false;
	if (target == TARGET_DEBUG && !add_debug(d))
		return false;
	str_list_add(&d->stages, STR("debug"));
	str_list_add(&d->stages, STR("toolbox"));
	return check_user_fragments(d);
}

bool
dockerfile_stitch(struct dockerfile *d, enum dockerfile_target target)
{
	struct str_list layers = { NULL, 0, 0 };
	struct str trim = dockerfile_trim(d->settings), why;
	if (!str_eq(trim, STR("none")) && !str_eq(trim, STR("safe")) && !str_eq(trim, STR("hard")))
		return fail(d, str_format("SCIBIDS_TRIM is '%.*s': it can be none, safe or hard", STRF(trim)));
	if (allocator_find(d->settings, &why) == NULL || !dockerfile_read_keep(d, &d->keep, &why))
		return fail(d, why);
	return add_stages(d, &layers, target) && add_head(d, &layers, target);
}
