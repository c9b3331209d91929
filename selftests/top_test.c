// SPDX-License-Identifier: GPL-2.0
/*
 * `stackhop top` on a terminal of 80 columns and 24 lines: what it shows, that
 * it keeps to the screen, and that `q' and Ctrl-C end it.
 */
#include <kselftest_harness.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/lib.h"

#define COLUMNS 80
#define LINES 24
#define WAIT_MS 300000
#define LOOK_MS 3500
#define STREAM (1 << 18)

FIXTURE(top)
{
	pid_t pid;
	int tty;
	char stream[STREAM];
	size_t used;
	char screen[LINES][COLUMNS + 1];
};

FIXTURE_VARIANT(top)
{
	const char *terminal;
	char key;
};

FIXTURE_VARIANT_ADD(top, vt100_q)
VALUES(.terminal = "vt100", .key = 'q');

FIXTURE_VARIANT_ADD(top, linux_ctrl_c)
VALUES(.terminal = "linux", .key = 3);

FIXTURE_SETUP(top)
{
	struct winsize size = { .ws_row = LINES, .ws_col = COLUMNS };

	self->pid = forkpty(&self->tty, NULL, NULL, &size);
	if (self->pid)
		return;
	signal(SIGINT, SIG_DFL);
	setenv("TERM", variant->terminal, 1);
	execlp("stackhop", "stackhop", "top", "-d", "0.5", NULL);
	execl("../userspace/stackhop", "stackhop", "top", "-d", "0.5", NULL);
	_exit(127);
}

FIXTURE_TEARDOWN(top)
{
	if (self->pid > 0) {
		kill(self->pid, SIGKILL);
		waitpid(self->pid, NULL, 0);
	}
	close(self->tty);
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads what the tool writes until @text has come, or the time is up. */
static bool stream_read(char *stream, size_t *used, int tty, const char *text,
			long milliseconds)
{
	struct pollfd poll_tty = { .fd = tty, .events = POLLIN };
	long end = now_ms() + milliseconds;
	ssize_t got;

	while (now_ms() < end && *used < STREAM - 1) {
		if (poll(&poll_tty, 1, 50) <= 0)
			continue;
		got = read(tty, stream + *used, STREAM - 1 - *used);
		if (got <= 0)
			break;
		*used += got;
		stream[*used] = '\0';
		if (text && strstr(stream, text))
			return true;
	}
	return false;
}

/* Where the cursor is, and whether it ever left the screen. */
struct cursor {
	int row;
	int column;
	bool left;
};

/* After "\033[": moves and erasures; colours and modes change no text. */
static const char *control(const char *at, char screen[LINES][COLUMNS + 1],
			   struct cursor *c)
{
	int number[2] = { 0, 0 }, nr = 0, i;

	for (; strchr("0123456789;?", *at) && *at; at++) {
		if (*at == ';' && nr < 1)
			nr++;
		else if (*at >= '0' && *at <= '9')
			number[nr] = number[nr] * 10 + *at - '0';
	}
	if (*at == 'H') {
		c->row = number[0] ? number[0] - 1 : 0;
		c->column = number[1] ? number[1] - 1 : 0;
	} else if (*at == 'C') {
		c->column += number[0] ?: 1;
	} else if (*at == 'A') {
		c->row -= number[0] ?: 1;
	} else if (*at == 'B') {
		c->row += number[0] ?: 1;
	} else if (*at == 'D') {
		c->column -= number[0] ?: 1;
	} else if (*at == 'd') {
		c->row = number[0] ? number[0] - 1 : 0;
	} else if (*at == 'G') {
		c->column = number[0] ? number[0] - 1 : 0;
	} else if (*at == 'K' && !number[0] && c->row < LINES) {
		for (i = c->column; i < COLUMNS; i++)
			screen[c->row][i] = ' ';
	} else if (*at == 'J' && !number[0]) {
		for (i = c->row; i < LINES; i++)
			memset(screen[i], ' ', COLUMNS);
	}
	return at;
}

static void put(char screen[LINES][COLUMNS + 1], struct cursor *c, char byte)
{
	if (c->row < 0 || c->row >= LINES || c->column < 0 ||
	    c->column >= COLUMNS) {
		c->left = true;
		return;
	}
	screen[c->row][c->column++] = byte;
}

/* What a terminal would show; true if nothing was written beside the screen. */
static bool draw(const char *stream, char screen[LINES][COLUMNS + 1])
{
	struct cursor c = { 0 };
	const char *at;
	int i;

	memset(screen, ' ', LINES * (COLUMNS + 1));
	for (at = stream; *at; at++) {
		if (*at == '\033' && at[1] == '[')
			at = control(at + 2, screen, &c);
		else if (*at == '\033' && strchr("()", at[1]) && at[1])
			at += 2;
		else if (*at == '\033')
			at++;
		else if (*at == '\n')
			c.row++;
		else if (*at == '\r')
			c.column = 0;
		else if (*at == '\b')
			c.column--;
		else if (*at == '\t')
			c.column = (c.column | 7) + 1;
		else if (*at >= ' ')
			put(screen, &c, *at);
		if (!*at)
			break;
	}
	for (i = 0; i < LINES; i++)
		screen[i][COLUMNS] = '\0';
	return !c.left;
}

/* The line that begins with @cpu and @kind, or NULL. */
static const char *row(char screen[LINES][COLUMNS + 1], const char *cpu,
		       const char *kind)
{
	char first[16], second[16];
	int i;

	for (i = 0; i < LINES; i++)
		if (sscanf(screen[i], "%15s %15s", first, second) == 2 &&
		    !strcmp(first, cpu) && !strcmp(second, kind))
			return screen[i];
	return NULL;
}

TEST_F(top, shows_a_screen)
{
	unsigned long rate, now, deepest;
	const char *line;
	int status = -1, found;

	ASSERT_LT(0, self->pid);
	ASSERT_TRUE(stream_read(self->stream, &self->used, self->tty, "irq",
				WAIT_MS))
	TH_LOG("%s", self->stream);
	stream_read(self->stream, &self->used, self->tty, NULL, LOOK_MS);
	EXPECT_TRUE(draw(self->stream, self->screen));
	EXPECT_NE(NULL, strstr(self->screen[0], "stackhop top"));
	EXPECT_NE(NULL, strstr(self->screen[2], "DEEPEST"));
	EXPECT_NE(NULL, row(self->screen, "0", "task"));
	EXPECT_NE(NULL, row(self->screen, "all", "irq"));
	line = row(self->screen, "all", "task");
	ASSERT_NE(NULL, line);
	TH_LOG("%s", line);
	found = sscanf(line, "%*s %*s %lu %lu %lu", &rate, &now, &deepest);
	ASSERT_EQ(3, found);
	EXPECT_LT(0, now);
	EXPECT_LE(now, deepest);
	EXPECT_GE((unsigned long)hop_task_size(), deepest);
	ASSERT_EQ(1, write(self->tty, &variant->key, 1));
	stream_read(self->stream, &self->used, self->tty, NULL, LOOK_MS);
	ASSERT_EQ(self->pid, waitpid(self->pid, &status, 0));
	self->pid = 0;
	EXPECT_EQ(0, status);
}

/* Without a terminal there is no screen, and it says what there is instead. */
TEST(needs_a_terminal)
{
	EXPECT_EQ(3, WEXITSTATUS(system(
			     "stackhop top </dev/null >/dev/null 2>&1")));
}

TEST_HARNESS_MAIN
