#ifndef SCIBIDS_CONTEXT_TREE_H
#define SCIBIDS_CONTEXT_TREE_H

#include "base/str.h"
#include "context/dockerignore.h"

/* A directory as a builder would copy it, and one digest for it.

   The digest is SHA-256 over "scibids tree 1\n" and then, in walk order (parents before children, names of a directory by
   bytes), for each entry: its kind (one byte), its depth below the directory (4 bytes), its permission bits (2 bytes; 0 for
   a symbolic link), its name's length (4 bytes) and name, and what it holds: of a file the 32 bytes of its content's SHA-256, of
   a symbolic link the target's length (4 bytes) and the target, of a device its number (8 bytes). Numbers are little-endian.
   Owners, times, hard links, extended attributes and the directory's own mode are not part of it: a builder does not copy
   them, or sets them. */

enum tree_kind { TREE_FILE = 'f', TREE_DIR = 'd', TREE_LINK = 'l', TREE_FIFO = 'p', TREE_CHAR = 'c', TREE_BLOCK = 'b', TREE_GONE = '-' };

enum { TREE_DIGEST = 32, TREE_TOP = -1, TREE_CHANGED = -1 };

struct tree_entry {
	struct str name, target; /* NUL-terminated */
	int64_t parent;          /* index in entries, or TREE_TOP */
	uint64_t size;           /* of a file */
	uint64_t device, inode, special;
	int64_t mtime, ctime; /* nanoseconds since 1970 */
	uint32_t depth;       /* 1 for what lies in the directory itself */
	uint16_t mode;        /* 07777 */
	char kind;     /* TREE_GONE: it vanished during the walk; whoever reads the entries passes it over */
	bool known; /* digest holds the content's SHA-256 */
	unsigned char digest[TREE_DIGEST];
};

struct tree {
	const char *dir;
	int fd;
	uint64_t device, inode;
	struct tree_entry *entries;
	size_t count, capacity;
	size_t path_max; /* bytes of the longest path */
};

/* Lists what DIR holds and RULES let through: names, kinds, parents and link targets; symbolic links below DIR are not followed. A
   socket is an empty file, as with BuildKit. False with one line in *ERROR. The tree and its memory stay until exit. */
bool tree_walk(struct tree *tree, const char *dir, struct dockerignore *rules, struct str *error);

/* Then: sizes, modes, times and the like, on as many as 8 threads. */
bool tree_stat(struct tree *tree, struct str *error);

/* Then: permission bits as COPY --chmod=u=rwX,go=rX makes them. Of a file only counts whether anybody may execute it; a sticky bit
   stays. */
void tree_plain_modes(struct tree *tree);

/* The path of entry I below the directory, written to PATH of tree->path_max + 1 bytes; NUL-terminated. */
struct str tree_path(const struct tree *tree, size_t i, char *path);

/* One line about entry I and an errno, or TREE_CHANGED. */
struct str tree_complaint(const struct tree *tree, size_t i, int error);

/* What a mode of stat() says it is. */
char tree_kind_of(unsigned mode);

/* Opens PATH, of any length, below FD; PATH is changed and restored. -1 and errno. */
int tree_open(int fd, char *path, int flags);

/* Then: the content digests that are not known, on as many as 8 threads. False with one line in *ERROR. */
bool tree_read(struct tree *tree, struct str *error);

/* The digest of a tree whose content digests are known: 64 hexadecimal digits. */
struct str tree_hash(const struct tree *tree);

#endif
