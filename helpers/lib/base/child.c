#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/child.h"

enum { READ = 65536, KILLS = 3 };

extern char **environ;

struct child {
	pid_t pid;
	sigset_t original, waiting;
	int pipe;  /* -1: closed */
	int input; /* for its stdin; -1: nothing */
	bool both; /* its stdout goes where its stderr goes */
	unsigned tick; /* milliseconds; 0: none */
	bool ended;
};

static volatile sig_atomic_t caught, arrived;

static void
on_signal(int number)
{
	if (number == SIGCHLD)
		return;
	caught = number;
	arrived++;
}

/* Signals are delivered only while the program waits in pselect(). Ignored ones stay ignored (nohup). */
static void
catch_signals(struct child *child)
{
	static const int signals[] = { SIGCHLD, SIGHUP, SIGINT, SIGTERM };
	struct sigaction action = { .sa_handler = on_signal }, old;
	sigset_t blocked;
	sigemptyset(&blocked);
	for (size_t i = 0; i < COUNT(signals); i++) {
		sigaddset(&blocked, signals[i]);
		if (sigaction(signals[i], NULL, &old) == 0 && (old.sa_handler != SIG_IGN || signals[i] == SIGCHLD))
			sigaction(signals[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &blocked, &child->original);
	child->waiting = child->original;
	for (size_t i = 0; i < COUNT(signals); i++)
		sigdelset(&child->waiting, signals[i]);
	signal(SIGPIPE, SIG_IGN);
}

static void
connect(const struct child *child, posix_spawn_file_actions_t *actions, int end)
{
	posix_spawn_file_actions_init(actions);
	if (child->input >= 0)
		posix_spawn_file_actions_adddup2(actions, child->input, STDIN_FILENO);
	else
		posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(actions, end, STDERR_FILENO);
	if (child->both)
		posix_spawn_file_actions_adddup2(actions, end, STDOUT_FILENO);
	if (end != STDERR_FILENO)
		posix_spawn_file_actions_addclose(actions, end);
}

/* The read end stays here, the write end is COMMAND's stderr. 0 or errno. */
static int
start(struct child *child, char **argv)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int ends[2];
	child->pipe = -1;
	if (pipe(ends) < 0)
		return errno;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setsigmask(&attributes, &child->original);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	connect(child, &actions, ends[1]);
	int error = posix_spawnp(&child->pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(ends[1]);
	if (error == 0)
		child->pipe = ends[0];
	else
		close(ends[0]);
	return error;
}

static void
wait_for_news(const struct child *child)
{
	struct timespec none = { 0, 0 }, tick = { child->tick / 1000, (long)(child->tick % 1000) * 1000 * 1000 };
	fd_set set;
	FD_ZERO(&set);
	if (child->pipe >= 0)
		FD_SET((unsigned)child->pipe, &set);
	pselect(child->pipe + 1, &set, NULL, NULL, child->ended ? &none : child->tick > 0 ? &tick : NULL, &child->waiting);
}

/* A process that COMMAND started may keep the pipe open (a shared ssh connection): once COMMAND has ended, read only what is there. */
static struct str
take(struct child *child, char *buffer)
{
	ssize_t n = child->pipe < 0 ? 0 : read(child->pipe, buffer, READ);
	bool over = n == 0 || (n < 0 && errno != EINTR && (errno != EAGAIN || child->ended));
	if (over && child->pipe >= 0) {
		close(child->pipe);
		child->pipe = -1;
	}
	return (struct str){ buffer, n > 0 ? (size_t)n : 0 };
}

static struct child_end
run(struct child *child, char **argv, void (*heard)(void *context, struct str bytes), void *context)
{
	struct child_end end = { 0, 0, 0 };
	char *buffer = arena_take(READ);
	catch_signals(child);
	end.error = start(child, argv);
	child->ended = end.error != 0;
	for (int passed = 0; !child->ended || child->pipe >= 0;) {
		wait_for_news(child);
		for (; passed < arrived && !child->ended; passed++)
			kill(child->pid, passed + 1 < KILLS ? caught : SIGKILL);
		if (!child->ended)
			child->ended = waitpid(child->pid, &end.status, WNOHANG) == child->pid;
		heard(context, take(child, buffer));
	}
	/* pselect() delivers no signal while there is something to read. */
	sigprocmask(SIG_SETMASK, &child->waiting, NULL);
	end.signal = caught;
	return end;
}

struct child_end
child_watch(char **argv, unsigned tick, void (*heard)(void *context, struct str bytes), void *context)
{
	struct child child = { .input = -1, .tick = tick };
	return run(&child, argv, heard, context);
}

static void
keep(void *context, struct str bytes)
{
	struct text *output = context;
	if (output->n < CHILD_OUTPUT)
		text_add(output, bytes);
}

struct child_end
child_feed(char **argv, int input, struct text *output)
{
	struct child child = { .input = input, .both = true };
	return run(&child, argv, keep, output);
}
