#include "base/base.h"

#include "base/arena.h"
#include "base/grammar.h"
#include "dockerfile/parts.h"
#include "lock/allocator.h"
#include "relock/make.h"

struct str
dockerfile_words(const struct str_list *list, const char *separator)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < list->count; i++) {
		text_add(&out, i > 0 ? str_of(separator) : STR(""));
		text_add(&out, list->items[i]);
	}
	return text_str(&out);
}

struct str
dockerfile_base(const struct lock *lock)
{
	/* A project may itself name its base image by a digest. */
	struct str name = str_sub(lock->base_image, 0, str_find(lock->base_image, '@'));
	return lock->base_digest.n == 0 ? lock->base_image : str_format("%.*s@%.*s", STRF(name), STRF(lock->base_digest));
}

struct str
dockerfile_apks(const struct lock_apks *apks)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < apks->count; i++)
		text_addf(&out, "%s%.*s=%.*s", i > 0 ? " " : "", STRF(apks->items[i].name), STRF(apks->items[i].version));
	return text_str(&out);
}

struct str
dockerfile_locked_apks(const struct lock_apks *apks)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < apks->count; i++) {
		const struct lock_apk *apk = &apks->items[i];
		text_addf(&out, "%s%.*s=%.*s %.*s", i > 0 ? "\n" : "", STRF(apk->name), STRF(apk->version), STRF(apk->checksum));
	}
	return text_str(&out);
}

struct str
dockerfile_apk_add(const struct lock_apks *apks)
{
	if (apks->count == 0)
		return STR("");
	struct str names = dockerfile_apks(apks);
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt --mount=type=bind,from=mirror,target=/mirror \\\n"
	                   "    apk add --no-cache "));
	text_add(&out, names);
	return text_str(&out);
}

struct str
dockerfile_env(const struct record_settings *env)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < env->count; i++)
		text_addf(&out, "%sENV %.*s=\"%.*s\"", i > 0 ? "\n" : "", STRF(env->items[i].name), STRF(env->items[i].values.items[0]));
	return text_str(&out);
}

struct str
dockerfile_build_requires(const struct lock_package *package)
{
	const struct lock_tools *tools = &package->build_environment;
	struct text out = { NULL, 0, 0 };
	if (package->build_requires.count > 0)
		text_addf(&out, "COPY <<'END' /build/uv.toml\n[extra-build-dependencies]\n%.*s = [\"%.*s\"]\nEND", STRF(package->name),
		          STRF(dockerfile_words(&package->build_requires, "\", \"")));
	if (!tools->known)
		return text_str(&out);
	text_addf(&out, "%sCOPY <<'END' /build/environment.txt\n", out.n > 0 ? "\n" : "");
	for (size_t i = 0; i < tools->count; i++)
		text_addf(&out, "%.*s==%.*s --hash=sha256:%.*s\n", STRF(tools->items[i].name), STRF(tools->items[i].version), STRF(tools->items[i].sha256));
	text_add(&out, STR("END"));
	return text_str(&out);
}

static struct str
subdirectory(const struct lock_package *p)
{
	return p->path.n == 0 || str_eq(p->path, STR(".")) ? STR("") : str_format("#subdirectory=%.*s", STRF(p->path));
}

struct str
dockerfile_requirement(const struct lock_package *p)
{
	switch (p->source) {
	case SOURCE_WHEEL:
	case SOURCE_SDIST:
		return str_format("%.*s==%.*s --hash=sha256:%.*s", STRF(p->name), STRF(p->version), STRF(p->sha256));
	case SOURCE_ARCHIVE:
		if (p->file.n > 0)
			return str_format("%.*s @ file:///project/%.*s%.*s --hash=sha256:%.*s", STRF(p->name), STRF(p->artifact),
			                  STRF(subdirectory(p)), STRF(p->sha256));
		return str_format("%.*s @ %.*s%.*s --hash=sha256:%.*s", STRF(p->name), STRF(p->url), STRF(subdirectory(p)), STRF(p->sha256));
	case SOURCE_VCS:
		return str_format("%.*s @ git+%.*s@%.*s%.*s", STRF(p->name), STRF(p->url), STRF(p->commit), STRF(subdirectory(p)));
	default:
		return str_format("%.*s @ file:///project", STRF(p->name));
	}
}

struct str
dockerfile_project_mount(const struct lock_package *p)
{
	if (p->source == SOURCE_DIRECTORY)
		return str_format("    --mount=type=bind,from=project,source=%.*s,target=/source \\", STRF(p->name));
	if (p->file.n > 0)
		return str_format("    --mount=type=bind,from=project,source=%.*s/%.*s,target=/project/%.*s \\", STRF(p->name), STRF(p->artifact),
		                  STRF(p->artifact));
	return STR("");
}

struct str
dockerfile_variables(const struct lock *lock)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < lock->variables.count; i++)
		text_addf(&out, "%s    --mount=type=secret,id=%.*s \\", i > 0 ? "\n" : "", STRF(lock->variables.items[i]));
	return text_str(&out);
}

