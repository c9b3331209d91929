// SPDX-License-Identifier: GPL-2.0
/*
 * stdio remembers that writing failed, but not why, and drops what it could not
 * write: the next fflush() succeeds. So stdout is a stream whose write function
 * keeps the first error.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit.h"
#include "out.h"

/* The first error of a write to standard output. */
static int failed;

/* What stdout was before. */
static FILE *screen;

static ssize_t out_write(void *cookie, const char *text, size_t size)
{
	size_t done = 0;

	(void)cookie;
	while (done < size) {
		ssize_t some = write(STDOUT_FILENO, text + done, size - done);

		if (some > 0)
			done += some;
		else if (some == 0 || errno != EINTR)
			break;
	}
	if (done < size && !failed)
		failed = errno ?: EIO;
	return done;
}

/*
 * A file system may keep errors of writing until close(). That nothing could be
 * said either makes neither a wrong command line nor a failure a success.
 */
static void out_end(int status, void *unused)
{
	bool lost = fclose(stdout);

	(void)unused;
	if ((close(STDOUT_FILENO) || lost) && !failed)
		failed = errno;
	if (failed)
		warnx("cannot write: %s", strerror(failed));
	if (failed || (ferror(stderr) && status < HOP_USAGE))
		_exit(HOP_CANNOT);
}

/* What is opened later must not get the number of one of these. */
static bool fill(int fd)
{
	if (fcntl(fd, F_GETFD) >= 0 || open("/dev/null", O_RDWR) == fd)
		return true;
	warn("/dev/null");
	return false;
}

static bool out_check(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	if (flags >= 0 && !(flags & O_PATH) && (flags & O_ACCMODE) != O_RDONLY)
		return true;
	warnx("cannot write: standard output is %s",
	      flags < 0 ? "closed" : "not open for writing");
	return false;
}

bool hop_out_begin(void)
{
	static const cookie_io_functions_t functions = { .write = out_write };
	FILE *out;

	if (!fill(STDIN_FILENO) || !out_check() || !fill(STDERR_FILENO))
		return false;
	out = fopencookie(NULL, "w", functions);
	if (!out || on_exit(out_end, NULL)) {
		warn("standard output");
		return false;
	}
	setvbuf(out, NULL, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, BUFSIZ);
	screen = stdout;
	stdout = out;
	return true;
}

void hop_out_fail(int err)
{
	if (!failed)
		failed = err;
}

bool hop_out_failed(void)
{
	return failed;
}

FILE *hop_out_screen(void)
{
	return screen;
}
