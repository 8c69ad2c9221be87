#include "base.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "die.h"
#include "tree.h"

enum { THREADS = 8, BUFFER = 256 * 1024, FEW_FILES = 64, FEW_BYTES = 4 * 1024 * 1024 };

/* What the threads share. */
struct reading {
	struct tree *tree;
	const size_t *files; /* the entries to read */
	size_t count, next;
	size_t failed; /* entry, when error is not 0 */
	int error;
	pthread_mutex_t lock;
};

/* What a thread needs is taken before it starts: the arena and the program's end are for the first thread alone. */
struct worker {
	struct reading *reading;
	const EVP_MD_CTX *start;
	EVP_MD_CTX *context;
	unsigned char *buffer;
	char *path;
	pthread_t thread;
};

static int
read_content(struct worker *w, int fd, struct tree_entry *entry)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return errno;
	/* Something else has taken the file's place since the walk. */
	if (!S_ISREG(st.st_mode))
		return ENOENT;
	if (EVP_MD_CTX_copy_ex(w->context, w->start) != 1)
		return ENOMEM;
	for (;;) {
		ssize_t n = read(fd, w->buffer, BUFFER);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		if (EVP_DigestUpdate(w->context, w->buffer, (size_t)n) != 1)
			return EIO;
	}
	if (EVP_DigestFinal_ex(w->context, entry->digest, NULL) != 1)
		return EIO;
	entry->known = true;
	return 0;
}

static int
read_file(struct worker *w, size_t i)
{
	struct tree *tree = w->reading->tree;
	tree_path(tree, i, w->path);
	int fd = tree_open(tree->fd, w->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return errno;
	int error = read_content(w, fd, &tree->entries[i]);
	close(fd);
	return error;
}

static void *
work(void *argument)
{
	struct worker *w = argument;
	struct reading *r = w->reading;
	for (;;) {
		pthread_mutex_lock(&r->lock);
		size_t next = r->error != 0 ? r->count : r->next++;
		pthread_mutex_unlock(&r->lock);
		if (next >= r->count)
			return NULL;
		int error = read_file(w, r->files[next]);
		if (error == 0)
			continue;
		pthread_mutex_lock(&r->lock);
		if (r->error == 0) {
			r->error = error;
			r->failed = r->files[next];
		}
		pthread_mutex_unlock(&r->lock);
	}
}

static size_t
thread_count(size_t files, uint64_t bytes)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (cores < 2 || files < 2 || (files < FEW_FILES && bytes < FEW_BYTES))
		return 1;
	return cores > THREADS ? THREADS : (size_t)cores;
}

static void
run(struct reading *reading, size_t threads, const EVP_MD_CTX *start)
{
	struct worker workers[THREADS];
	size_t started = 1;
	for (size_t i = 0; i < threads; i++) {
		workers[i] = (struct worker){ .reading = reading, .start = start, .context = EVP_MD_CTX_new() };
		workers[i].buffer = arena_take(BUFFER);
		workers[i].path = arena_take(reading->tree->path_max + 1);
		if (workers[i].context == NULL)
			die(BAD, "out of memory");
	}
	/* A thread that cannot be had is done without. */
	while (started < threads && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
		started++;
	work(&workers[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; i < threads; i++)
		EVP_MD_CTX_free(workers[i].context);
}

/* The entries to be read; what an empty file holds is known. */
static size_t
list_files(struct tree *tree, const EVP_MD_CTX *start, size_t *files, uint64_t *bytes)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char empty[TREE_DIGEST];
	size_t count = 0;
	if (context == NULL || EVP_MD_CTX_copy_ex(context, start) != 1 || EVP_DigestFinal_ex(context, empty, NULL) != 1)
		die(BAD, "libcrypto failed to hash");
	EVP_MD_CTX_free(context);
	for (size_t i = 0; i < tree->count; i++) {
		struct tree_entry *entry = &tree->entries[i];
		if (entry->kind != TREE_FILE || entry->known)
			continue;
		if (entry->size == 0) {
			memcpy(entry->digest, empty, sizeof(empty));
			entry->known = true;
			continue;
		}
		files[count++] = i;
		*bytes += entry->size;
	}
	return count;
}

bool
tree_read(struct tree *tree, struct str *error)
{
	EVP_MD_CTX *start = EVP_MD_CTX_new();
	uint64_t bytes = 0;
	if (start == NULL || EVP_DigestInit_ex(start, EVP_sha256(), NULL) != 1)
		die(BAD, "libcrypto has no SHA-256");
	size_t *files = arena_take_array(tree->count, sizeof(*files));
	struct reading reading = { .tree = tree, .files = files, .lock = PTHREAD_MUTEX_INITIALIZER };
	reading.count = list_files(tree, start, files, &bytes);
	if (reading.count > 0)
		run(&reading, thread_count(reading.count, bytes), start);
	EVP_MD_CTX_free(start);
	if (reading.error != 0) {
		struct str path = tree_path(tree, reading.failed, arena_take(tree->path_max + 1));
		*error = str_format("cannot read '%s': %s", str_z(path), strerror(reading.error));
	}
	return reading.error == 0;
}