struct str
dockerfile_prepare(const struct lock_package *p)
{
	/* A build writes into its tree, and a writable mount would hide from the builder what the step depends on. */
	return p->source == SOURCE_DIRECTORY ? STR("cp -R /source /project && ") : STR("");
}

struct str
dockerfile_build_options(const struct lock_package *p)
{
	struct text out = { NULL, 0, 0 };
	if (p->source == SOURCE_SDIST || p->source == SOURCE_ARCHIVE)
		text_add(&out, STR(" --require-hashes"));
	text_addf(&out, " --no-binary %.*s", STRF(p->name));
	/* Only this directory of a workspace is here; members that its sources name are installed on their own. */
	if (p->source == SOURCE_DIRECTORY)
		text_add(&out, STR(" --no-sources"));
	if (p->build_time.n > 0)
		text_addf(&out, " --exclude-newer %.*s", STRF(p->build_time));
	for (size_t i = 0; i < p->config_settings.count; i++)
		for (size_t k = 0; k < p->config_settings.items[i].values.count; k++)
			text_addf(&out, " \\\n        --config-setting \"%.*s=%.*s\"", STRF(p->config_settings.items[i].name),
			          STRF(p->config_settings.items[i].values.items[k]));
	return text_str(&out);
}

struct str
dockerfile_trim(const struct settings *settings)
{
	struct str level = settings_get(settings, "SCIBIDS_TRIM");
	return level.n == 0 ? STR("safe") : level;
}

struct str
dockerfile_requested_apks(const struct lock *lock, const struct settings *settings)
{
	struct str_list names = { NULL, 0, 0 };
	struct str rest = settings_get(settings, "SCIBIDS_RUNTIME_APKS"), word;
	for (size_t i = 0; i < lock_rootfs_apk_count; i++)
		str_list_add(&names, str_of(lock_rootfs_apks[i]));
	while (str_word(&rest, &word))
		if (is_apk_name(word))
			str_list_add(&names, word);
	for (size_t i = 0; i < lock->package_count; i++)
		for (size_t k = 0; k < lock->packages[i].run.count; k++)
			str_list_add(&names, lock->packages[i].run.items[k]);
	str_list_unique(&names);
	return dockerfile_words(&names, " ");
}

struct str
dockerfile_zones(const struct lock *lock)
{
	if (lock_find_apk(&lock->runtime, str_of(lock_rootfs_optional_apk)) != NULL || lock_find(lock, STR("tzdata")) == NULL)
		return STR("");
	struct str minor = str_sub(lock->python, 2, lock->python.n);
	return str_format(" ../local/lib/python3.%.*s/site-packages/tzdata/zoneinfo", (int)str_find(minor, '.'), minor.p);
}

struct str
dockerfile_preload(const struct lock *lock, const struct settings *settings)
{
	struct str library = allocator_preload(settings, lock);
	return library.n > 0 ? str_format("ENV LD_PRELOAD=\"%.*s\"", STRF(library)) : STR("");
}

struct str
dockerfile_imports(const struct lock *lock)
{
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("{"));
	for (size_t i = 0, n = 0; i < lock->package_count; i++) {
		const struct lock_package *p = &lock->packages[i];
		if (p->import_names.count == 0 && p->optional_imports.count == 0)
			continue;
		text_addf(&out, "%s\n \"%.*s\": {\"import-names\": %.*s, \"optional-imports\": %.*s}", n++ > 0 ? "," : "", STRF(p->name),
		          STRF(dockerfile_exec_form(&p->import_names)), STRF(dockerfile_exec_form(&p->optional_imports)));
	}
	text_add(&out, STR("}"));
	return text_str(&out);
}

struct str
dockerfile_spaced(struct str text)
{
	struct text out = { NULL, 0, 0 };
	bool ended = false;
	while (text.n > 0) {
		struct str line = str_cut(&text, '\n');
		text_add(&out, ended && line.n > 0 ? STR("\n") : STR(""));
		text_add(&out, line);
		text_add(&out, STR("\n"));
		ended = str_eq(line, STR("END"));
	}
	return text_str(&out);
}

struct str
dockerfile_copies(const char *flags, const struct str_list *stages, size_t begin, size_t end, const char *directory)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = begin; i < end; i++)
		text_addf(&out, "%sCOPY %s--from=%.*s /%s/ /", i > begin ? "\n" : "", flags, STRF(stages->items[i]), directory);
	return text_str(&out);
}

struct str
dockerfile_stage_list(const struct str_list *stages)
{
	struct text out = { NULL, 0, 0 };
	size_t begin = 0;
	for (size_t i = 0; i < stages->count; i++) {
		bool wide = out.n - begin + stages->items[i].n > 118;
		text_addf(&out, "%s%.*s", i == 0 ? "#   " : wide ? ",\n#   " : ", ", STRF(stages->items[i]));
		begin = wide ? out.n - stages->items[i].n : begin;
	}
	return text_str(&out);
}
