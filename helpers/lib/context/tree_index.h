#ifndef SCIBIDS_CONTEXT_TREE_INDEX_H
#define SCIBIDS_CONTEXT_TREE_INDEX_H

#include "context/tree.h"

/* Content digests of the last run, so that files that have not changed are not read again.

   The file, little-endian: "scibids index 1\n"; the inode of the tree's directory and the number of records (8 bytes each); records
   in ascending order of inodes: inode, size, mtime and ctime in nanoseconds since 1970 (8 bytes each) and the content's SHA-256 (32
   bytes); the SHA-256 of everything before. A file that deviates counts as missing.

   Inode, size, mtime and ctime must all be the same. A file that changed less than FILE_RACY before the run began, or later, is not
   recorded. Files on a different file system than the tree's directory are never recorded. The mode is ignored: it is not part of the
   content, and each walk reads it. */

struct tree_index {
	const unsigned char *records;
	size_t count;
	uint64_t directory; /* its inode */
	int64_t start;      /* when this run began */
	bool same;          /* the file holds exactly the records that tree_index_save() would write */
};

/* Reads PATH; call it before the walk. A missing, damaged or foreign file gives an empty index. */
void tree_index_load(struct tree_index *index, const char *path);

/* Sets the digests that INDEX has. */
void tree_index_apply(struct tree_index *index, struct tree *tree);

/* Replaces PATH by the records of TREE, all of whose digests are known, unless it has them already. False and errno if it cannot be
   written. */
bool tree_index_save(const struct tree_index *index, const char *path, const struct tree *tree);

#endif
