// SPDX-License-Identifier: GPL-2.0
/*
 * Files without a name hold any amount of output, and nobody waits for a pipe.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib.h"
#include "lib/tool.h"

#define MAX_ARGS 32
#define POLL_US 5000
/* A kernel that checks itself takes minutes to verify what watch loads. */
#define SAYS_SECONDS 300

static int temp_file(void)
{
	char path[] = "/tmp/hop_tool_XXXXXX";
	int fd = mkstemp(path);

	unlink(path);
	return fd;
}

static void run(const char *line, int out, int err)
{
	char copy[512], *args[MAX_ARGS] = { "stackhop" }, *word;
	int nr = 1;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok(copy, " "); word && nr < MAX_ARGS - 1;
	     word = strtok(NULL, " "))
		args[nr++] = word;
	setpgid(0, 0);
	/* A shell that started us in the background had it ignored. */
	signal(SIGINT, SIG_DFL);
	dup2(out, 1);
	dup2(err, 2);
	execvp("stackhop", args);
	execv("../userspace/stackhop", args);
	_exit(127);
}

static int start(struct hop_tool *tool, const char *line, int out)
{
	tool->out = out;
	tool->err = temp_file();
	if (tool->out < 0 || tool->err < 0)
		return -errno;
	tool->pid = fork();
	if (!tool->pid)
		run(line, tool->out, tool->err);
	return tool->pid < 0 ? -errno : 0;
}

int hop_tool_start(struct hop_tool *tool, const char *line)
{
	return start(tool, line, temp_file());
}

int hop_tool_start_mute(struct hop_tool *tool, const char *line)
{
	return start(tool, line, open("/dev/null", O_WRONLY | O_CLOEXEC));
}

char *hop_tool_text(int fd)
{
	struct stat st;
	char *text;
	ssize_t got;

	if (fstat(fd, &st))
		return NULL;
	text = malloc(st.st_size + 1);
	if (!text)
		return NULL;
	got = pread(fd, text, st.st_size, 0);
	text[got > 0 ? got : 0] = '\0';
	return text;
}

int hop_tool_shell(const char *line, char *out, size_t size)
{
	const char *was = getenv("PATH") ?: "/usr/bin";
	char path[4096], *before = strdup(was);
	size_t got;
	int status;
	FILE *f;

	snprintf(path, sizeof(path), "%s:../userspace", was);
	setenv("PATH", path, 1);
	f = popen(line, "r");
	setenv("PATH", before ?: "/usr/bin", 1);
	free(before);
	got = f ? fread(out, 1, size - 1, f) : 0;
	out[got] = '\0';
	status = f ? pclose(f) : -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* It can still be waited for. */
static bool has_ended(const struct hop_tool *tool)
{
	siginfo_t info = {};

	return waitid(P_PID, tool->pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
	       info.si_pid;
}

int hop_tool_says(const struct hop_tool *tool, const char *text)
{
	time_t until = time(NULL) + SAYS_SECONDS;
	bool ended, found;
	char *said;

	for (;;) {
		ended = has_ended(tool);
		said = hop_tool_text(tool->err);
		found = said && strstr(said, text);
		free(said);
		if (found)
			return 0;
		if (ended)
			return -ECHILD;
		if (time(NULL) > until)
			return -ETIMEDOUT;
		usleep(POLL_US);
	}
}

int hop_tool_wait(struct hop_tool *tool)
{
	int status;

	if (waitpid(tool->pid, &status, 0) != tool->pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void hop_tool_close(struct hop_tool *tool)
{
	close(tool->out);
	close(tool->err);
}

long hop_tool_memory(const struct hop_tool *tool, const char *line)
{
	char path[64], text[4096] = "", *at;

	snprintf(path, sizeof(path), "/proc/%d/status", tool->pid);
	if (hop_slurp(path, text, sizeof(text)) < 0)
		return -1;
	at = strstr(text, line);
	return at ? atol(at + strlen(line)) : -1;
}
