#include "base/base.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "base/child.h"
#include "tap.h"

/* The number that the next file gets. */
static int
next_file(void)
{
	int fd = dup(STDIN_FILENO);
	close(fd);
	return fd;
}

int
main(void)
{
	static char *missing[] = { "./no-such-program", NULL };
	struct text output = { NULL, 0, 0 };
	sigset_t blocked;
	int before = next_file();
	struct child_end end = child_feed(missing, STDIN_FILENO, &output);
	ok(end.error == ENOENT && output.n == 0, "a program that is not there");
	ok(next_file() == before, "leaves no file open");
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	ok(!sigismember(&blocked, SIGINT) && !sigismember(&blocked, SIGTERM), "and no signal blocked");
	return tap_end();
}
