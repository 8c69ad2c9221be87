#ifndef SCIBIDS_REPLAY_H
#define SCIBIDS_REPLAY_H

/* A fuzz target defines fuzz_one(). Built as it is, its main replays files and directories given as arguments, each
   as it is and cut and changed in many places, and prints TAP. Built with -DLIBFUZZER it is a libFuzzer target. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"

static void fuzz_one(struct str input);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_one((struct str){ (const char *)data, size });
	arena_reset();
	return 0;
}

#ifndef LIBFUZZER
static unsigned long replay_runs;

static void
replay_bytes(const unsigned char *bytes, size_t size)
{
	/* An exact malloc, so that a sanitizer sees one byte too many. */
	unsigned char *copy = malloc(size == 0 ? 1 : size);
	if (copy == NULL)
		abort();
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	replay_runs++;
}

static void
replay_changed(unsigned char *bytes, size_t size)
{
	static const unsigned char values[] = { 0x00, 0xff, 0x7f, 0x80, '"', '\n', '{' };
	size_t step = size / 200 + 1;
	replay_bytes(bytes, size);
	for (size_t i = 0; i < size; i += step)
		replay_bytes(bytes, i);
	for (size_t i = 0; i < size; i += step) {
		unsigned char old = bytes[i];
		bytes[i] = values[(i / step) % COUNT(values)];
		replay_bytes(bytes, size);
		bytes[i] = old;
	}
}

static void
replay_path(const char *path)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return;
	if (S_ISDIR(st.st_mode)) {
		DIR *dir = opendir(path);
		struct dirent *entry;
		while (dir != NULL && (entry = readdir(dir)) != NULL) {
			char child[4096];
			if (entry->d_name[0] != '.' && snprintf(child, sizeof(child), "%s/%s", path, entry->d_name) < (int)sizeof(child))
				replay_path(child);
		}
		if (dir != NULL)
			closedir(dir);
		return;
	}
	struct str content;
	if (!file_read(path, FILE_LIMIT, &content))
		return;
	unsigned char *bytes = malloc(content.n + 1);
	if (bytes == NULL)
		abort();
	memcpy(bytes, content.p, content.n);
	size_t size = content.n;
	arena_reset();
	replay_changed(bytes, size);
	free(bytes);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay_path(argv[i]);
	printf("%s 1 - %lu inputs replayed\n1..1\n", replay_runs > 0 ? "ok" : "not ok", replay_runs);
	return replay_runs == 0;
}
#endif

#endif
