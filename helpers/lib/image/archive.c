#include "base/base.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "image/archive.h"
#include "image/tar_write.h"

static const char zeros[TAR_END];

static bool
fail(struct str *error)
{
	*error = str_format("cannot write the archive: %s", strerror(errno));
	return false;
}

static struct str
header_of(struct str name, uint64_t size)
{
	struct text out = { NULL, 0, 0 };
	tar_add_header(&out, &(struct tar_entry){ .path = name, .type = TAR_FILE, .mode = 0644, .size = size });
	return text_str(&out);
}

static void
add_file(struct text *out, struct str name, struct str content)
{
	text_add(out, header_of(name, content.n));
	text_add(out, content);
	text_add(out, (struct str){ zeros, tar_padding(content.n) });
}

static struct str
blob_name(struct str hex)
{
	return str_format("blobs/sha256/%.*s", STRF(hex));
}

/* A layer's name is its digest, which is known after it is written, so its header is written last. */
static bool
add_layer(struct tree *tree, struct str directory, struct str compression, int fd, struct image_layer *layer, struct str *error)
{
	/* A larger size would need an extended header, which would shift the content. */
	const uint64_t limit = UINT64_C(1) << 33;
	if (lseek(fd, TAR_BLOCK, SEEK_SET) < 0)
		return fail(error);
	if (!image_layer_write(tree, directory, compression, fd, layer, error))
		return false;
	if (layer->size >= limit) {
		*error = STR("the app is larger than 8 GB");
		return false;
	}
	struct str header = header_of(blob_name(layer->digest), layer->size);
	if (!file_write(fd, (struct str){ zeros, tar_padding(layer->size) }) || pwrite(fd, header.p, header.n, 0) != (ssize_t)header.n)
		return fail(error);
	return true;
}

/* The store's form of a short name: docker.io/library/app for "app". */
static struct str
full_name(struct str name)
{
	size_t slash = str_find(name, '/');
	struct str first = str_sub(name, 0, slash);
	bool host = slash < name.n && (str_find(first, '.') < first.n || str_find(first, ':') < first.n || str_eq(first, STR("localhost")));
	if (!host)
		return str_format("docker.io/%s%.*s", slash < name.n ? "" : "library/", STRF(name));
	if (str_eq(first, STR("docker.io")) && str_find(str_sub(name, slash + 1, name.n), '/') == name.n - slash - 1)
		return str_format("docker.io/library/%.*s", STRF(str_sub(name, slash + 1, name.n)));
	return name;
}

static struct str
index_of(struct str type, struct str id, size_t size, const struct image_names *names)
{
	const struct str_list *tags = &names->tags;
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("{\"schemaVersion\":2,\"mediaType\":\"" IMAGE_INDEX_TYPE "\",\"manifests\":["));
	for (size_t i = 0; i < tags->count; i++)
		text_addf(&out,
		          "%s{\"mediaType\":\"%.*s\",\"digest\":\"%.*s\",\"size\":%zu,\"annotations\":{"
		          "\"io.containerd.image.name\":\"%.*s:%.*s\",\"org.opencontainers.image.ref.name\":\"%.*s\"}}",
		          i > 0 ? "," : "", STRF(type), STRF(id), size, STRF(full_name(names->name)), STRF(tags->items[i]),
		          STRF(tags->items[i]));
	text_add(&out, STR("]}"));
	return text_str(&out);
}

/* What every layout ends with. */
static void
end_layout(struct text *out, struct str index)
{
	add_file(out, STR("oci-layout"), STR("{\"imageLayoutVersion\":\"1.0.0\"}"));
	add_file(out, STR("index.json"), index);
	text_add(out, (struct str){ zeros, TAR_END });
}

bool
image_archive_write(const struct image_environment *e, struct tree *tree, struct str directory, const struct image_names *names, int fd,
                    struct image_archive *archive, struct str *error)
{
	struct str manifest, config;
	struct text rest = { NULL, 0, 0 };
	if (!add_layer(tree, directory, e->compression, fd, &archive->layer, error) ||
	    !image_environment_with(e, &archive->layer, names->labels, &manifest, &config, error))
		return false;
	struct str hex = sha256_of(manifest);
	archive->id = str_format("sha256:%.*s", STRF(hex));
	archive->size = image_environment_size(e, &archive->layer, manifest, config);
	add_file(&rest, blob_name(sha256_of(config)), config);
	add_file(&rest, blob_name(hex), manifest);
	end_layout(&rest, index_of(e->manifest_type, archive->id, manifest.n, names));
	return (file_write(fd, text_str(&rest)) && lseek(fd, 0, SEEK_SET) == 0) || fail(error);
}

struct str
image_archive_joint(const struct image_part *parts, size_t count, const struct image_names *names)
{
	struct text out = { NULL, 0, 0 }, archive = { NULL, 0, 0 };
	text_addf(&out, "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[", IMAGE_INDEX_TYPE);
	for (size_t i = 0; i < count; i++) {
		struct str variant = parts[i].platform, os = str_cut(&variant, '/'), architecture = str_cut(&variant, '/');
		text_addf(&out, "%s{\"mediaType\":\"%.*s\",\"digest\":\"%.*s\",\"size\":%llu,\"platform\":{\"architecture\":\"%.*s\",\"os\":\"%.*s\"", i > 0 ? "," : "",
		          STRF(parts[i].type), STRF(parts[i].digest), (unsigned long long)parts[i].size, STRF(architecture), STRF(os));
		if (variant.p != NULL)
			text_addf(&out, ",\"variant\":\"%.*s\"", STRF(variant));
		text_add(&out, STR("}}"));
	}
	text_add(&out, STR("]}"));
	struct str index = text_str(&out), hex = sha256_of(index);
	add_file(&archive, blob_name(hex), index);
	end_layout(&archive, index_of(str_of(IMAGE_INDEX_TYPE), str_format("sha256:%.*s", STRF(hex)), index.n, names));
	return text_str(&archive);
}
