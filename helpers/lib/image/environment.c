#include "base/base.h"

#include <errno.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/sha256.h"
#include "base/yaml.h"
#include "image/environment.h"

enum { JSON_LIMIT = 4 * 1024 * 1024, LAYER_LIMIT = 1000 };

static bool
fail(struct str *why, struct str what)
{
	*why = what;
	return false;
}

static struct str
digest_of(struct str content)
{
	struct str hex = sha256_of(content);
	return str_format("sha256:%.*s", STRF(hex));
}

/* A media type, which needs no escapes in JSON. */
static bool
is_type(struct str s)
{
	return s.n > 0 && s.n < 200 && str_all_in(s, "abcdefghijklmnopqrstuvwxyz0123456789.+/-");
}

/* A descriptor may have only these three keys: others might have to change with the layer. */
static bool
read_blob(const struct yaml *node, struct image_blob *blob)
{
	*blob = (struct image_blob){ yaml_text(node, "mediaType"), yaml_text(node, "digest"), 0 };
	return node != NULL && node->kind == YAML_MAP && node->count == 3 && is_type(blob->type) && is_digest(blob->digest) &&
	       str_u64(yaml_text(node, "size"), &blob->size);
}

static bool
read_manifest(struct image_environment *e, struct str manifest, struct str *why)
{
	struct error error;
	struct image_blob config;
	const struct yaml *root = yaml_parse(manifest, &error), *layers = yaml_get(root, "layers");
	if (root == NULL || !str_eq(yaml_text(root, "schemaVersion"), STR("2")) || root->count != 4 || layers == NULL ||
	    layers->kind != YAML_LIST || layers->count == 0 || layers->count > LAYER_LIMIT || !read_blob(yaml_get(root, "config"), &config))
		return fail(why, STR("the image's manifest is not in the builder's usual form"));
	e->manifest_type = yaml_text(root, "mediaType");
	e->config_type = config.type;
	if (!is_type(e->manifest_type) || !str_eq(config.digest, digest_of(e->config.text)))
		return fail(why, STR("the image's manifest is not that of its configuration"));
	e->layers = arena_take_array(layers->count, sizeof(*e->layers));
	for (const struct yaml *l = layers->first; l != NULL; l = l->next)
		if (!read_blob(l, &e->layers[e->layer_count++]))
			return fail(why, STR("a layer of the image has other properties than type, digest and size"));
	struct str type = e->layers[e->layer_count - 1].type;
	e->compression = str_sub(type, type.n < 4 ? 0 : type.n - 4, 4);
	if (!str_ends(type, STR(".tar.gzip")) && !str_ends(type, STR(".tar+gzip")) && !str_ends(type, STR(".tar.zstd")) &&
	    !str_ends(type, STR(".tar+zstd")))
		return fail(why, STR("the app's layer is neither gzip nor zstd"));
	return e->layer_count == e->config.layer_count || fail(why, STR("the image's configuration does not have the layers of its manifest"));
}

static bool
read_facts(struct str facts, struct image_environment *e, struct str *digest, struct str *why)
{
	struct str line, name, value;
	bool sized = false;
	while (str_line(&facts, &line)) {
		if (!str_word(&line, &name) || !str_word(&line, &value))
			break;
		if (str_eq(name, STR("key:")))
			e->key = value;
		else if (str_eq(name, STR("digest:")))
			*digest = value;
		else if (str_eq(name, STR("unpacked:")))
			sized = str_u64(value, &e->unpacked);
	}
	return (e->key.n > 0 && is_digest(*digest) && sized) || fail(why, STR("the notes on the last image are incomplete"));
}

static bool
read_file(const char *dir, const char *name, struct str *content, struct str *why)
{
	const char *path = str_z(str_format("%s/%s", dir, name));
	return file_read(path, JSON_LIMIT, content) || fail(why, str_format("%s: %s", path, strerror(errno)));
}

bool
image_environment_read(const char *dir, struct image_environment *e, struct str *why)
{
	struct str facts, manifest, config, digest = { NULL, 0 };
	*e = (struct image_environment){ .layers = NULL };
	if (!read_file(dir, "facts", &facts, why) || !read_file(dir, "manifest.json", &manifest, why) ||
	    !read_file(dir, "config.json", &config, why) || !read_file(dir, "labels", &e->labels, why) ||
	    !read_facts(facts, e, &digest, why))
		return false;
	if (!str_eq(digest, digest_of(manifest)))
		return fail(why, STR("the manifest is not that of the last image"));
	return image_config_read(config, &e->config, why) && read_manifest(e, manifest, why);
}

static void
add_blob(struct text *out, struct str type, struct str digest, uint64_t size)
{
	text_addf(out, "{\"mediaType\":\"%.*s\",\"digest\":\"%.*s\",\"size\":%llu}", STRF(type), STRF(digest), (unsigned long long)size);
}

bool
image_environment_with(const struct image_environment *e, const struct image_layer *layer, struct str labels, struct str *manifest,
                       struct str *config, struct str *why)
{
	struct text out = { NULL, 0, 0 };
	if (!image_config_change(&e->config, str_format("sha256:%.*s", STRF(layer->diff_id)), e->labels, labels, config, why))
		return false;
	text_addf(&out, "{\"schemaVersion\":2,\"mediaType\":\"%.*s\",\"config\":", STRF(e->manifest_type));
	add_blob(&out, e->config_type, digest_of(*config), config->n);
	text_add(&out, STR(",\"layers\":["));
	for (size_t i = 0; i + 1 < e->layer_count; i++) {
		add_blob(&out, e->layers[i].type, e->layers[i].digest, e->layers[i].size);
		text_add(&out, STR(","));
	}
	add_blob(&out, e->layers[e->layer_count - 1].type, str_format("sha256:%.*s", STRF(layer->digest)), layer->size);
	text_add(&out, STR("]}"));
	*manifest = text_str(&out);
	return true;
}

uint64_t
image_environment_size(const struct image_environment *e, const struct image_layer *layer, struct str manifest, struct str config)
{
	uint64_t size = layer->size + manifest.n + config.n;
	for (size_t i = 0; i + 1 < e->layer_count; i++)
		size += e->layers[i].size;
	return size;
}
