#ifndef SCIBIDS_REPLAY_H
#define SCIBIDS_REPLAY_H

/* A fuzz target defines fuzz_one(). Built as it is, its main replays files and directories given as arguments, each
   as it is and cut and changed in many places, and prints TAP; with -t SECONDS FINDING it changes them at random until the time is
   over, and leaves an input that crashes or takes REPLAY_PATIENCE seconds of the processor in FINDING. Built with -DLIBFUZZER it is a
   libFuzzer target. */

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/asan.h"
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
enum { REPLAY_PATIENCE = 20, REPLAY_LARGEST = 64 * 1024, REPLAY_SEEDS = 4096 };

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
replay_path(const char *path, void (*use)(unsigned char *bytes, size_t size))
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
				replay_path(child, use);
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
	use(bytes, size);
	free(bytes);
}

/* What -t keeps of the seeds. */
static struct replay_seed {
	unsigned char *bytes;
	size_t size;
} replay_seeds[REPLAY_SEEDS];
static size_t replay_seed_count;
static uint64_t replay_state;
static const char *replay_finding;
static struct str replay_input;
static time_t replay_end;
static volatile sig_atomic_t replay_over;

static size_t
replay_random(size_t below)
{
	replay_state ^= replay_state << 13;
	replay_state ^= replay_state >> 7;
	replay_state ^= replay_state << 17;
	return below == 0 ? 0 : (size_t)(replay_state % below);
}

static void
replay_found(int number)
{
	int fd = open(replay_finding, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd >= 0 && write(fd, replay_input.p, replay_input.n) >= 0)
		close(fd);
	signal(number, SIG_DFL);
	raise(number == SIGALRM ? SIGKILL : number);
}

/* Once a second: no input needs a system call for its time. */
static void
replay_tick(int number)
{
	static unsigned long runs;
	static clock_t since;
	if (runs != replay_runs || since == 0) {
		runs = replay_runs;
		since = clock();
	} else if (clock() - since > REPLAY_PATIENCE * CLOCKS_PER_SEC)
		replay_found(number);
	replay_over = time(NULL) >= replay_end;
}

/* Replaces a range of BYTES by a piece of a seed, a byte that formats care about, or nothing. Returns the new size. */
static size_t
replay_change(unsigned char *bytes, size_t size)
{
	static const char special[] = "\n\t \"'\\{}[]:,=!*#/@<>~^|()-.09\xff\x7f\x80";
	unsigned char one;
	const unsigned char *piece = &one;
	size_t at = replay_random(size + 1), gone = replay_random(3) == 0 ? replay_random(size - at + 1) : replay_random(2), length = 1;
	gone = gone > size - at ? size - at : gone;
	one = replay_random(2) == 0 ? (unsigned char)special[replay_random(sizeof(special))] : (unsigned char)replay_random(256);
	if (replay_random(4) == 0) {
		const struct replay_seed *seed = &replay_seeds[replay_random(replay_seed_count)];
		size_t from = replay_random(seed->size + 1);
		piece = seed->bytes + from;
		length = replay_random(seed->size - from + 1);
	} else if (replay_random(4) == 0)
		length = 0;
	if (size - gone + length > REPLAY_LARGEST)
		length = 0;
	memmove(bytes + at + length, bytes + at + gone, size - at - gone);
	memcpy(bytes + at, piece, length);
	return size - gone + length;
}

/* Bytes that end where their buffer ends, and before which nothing may be read. */
static struct str
replay_place(const unsigned char *bytes, size_t size)
{
	static unsigned char *buffer;
	if (buffer == NULL && (buffer = malloc(REPLAY_LARGEST)) == NULL)
		abort();
	unsigned char *start = buffer + REPLAY_LARGEST - size;
	ASAN_UNPOISON_MEMORY_REGION(buffer, REPLAY_LARGEST);
	memcpy(start, bytes, size);
	ASAN_POISON_MEMORY_REGION(buffer, REPLAY_LARGEST - size);
	return (struct str){ (const char *)start, size };
}

/* Most are small: those are quick, and a change in them means more. */
static const struct replay_seed *
replay_choose(void)
{
	const struct replay_seed *a = &replay_seeds[replay_random(replay_seed_count)], *b = &replay_seeds[replay_random(replay_seed_count)];
	return a->size < b->size ? a : b;
}

static void
replay_until(time_t end)
{
	static unsigned char bytes[2 * REPLAY_LARGEST];
	const struct itimerval second = { { 1, 0 }, { 1, 0 } }, none = { { 0, 0 }, { 0, 0 } };
	const struct sigaction tick = { .sa_handler = replay_tick, .sa_flags = SA_RESTART };
	replay_end = end;
	replay_state = (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid() ^ 0x9e3779b97f4a7c15u;
	signal(SIGABRT, replay_found);
	sigaction(SIGALRM, &tick, NULL);
	setitimer(ITIMER_REAL, &second, NULL);
	while (!replay_over) {
		const struct replay_seed *seed = replay_choose();
		size_t size = seed->size;
		memcpy(bytes, seed->bytes, size);
		for (size_t changes = 1 + replay_random(8); changes > 0; changes--)
			size = replay_change(bytes, size);
		replay_input = replay_place(bytes, size);
		LLVMFuzzerTestOneInput((const uint8_t *)replay_input.p, size);
		replay_runs++;
	}
	setitimer(ITIMER_REAL, &none, NULL);
}

static void
replay_keep(unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size + 1);
	if (copy == NULL)
		abort();
	memcpy(copy, bytes, size);
	if (size <= REPLAY_LARGEST && replay_seed_count < REPLAY_SEEDS)
		replay_seeds[replay_seed_count++] = (struct replay_seed){ copy, size };
	else
		free(copy);
}

int
main(int argc, char **argv)
{
	int first = 1;
	if (argc > 4 && strcmp(argv[1], "-t") == 0) {
		replay_finding = argv[3];
		first = 4;
	}
	for (int i = first; i < argc; i++)
		replay_path(argv[i], replay_finding != NULL ? replay_keep : replay_changed);
	if (replay_finding != NULL && replay_seed_count > 0)
		replay_until(time(NULL) + atol(argv[2]));
	printf("%s 1 - %lu inputs replayed\n1..1\n", replay_runs > 0 ? "ok" : "not ok", replay_runs);
	return replay_runs == 0;
}
#endif

#endif
