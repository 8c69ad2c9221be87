#ifndef SCIBIDS_CONTEXT_TREE_INDEX_H
#define SCIBIDS_CONTEXT_TREE_INDEX_H

#include "context/tree.h"

/* Content digests of a former run, so that a file that has not changed is not read again.

   A file, little-endian: "scibids index 1\n"; the inode of the tree's directory, and the number of records (8 bytes each); the
   records by rising inode: inode, size, mtime and ctime in nanoseconds since 1970 (8 bytes each), the content's SHA-256 (32
   bytes); the SHA-256 of all that. A file that is anything else is as none.

   Inode, size, mtime and ctime must all be the same. A change that comes right behind the run may leave all four as they were, so
   a file that changed less than TREE_INDEX_RACY before the run began, or in its future, is not remembered: the margin covers the
   coarsest time stamps in use (2 s) and the lag of a file server's clock. Files of another file system than the tree's
   directory are never remembered. The mode is not looked at: it is no part of the content, and comes fresh from each walk. */

#define TREE_INDEX_RACY INT64_C(2500000000) /* nanoseconds */

struct tree_index {
	const unsigned char *records;
	size_t count;
	uint64_t directory; /* its inode */
	int64_t start;      /* when this run began */
	bool same;          /* it holds what is worth remembering of the tree, and nothing else */
};

/* Reads PATH; to be called before the walk. A missing, damaged or foreign file gives an index that knows nothing. */
void tree_index_load(struct tree_index *index, const char *path);

/* Sets the digests that INDEX knows. */
void tree_index_apply(struct tree_index *index, struct tree *tree);

/* Replaces PATH with what is worth remembering of TREE, read completely; nothing is written if that is what it holds. False and
   errno if it cannot be written. */
bool tree_index_save(const struct tree_index *index, const char *path, const struct tree *tree);

#endif
