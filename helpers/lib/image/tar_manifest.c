/* Finds the parts of an image's tar that are its layers: by the manifest.json of `docker save`, else by the index.json of an OCI
   layout. */

#include "base/base.h"

#include "base/arena.h"
#include "base/sha256.h"
#include "base/yaml.h"
#include "image/tar_manifest.h"

static bool
fail(struct str *what, struct str reason)
{
	*what = reason;
	return false;
}

static struct str
without_dot(struct str path)
{
	while (str_starts(path, STR("./")))
		path = str_sub(path, 2, path.n);
	return path;
}

/* The target of a link beside NAME, or `../` above it, as old `docker save` has them. */
static struct str
beside(struct str name, struct str link)
{
	size_t n = name.n;
	do {
		while (n > 0 && name.p[n - 1] != '/')
			n--;
		if (!str_starts(link, STR("../")))
			break;
		link = str_sub(link, 3, link.n);
		n -= n > 0;
	} while (true);
	return str_format("%.*s%.*s", STRF(str_sub(name, 0, n)), STRF(link));
}

static const struct image_part *
find(const struct image_parts *parts, struct str name, struct str *what)
{
	name = without_dot(name);
	for (int links = 0; links <= FS_LINK_LIMIT; links++) {
		const struct image_part *part = NULL;
		for (size_t i = 0; i < parts->count; i++)
			if (str_eq(without_dot(parts->items[i].name), name))
				part = &parts->items[i];
		if (part == NULL || part->link.p == NULL)
			return part;
		name = beside(without_dot(part->name), part->link);
	}
	fail(what, str_format("'%.*s' is a circular link", STRF(name)));
	return NULL;
}

/* The document NAME; NULL: missing, or, with *WHAT set, not JSON. */
static struct yaml *
document(const struct image_parts *parts, struct str name, struct str *what)
{
	struct error error;
	const struct image_part *part = find(parts, name, what);
	if (part == NULL || part->content.p == NULL)
		return NULL;
	struct yaml *root = yaml_parse(part->content, &error);
	if (root == NULL)
		fail(what, str_format("%.*s:%d: %s", STRF(name), error.line, error.what));
	return root;
}

static bool
add_layer(const struct image_parts *parts, struct str name, int *order, size_t *count, struct str *what)
{
	const struct image_part *part = find(parts, name, what);
	if (what->n > 0)
		return false;
	if (*count == IMAGE_LAYERS_LIMIT)
		return fail(what, str_format("more than %d layers", IMAGE_LAYERS_LIMIT));
	if (part == NULL)
		return fail(what, str_format("its layer '%.*s' is missing", STRF(name)));
	if (part->layer < 0)
		return fail(what, str_format("its layer '%.*s' is not a tar, plain or compressed by gzip or zstd", STRF(name)));
	if (part->problem.n > 0)
		return fail(what, str_format("its layer '%.*s': %.*s", STRF(name), STRF(part->problem)));
	order[(*count)++] = (int)(part - parts->items);
	return true;
}

static bool
docker_layers(const struct image_parts *parts, const struct yaml *root, struct image *image, int *order, size_t *count, struct str *what)
{
	const struct yaml *entry = root->first, *layers = yaml_get(entry, "Layers"), *tags = yaml_get(entry, "RepoTags");
	if (root->kind != YAML_LIST || layers == NULL || layers->kind != YAML_LIST)
		return fail(what, STR("manifest.json: no list of layers"));
	if (root->count > 1)
		return fail(what, str_format("manifest.json: %zu images: save one, by NAME:TAG", root->count));
	if (tags != NULL && tags->first != NULL && tags->first->kind == YAML_SCALAR)
		image->name = tags->first->text;
	for (const struct yaml *e = layers->first; e != NULL; e = e->next)
		if (!add_layer(parts, e->text, order, count, what))
			return false;
	image->config = document(parts, yaml_text(entry, "Config"), what);
	return what->n == 0;
}

/* "sha256:ab..." as a path in the layout. */
static struct str
blob_path(struct str digest)
{
	size_t colon = str_find(digest, ':');
	return str_format("blobs/%.*s/%.*s", STRF(str_sub(digest, 0, colon)), STRF(str_sub(digest, colon + 1, digest.n)));
}

