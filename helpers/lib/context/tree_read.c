#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/parallel.h"
#include "context/tree.h"

enum { BUFFER = 256 * 1024, FEW_FILES = 64, FEW_BYTES = 4 * 1024 * 1024 };

struct reading {
	struct tree *tree;
	size_t *files; /* indexes of the entries to read */
	size_t count;
	uint64_t bytes;
	EVP_MD_CTX *start;
};

struct reader {
	EVP_MD_CTX *context;
	unsigned char *buffer;
	char *path;
};

static int
read_content(const struct reading *reading, struct reader *r, int fd, struct tree_entry *entry)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return errno;
	/* Replaced since the walk. */
	if (!S_ISREG(st.st_mode))
		return ENOENT;
	if (EVP_MD_CTX_copy_ex(r->context, reading->start) != 1)
		return ENOMEM;
	for (;;) {
		ssize_t n = read(fd, r->buffer, BUFFER);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		if (EVP_DigestUpdate(r->context, r->buffer, (size_t)n) != 1)
			return EIO;
	}
	if (EVP_DigestFinal_ex(r->context, entry->digest, NULL) != 1)
		return EIO;
	entry->known = true;
	return 0;
}

static int
read_file(void *shared, void *own, size_t i)
{
	struct reading *reading = shared;
	struct reader *r = own;
	struct tree *tree = reading->tree;
	tree_path(tree, reading->files[i], r->path);
	int fd = tree_open(tree->fd, r->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return errno;
	int error = read_content(reading, r, fd, &tree->entries[reading->files[i]]);
	close(fd);
	return error;
}

/* Lists the files to read, and sets the digest of empty ones. */
static void
list_files(struct reading *reading)
{
	struct tree *tree = reading->tree;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char empty[TREE_DIGEST];
	if (context == NULL || EVP_MD_CTX_copy_ex(context, reading->start) != 1 || EVP_DigestFinal_ex(context, empty, NULL) != 1)
		arena_exhausted();
	EVP_MD_CTX_free(context);
	for (size_t i = 0; i < tree->count; i++) {
		struct tree_entry *entry = &tree->entries[i];
		if (entry->kind != TREE_FILE || entry->known)
			continue;
		if (entry->size > 0) {
			reading->files[reading->count++] = i;
			reading->bytes += entry->size;
			continue;
		}
		memcpy(entry->digest, empty, sizeof(empty));
		entry->known = true;
	}
}

static int
read_files(struct reading *reading, size_t *failed)
{
	struct parallel job = { .work = read_file, .shared = reading, .count = reading->count, .batch = 1 };
	struct reader readers[PARALLEL_MAX];
	size_t threads = parallel_threads(reading->count, reading->bytes < FEW_BYTES ? FEW_FILES : 2);
	for (size_t i = 0; i < threads; i++) {
		readers[i].context = EVP_MD_CTX_new();
		readers[i].buffer = arena_take(BUFFER);
		readers[i].path = arena_take(reading->tree->path_max + 1);
		job.own[i] = &readers[i];
		if (readers[i].context == NULL)
			arena_exhausted();
	}
	int error = parallel_run(&job, threads, failed);
	for (size_t i = 0; i < threads; i++)
		EVP_MD_CTX_free(readers[i].context);
	return error;
}

bool
tree_read(struct tree *tree, struct str *error)
{
	struct reading reading = { .tree = tree, .start = EVP_MD_CTX_new() };
	size_t failed;
	int number = 0;
	if (reading.start == NULL || EVP_DigestInit_ex(reading.start, EVP_sha256(), NULL) != 1)
		arena_exhausted();
	reading.files = arena_take_array(tree->count, sizeof(*reading.files));
	list_files(&reading);
	if (reading.count > 0)
		number = read_files(&reading, &failed);
	EVP_MD_CTX_free(reading.start);
	if (number != 0)
		*error = tree_complaint(tree, reading.files[failed], number);
	return number == 0;
}
