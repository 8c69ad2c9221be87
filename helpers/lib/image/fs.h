#ifndef SCIBIDS_IMAGE_FS_H
#define SCIBIDS_IMAGE_FS_H

#include "base/str.h"

/* The names of a file system, put together from layers (OCI image-spec, "Image Layer Filesystem Changeset") that may be
   read in any order; a directory on disk is a single layer. Only the content of files that fs_wants() is kept.
   All memory is the arena's. Layers are numbered from 0 in the order of reading. */

enum fs_kind { FS_FILE, FS_DIRECTORY, FS_SYMLINK, FS_HARDLINK, FS_OTHER, FS_WHITEOUT, FS_OPAQUE };

struct fs_entry {
	struct fs_entry *next;
	unsigned layer;
	enum fs_kind kind;
	struct str link;    /* target of a symbolic or hard link */
	struct str content; /* p NULL: not kept */
	struct str sha256;  /* of a file, with fs->sums */
};

struct fs_node {
	struct fs_node *parent, *child, *sibling;
	struct str name;
	uint64_t hash;
	struct fs_entry *entries;
	const struct fs_entry *entry; /* after fs_settle(): NULL where nothing is, or a directory that no layer names */
	bool present;                 /* it, or something below it, is there */
	bool interpreter;
	size_t listed; /* for sbom_record.h: 1 + number of the distribution whose RECORD has the file; 0: none */
	size_t owner; /* 1 + number of the component that has the file; 0: none; FS_SYSTEM: apk itself */
};

struct fs {
	struct fs_node *root;
	struct fs_node **slots;
	size_t slot_count, node_count, entry_count;
	uint64_t kept;  /* bytes of content */
	bool sums;      /* every file is to be hashed */
	bool whiteouts; /* names .wh. have the meaning that they have in layers */
};

#define FS_SYSTEM SIZE_MAX

enum {
	FS_PATH_LIMIT = 4096,
	FS_DEPTH_LIMIT = 200,
	FS_ENTRY_LIMIT = 1000000,
	FS_LINK_LIMIT = 40, /* as in Linux */
	FS_FILE_LIMIT = 64 * 1024 * 1024,
	FS_KEPT_LIMIT = 512 * 1024 * 1024
};

void fs_begin(struct fs *fs);

/* The path is relative to the root and has no `..`; "." and "//" in it are passed over. CONTENT's p is NULL if it is not
   kept. With fs->whiteouts a layer's whiteouts
   (.wh.NAME, .wh..wh..opq) are recognised by their names. False with *WHAT. */
bool fs_add(struct fs *fs, unsigned layer, struct str path, struct fs_entry entry, struct str *what);

/* Whether the content of a file of that path is of use. */
bool fs_wants(struct str path);

/* Whether it is an interpreter's program or library, of whose content fs_python_version() is all that is kept. */
bool fs_is_python(struct str path);

/* The release that a CPython binary says it is: "3.13.5" and a NUL, for the minor version in PATH. n 0: none found. */
struct str fs_python_version(struct str path, struct str content);

/* Decides what is there: RANKS has for each layer its place in the image, from 0 on, or -1: it is not in it. */
void fs_settle(struct fs *fs, const int *ranks);

/* What a path leads to: links are followed, inside of the root. NULL: nothing, or *LOOP: more than FS_LINK_LIMIT links. */
struct fs_node *fs_resolve(struct fs *fs, struct str path, bool *loop);

/* The node of exactly that path, without following links; NULL: there is none. */
struct fs_node *fs_find(struct fs *fs, struct str path);

/* The present child of that name, or NULL. */
struct fs_node *fs_child(struct fs *fs, struct fs_node *parent, struct str name);

/* The content of a file, through hard links and symbolic links. False: not kept, or no file. */
bool fs_content(struct fs *fs, struct fs_node *node, struct str *content, bool *loop);

/* The SHA-256 of a file, through hard links; p NULL: not known, or no file. */
struct str fs_sha256(struct fs *fs, const struct fs_node *node);

/* Whether it is a regular file. */
bool fs_is_file(const struct fs_node *node);

/* Reads a directory on disk as a single layer into a begun file system, and settles it. False with *WHAT. */
bool fs_read_root(struct fs *fs, const char *path, struct str *what);

/* "usr/local/lib", in the arena. */
struct str fs_path(const struct fs_node *node);

/* The node behind NODE below TOP, from the top down; the first is TOP. NULL at the end. */
struct fs_node *fs_next(struct fs_node *node, const struct fs_node *top);

#endif
