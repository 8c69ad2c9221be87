#include "base/base.h"

#include "base/arena.h"
#include "base/grammar.h"
#include "base/json.h"
#include "base/toml.h"
#include "dockerfile/parts.h"
#include "lock/allocator.h"

struct str
dockerfile_exec_form(const struct str_list *words)
{
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("["));
	for (size_t i = 0; i < words->count; i++) {
		text_add(&out, i > 0 ? STR(", ") : STR(""));
		json_quote(&out, words->items[i]);
	}
	text_add(&out, STR("]"));
	return text_str(&out);
}

bool
dockerfile_quote(struct str value, struct str *quoted)
{
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("\""));
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if (c < 0x20 || c == 0x7f)
			return false;
		if (c == '"' || c == '\\' || c == '$')
			text_add(&out, STR("\\"));
		text_add(&out, str_sub(value, i, 1));
	}
	text_add(&out, STR("\""));
	*quoted = text_str(&out);
	return true;
}

/* CMD or ENTRYPOINT: WORDS, and what a shell would split the setting into, or a JSON array as a Dockerfile has it. */
static bool
exec_instruction(const struct settings *settings, const char *variable, const char *instruction, struct str_list words,
                 struct str *out, struct str *why)
{
	struct str value = settings_get(settings, variable);
	if (value.n == 0 && words.count == 0)
		return true;
	if (!settings_command_valid(settings, variable, why) || !settings_command_words(value, &words, why))
		return false;
	*out = str_format("%s %.*s", instruction, STRF(dockerfile_exec_form(&words)));
	return true;
}

static bool
is_label_name(struct str s)
{
	return s.n > 0 && s.n <= 128 && is_stage_name(s);
}

/* What the user preloads comes on top of the image's allocator; an empty LD_PRELOAD removes it. */
static struct str
with_allocator(struct str name, struct str value, struct str allocator)
{
	bool both = str_eq(name, STR("LD_PRELOAD")) && value.n > 0 && allocator.n > 0;
	return both ? str_format("%.*s:%.*s", STRF(value), STRF(allocator)) : value;
}

/* NAME=value words as instructions, a line each. */
static bool
pairs(const struct settings *settings, const char *variable, const char *instruction, bool (*valid)(struct str), struct str allocator,
      struct text *out, struct str *why)
{
	struct str_list words = { NULL, 0, 0 };
	if (!settings_words(settings_get(settings, variable), &words, why)) {
		*why = str_format("%s: %.*s", variable, STRF(*why));
		return false;
	}
	for (size_t i = 0; i < words.count; i++) {
		struct str word = words.items[i], quoted;
		size_t equals = str_find(word, '=');
		struct str name = str_sub(word, 0, equals), value = with_allocator(name, str_sub(word, equals + 1, word.n), allocator);
		if (equals == word.n || !valid(name) || !dockerfile_quote(value, &quoted)) {
			*why = str_format("%s: '%.*s' is not NAME=value", variable, STRF(word));
			return false;
		}
		text_addf(out, "%s%s ", out->n > 0 ? "\n" : "", instruction);
		text_add(out, name);
		text_add(out, STR("="));
		text_add(out, quoted);
	}
	return true;
}

static void
add_label(struct text *out, const char *name, struct str value)
{
	struct str quoted;
	if (value.n > 0 && dockerfile_quote(value, &quoted))
		text_addf(out, "%sLABEL %s=%.*s", out->n > 0 ? "\n" : "", name, STRF(quoted));
}

/* The string of `license = "..."` in [project] (PEP 639); empty where there is none or it is a table. */
static struct str
license_of(struct str pyproject)
{
	struct error error;
	struct str license = yaml_text(yaml_get(toml_parse(pyproject, &error), "project"), "license");
	return is_plain_value(license) ? license : STR("");
}

static bool
add_licenses(const struct dockerfile *d, struct text *labels, struct str *why)
{
	struct str licenses = settings_get(d->settings, "SCIBIDS_LICENSES");
	if (!is_plain_value(licenses)) {
		*why = str_format("SCIBIDS_LICENSES: '%.*s' is not an SPDX expression", STRF(licenses));
		return false;
	}
	add_label(labels, "org.opencontainers.image.licenses", licenses.n > 0 ? licenses : license_of(d->pyproject));
	return true;
}

bool
dockerfile_final(const struct dockerfile *d, struct final_settings *final, struct str *why)
{
	/* Without -s, for which emulators lack a system call: tini ends there. Where a different init comes first, that reaps. */
	static struct str words[] = { { "/sbin/tini", 10 }, { "--", 2 } };
	const struct str_list init = { words, COUNT(words), COUNT(words) }, none = { NULL, 0, 0 };
	struct text env = { NULL, 0, 0 }, labels = { NULL, 0, 0 };
	struct str base = settings_get(d->settings, "SCIBIDS_FINAL");
	*final = (struct final_settings){ 0 };
	if (base.n > 0 && !str_eq(base, STR("base")) && !str_eq(base, STR("scratch"))) {
		*why = str_format("SCIBIDS_FINAL is '%.*s': it can be scratch or base", STRF(base));
		return false;
	}
	add_label(&labels, "org.opencontainers.image.title", settings_get(d->settings, "SCIBIDS_NAME"));
	add_label(&labels, "org.opencontainers.image.base.name", d->lock->base_image);
	add_label(&labels, "org.opencontainers.image.base.digest", d->lock->base_digest);
	add_label(&labels, "org.opencontainers.image.created", d->lock->created);
	if (d->lock_hash.n > 0)
		add_label(&labels, "scibids.lock", str_format("sha256:%.*s", STRF(d->lock_hash)));
	if (!add_licenses(d, &labels, why) ||
	    !pairs(d->settings, "SCIBIDS_ENV", "ENV", is_variable_name, allocator_preload(d->settings, d->lock), &env, why) ||
	    !pairs(d->settings, "SCIBIDS_LABELS", "LABEL", is_label_name, STR(""), &labels, why) ||
	    !exec_instruction(d->settings, "SCIBIDS_ENTRYPOINT", "ENTRYPOINT", init, &final->entrypoint, why) ||
	    !exec_instruction(d->settings, "SCIBIDS_CMD", "CMD", none, &final->cmd, why))
		return false;
	final->env = text_str(&env);
	final->labels = text_str(&labels);
	return true;
}
