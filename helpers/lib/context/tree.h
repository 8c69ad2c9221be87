#ifndef SCIBIDS_CONTEXT_TREE_H
#define SCIBIDS_CONTEXT_TREE_H

#include "base/str.h"
#include "context/dockerignore.h"

/* A directory as a builder would copy it, and one digest for it.

   The digest is SHA-256 over "scibids tree 1\n" and then, in walk order (parents before children, names of a directory by
   bytes), for each entry: its kind (one byte), its depth below the directory (4 bytes), its permission bits (2 bytes; 0 for
   a symbolic link), its name's length (4 bytes) and name, and its content: for a file the SHA-256 (32 bytes), for a symbolic link
   the target's length (4 bytes) and the target, for a device its number (8 bytes). Numbers are little-endian. Owners, times, hard
   links, extended attributes and the mode of the directory itself are left out: a builder does not copy them, or sets its own. */

enum tree_kind { TREE_FILE = 'f', TREE_DIR = 'd', TREE_LINK = 'l', TREE_FIFO = 'p', TREE_CHAR = 'c', TREE_BLOCK = 'b', TREE_GONE = '-' };

enum { TREE_DIGEST = 32, TREE_TOP = -1, TREE_CHANGED = -1 };

struct tree_entry {
	struct str name, target; /* NUL-terminated */
	int64_t parent;          /* index in entries, or TREE_TOP */
	uint64_t size;           /* bytes of a file */
	uint64_t device, inode, special;
	int64_t mtime, ctime; /* nanoseconds since 1970 */
	uint32_t depth;       /* 1 for entries of the directory itself */
	uint16_t mode;        /* 07777 */
	char kind;            /* enum tree_kind; skip TREE_GONE, which vanished during the walk */
	bool known;           /* is digest the content's SHA-256? */
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

/* Lists the entries of DIR that RULES do not exclude, with names, kinds, parents and link targets, without following symbolic links
   below DIR. A socket counts as an empty file, as in BuildKit. False with one line in *ERROR. The tree keeps DIR open until exit. */
bool tree_walk(struct tree *tree, const char *dir, struct dockerignore *rules, struct str *error);

/* After tree_walk(): fills in what stat() tells, on up to 8 threads. */
bool tree_stat(struct tree *tree, struct str *error);

/* After tree_stat(): are all names UTF-8? Builders refuse others, and do not say which. False with one line in *ERROR, which begins with the
   path below the directory. */
bool tree_names(const struct tree *tree, struct str *error);

/* After tree_stat(): sets permission bits as `chmod u=rwX,go=rX` does. All that counts of a file's bits is whether somebody may
   execute it, and its sticky bit. */
void tree_plain_modes(struct tree *tree);

/* The NUL-terminated path of entry I below the directory, written to PATH, which has room for tree->path_max + 1 bytes. */
struct str tree_path(const struct tree *tree, size_t i, char *path);

/* One line about entry I and an errno, or TREE_CHANGED. */
struct str tree_complaint(const struct tree *tree, size_t i, int error);

/* The enum tree_kind of a stat() mode. */
char tree_kind_of(unsigned mode);

/* openat() for a PATH of any length, which is changed and restored. -1 and errno. */
int tree_open(int fd, char *path, int flags);

/* After tree_stat(): computes the content digests that are not known, on up to 8 threads. False with one line in *ERROR. */
bool tree_read(struct tree *tree, struct str *error);

/* The digest of a tree whose content digests are known: 64 hexadecimal digits. */
struct str tree_hash(const struct tree *tree);

#endif