/* The one manifest of an image in an index, ignoring attestations and platforms whose blobs are missing. */
static struct yaml *
oci_manifest(const struct image_parts *parts, const struct yaml *index, int *looks, struct image *image, struct str *what)
{
	struct yaml *found = NULL;
	const struct yaml *list = yaml_get(index, "manifests");
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL && what->n == 0; e = e->next) {
		if (--*looks < 0) {
			fail(what, STR("index.json: more manifests than an image has"));
			return NULL;
		}
		struct yaml *root = document(parts, blob_path(yaml_text(e, "digest")), what);
		if (root == NULL || str_eq(yaml_text(yaml_get(e, "platform"), "os"), STR("unknown")))
			continue;
		struct str name = yaml_text(yaml_get(e, "annotations"), "io.containerd.image.name");
		if (name.n > 0)
			image->name = name;
		if (yaml_get(root, "manifests") != NULL)
			root = oci_manifest(parts, root, looks, image, what);
		if (root != NULL && found != NULL)
			fail(what, STR("index.json: several images: save one, by NAME:TAG or for one platform"));
		if (root != NULL)
			found = root;
	}
	return what->n == 0 ? found : NULL;
}

static bool
oci_layers(const struct image_parts *parts, const struct yaml *index, struct image *image, int *order, size_t *count, struct str *what)
{
	int looks = 100;
	const struct yaml *manifest = oci_manifest(parts, index, &looks, image, what), *layers = yaml_get(manifest, "layers");
	image->manifest = manifest;
	if (what->n == 0 && manifest != NULL)
		image->config = document(parts, blob_path(yaml_text(yaml_get(manifest, "config"), "digest")), what);
	if (what->n > 0)
		return false;
	if (layers == NULL || layers->kind != YAML_LIST)
		return fail(what, STR("index.json: no manifest of an image with a list of layers"));
	for (const struct yaml *e = layers->first; e != NULL; e = e->next)
		if (!add_layer(parts, blob_path(yaml_text(e, "digest")), order, count, what))
			return false;
	return true;
}

/* There may be an OCI layout beside manifest.json. Its manifest is part of what the image's id covers. */
static void
find_manifest(const struct image_parts *parts, struct image *image)
{
	int looks = 100;
	struct str name = image->name, what = { NULL, 0 }; /* ignored: engines ignore it when loading, too */
	const struct yaml *index = document(parts, STR("index.json"), &what);
	if (index != NULL)
		image->manifest = oci_manifest(parts, index, &looks, image, &what);
	image->name = name;
}

bool
image_manifest(const struct image_parts *parts, struct image *image, int *order, size_t *count, struct str *what)
{
	*what = (struct str){ NULL, 0 };
	struct yaml *root = document(parts, STR("manifest.json"), what);
	if (root == NULL && what->n == 0) {
		root = document(parts, STR("index.json"), what);
		if (root != NULL)
			return oci_layers(parts, root, image, order, count, what);
	}
	if (what->n > 0)
		return false;
	if (root == NULL)
		return fail(what, STR("neither manifest.json nor index.json in it: not an image as `docker save` or an OCI layout has it"));
	if (!docker_layers(parts, root, image, order, count, what))
		return false;
	find_manifest(parts, image);
	return true;
}

/* A blob's name in the layout is its digest. */
static bool
name_fits(struct str name, struct str digest, struct str *what)
{
	struct str named = without_dot(name);
	if (!str_starts(named, STR("blobs/sha256/")))
		return true;
	named = str_sub(named, 13, named.n);
	return str_eq(named, digest) || fail(what, str_format("'%.*s' has other content: its SHA-256 is %.*s", STRF(name), STRF(digest)));
}

bool
image_digests_fit(const struct image_parts *parts, const struct image *image, struct str *what)
{
	const struct yaml *diffs = yaml_get(yaml_get(image->config, "rootfs"), "diff_ids"), *diff = diffs == NULL ? NULL : diffs->first;
	for (size_t i = 0; i < parts->count; i++) {
		const struct image_part *part = &parts->items[i];
		struct str digest = part->content.p != NULL ? sha256_of(part->content) : part->digests.blob;
		if (digest.n > 0 && part->problem.n == 0 && !name_fits(part->name, digest, what))
			return false;
	}
	if (diffs != NULL && diffs->count != image->layer_count)
		return fail(what, str_format("its configuration lists %zu layers, but it has %zu", diffs->count, image->layer_count));
	for (size_t i = 0; diff != NULL; diff = diff->next, i++)
		if (!str_eq(diff->text, str_format("sha256:%.*s", STRF(image->layers[i].diff))))
			return fail(what, str_format("its layer %zu is not the one in its configuration: %.*s, not %.*s", i + 1,
			                             STRF(image->layers[i].diff), STRF(diff->text)));
	return true;
}
