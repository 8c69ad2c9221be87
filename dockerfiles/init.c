/* A container's first process: runs the command that it is given, hands every signal on to it, buries the processes that
   others leave behind, and ends as the command does. Were the command itself the first process, the kernel would not end
   it by a signal that it has no handler for: a plain script would outlive `docker stop`. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int
run(char **command, const sigset_t *mask)
{
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command[0], command);
	int status = errno == ENOENT ? 127 : 126;
	fprintf(stderr, "scibids-init: %s: %s\n", command[0], strerror(errno));
	return status;
}

/* What a terminal's keys send goes to its foreground group, which is to be the command's alone: it would get all twice. */
static void
take_terminal(void)
{
	if (isatty(STDIN_FILENO) && setpgid(0, 0) == 0)
		tcsetpgrp(STDIN_FILENO, getpid());
}

static int
watch(pid_t command, const sigset_t *all)
{
	for (;;) {
		int status, received = sigwaitinfo(all, NULL);
		pid_t ended;
		if (received > 0 && received != SIGCHLD)
			kill(command, received);
		while (received == SIGCHLD && (ended = waitpid(-1, &status, WNOHANG)) > 0)
			if (ended == command)
				return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
}

int
main(int argc, char **argv)
{
	sigset_t all, mask;
	if (argc < 2) {
		fputs("scibids-init: no command\n", stderr);
		return 127;
	}
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &mask);
	/* Where another init is there already, this one is not needed. */
	pid_t command = getpid() == 1 ? fork() : 0;
	if (command < 0) {
		fprintf(stderr, "scibids-init: cannot fork: %s\n", strerror(errno));
		return 126;
	}
	if (command > 0)
		return watch(command, &all);
	if (getppid() == 1)
		take_terminal();
	return run(argv + 1, &mask);
}
