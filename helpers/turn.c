/* Lets one process at a time work in a directory. flock cannot do that for a make, which keeps no file open from recipe to recipe. */

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"

static const char usage[] =
        "usage: scibids-turn FILE PID [COMMAND [ARG]...]\n"
        "Waits until no other living process is named in FILE, then writes PID there. An empty FILE is nobody's turn, and that of a\n"
        "process is its children's.\n"
        "Then becomes COMMAND; without one, it prints `waited` if it had to wait.\n";

enum { SAY_AFTER = 2000, STEP = 50 }; /* milliseconds */

struct owner {
	long pid;
	long long start; /* ticks from boot to the process's start, so that a reused PID is not taken for it; 0: unknown */
};

/* A field of /proc/PID/stat, such as the fourth, its parent; 0 if unknown. */
static long long
stat_of(long pid, int wanted)
{
	char text[1024], *at;
	snprintf(text, sizeof(text), "/proc/%ld/stat", pid);
	int fd = open(text, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	/* The second field is the program's name, which may hold blanks and parentheses. */
	at = strrchr(text, ')');
	for (int field = 2; field < wanted && at != NULL; field++)
		at = strchr(at + 1, ' ');
	return at == NULL ? 0 : strtoll(at, NULL, 10);
}

static long long
start_of(long pid)
{
	return stat_of(pid, 22);
}

/* A shell that make runs a recipe in may stand between make and a script. */
static bool
is_ancestor(long old, long pid)
{
	while (pid > 1 && pid != old)
		pid = (long)stat_of(pid, 4);
	return pid == old;
}

static bool
is_alive(struct owner owner)
{
	if (kill((pid_t)owner.pid, 0) != 0 && errno != EPERM)
		return false;
	long long start = start_of(owner.pid);
	return start == owner.start || start == 0 || owner.start == 0;
}

static struct owner
owner_in(int fd)
{
	char text[64], *end;
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	struct owner owner = { .pid = strtol(text, &end, 10) };
	owner.start = strtoll(end, NULL, 10);
	return owner;
}

/* Returns 0 when it is PID's turn, or else whose turn it is. The file is locked only while it is read and written. */
static long
try(const char *path, struct owner me)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	while (fd >= 0 && fcntl(fd, F_SETLKW, &whole) != 0)
		if (errno != EINTR)
			die(BAD, "cannot lock %s: %s", path, strerror(errno));
	if (fd < 0)
		die(BAD, "cannot open %s: %s", path, strerror(errno));
	struct owner owner = owner_in(fd);
	if (owner.pid > 0 && owner.pid != me.pid && is_alive(owner)) {
		close(fd);
		return is_ancestor(owner.pid, me.pid) ? 0 : owner.pid;
	}
	struct str note = str_format("%ld %lld\n", me.pid, me.start);
	if (owner.pid != me.pid && (ftruncate(fd, 0) != 0 || pwrite(fd, note.p, note.n, 0) != (ssize_t)note.n))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
	close(fd);
	return 0;
}

int
main(int argc, char **argv)
{
	program_name = "scibids-turn";
	answer_help(argc, argv, usage);
	char *end = NULL;
	struct owner me = { .pid = argc > 2 ? strtol(argv[2], &end, 10) : 0 };
	if (me.pid <= 0 || *end != '\0')
		wrong_call(usage);
	me.start = start_of(me.pid);
	const char *slash = strrchr(argv[1], '/');
	if (slash != NULL && slash > argv[1] && !file_make_directory(str_z((struct str){ argv[1], (size_t)(slash - argv[1]) })))
		die(BAD, "cannot make the directory of %s: %s", argv[1], strerror(errno));
	long other;
	int waited;
	for (waited = 0; (other = try(argv[1], me)) != 0; waited += STEP) {
		if (waited == SAY_AFTER)
			warn("waiting for process %ld, which is at work here (%s)", other, argv[1]);
		if (!is_alive(me))
			return BAD;
		nanosleep(&(struct timespec){ .tv_nsec = STEP * 1000000L }, NULL);
	}
	if (argc > 3) {
		execv(argv[3], argv + 3);
		die(BAD, "cannot run %s: %s", argv[3], strerror(errno));
	}
	if (waited > 0)
		puts("waited");
	end_stdout();
	return DONE;
}
