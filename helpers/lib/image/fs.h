#ifndef SCIBIDS_IMAGE_FS_H
#define SCIBIDS_IMAGE_FS_H

#include "base/map.h"

/* The names in a file system, assembled from layers (OCI image-spec, "Image Layer Filesystem Changeset") that may be
   read in any order; a directory on disk is a single layer. Content is kept only where the caller's fs_content_rule asks for it.
   All memory is the arena's. Layers are numbered from 0 in the order of reading. */

/* Which files' content a caller needs, and how much of it. */
struct fs_content_rule {
	bool (*wants)(struct str path);
	struct str (*keep)(struct str path, struct str content); /* the part of a wanted file's content to keep */
};

enum fs_kind { FS_FILE, FS_DIRECTORY, FS_SYMLINK, FS_HARDLINK, FS_OTHER, FS_WHITEOUT, FS_OPAQUE };

struct fs_entry {
	struct fs_entry *next;
	unsigned layer;
	enum fs_kind kind;
	struct str link;    /* target of a symbolic or hard link */
	struct str content; /* p NULL: not kept */
	struct str sha256;  /* of a file, with fs->sums */
	uint64_t size;      /* bytes, of what is no link */
};

struct fs_node {
	struct fs_node *parent, *child, *sibling;
	struct str name;
	struct fs_entry *entries;
	const struct fs_entry *entry; /* after fs_settle(): NULL for nothing, and for a directory that no layer names */
	bool present;                 /* it or something below it exists */
	/* Marks of the callers; nothing in image/ reads them. */
	bool interpreter;
	size_t owner, listed;
};

struct fs {
	struct fs_node *root;
	struct map nodes; /* by parent and name */
	size_t entry_count;
	const struct fs_content_rule *rule; /* NULL: no content is kept */
	uint64_t kept;  /* bytes of content */
	bool sums;      /* hash every file */
	bool whiteouts; /* names that begin with .wh. are whiteouts */
};

enum {
	FS_PATH_LIMIT = 4096,
	FS_DEPTH_LIMIT = 200,
	FS_ENTRY_LIMIT = 1000000,
	FS_LINK_LIMIT = 40, /* as in Linux */
	FS_FILE_LIMIT = 64 * 1024 * 1024,
	FS_KEPT_LIMIT = 512 * 1024 * 1024
};

void fs_begin(struct fs *fs, const struct fs_content_rule *rule, bool sums);

/* PATH is relative to the root and has no `..`; "." and "//" in it are skipped. With fs->whiteouts a layer's whiteouts
   (.wh.NAME, .wh..wh..opq) are recognised by their names. False with *WHAT. */
bool fs_add(struct fs *fs, unsigned layer, struct str path, struct fs_entry entry, struct str *what);

/* Whether the caller's rule wants the content of the file at PATH. */
bool fs_wants(const struct fs *fs, struct str path);

/* Keeps what the rule keeps of CONTENT, all of a wanted file's bytes, and hashes them if every file is to be hashed. */
void fs_keep(struct fs *fs, struct str path, struct str content, struct fs_entry *entry);

/* Decides what is present. RANKS has each layer's place in the image, from 0, or -1 if the image does not have it. */
void fs_settle(struct fs *fs, const int *ranks);

/* The node a path leads to; links are followed within the root. NULL: nothing there, or, with *LOOP set, more than
   FS_LINK_LIMIT links. */
struct fs_node *fs_resolve(struct fs *fs, struct str path, bool *loop);

/* The node of exactly that path, links not followed, or NULL. */
struct fs_node *fs_find(struct fs *fs, struct str path);

/* The present child of that name, or NULL. */
struct fs_node *fs_child(struct fs *fs, struct fs_node *parent, struct str name);

/* The content of a file, through hard and symbolic links. False: not kept, or not a file. */
bool fs_content(struct fs *fs, struct fs_node *node, struct str *content, bool *loop);

/* The SHA-256 of a file, through hard links; p NULL: not computed, or not a file. */
struct str fs_sha256(struct fs *fs, const struct fs_node *node);

/* Whether it is a regular file. */
bool fs_is_file(const struct fs_node *node);

/* Reads a directory on disk, without following its links, as a single layer into FS, and settles it. FS is as fs_begin() leaves
   it. False with *WHAT. */
bool fs_read_root(struct fs *fs, const char *path, struct str *what);

/* "usr/local/lib", in the arena. */
struct str fs_path(const struct fs_node *node);

/* The node after NODE in a walk of TOP, parents before children; the walk begins with TOP. NULL at the end. */
struct fs_node *fs_next(struct fs_node *node, const struct fs_node *top);

#endif
