// SPDX-License-Identifier: GPL-2.0
/*
 * Writes to the parameters of stackhop_use.ko.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/use.h"

#define PARAMETERS "/sys/module/stackhop_use/parameters/"

int hop_use_load(void)
{
	return access(PARAMETERS "use", F_OK) ? hop_kmod_load("stackhop_use") :
						0;
}

static int use(const char *kind, int cpu, uint64_t top, unsigned int bytes)
{
	char line[128];

	snprintf(line, sizeof(line), "%s %d %jx %u", kind, cpu, (uintmax_t)top,
		 bytes);
	return hop_spit(PARAMETERS "use", line);
}

int hop_use_task(unsigned int bytes)
{
	return use("task", 0, 0, bytes);
}

int hop_use_on(const char *filler, unsigned int bytes)
{
	return use(filler, 0, 0, bytes);
}

int hop_use_open(unsigned int bytes)
{
	int fd = open("/dev/stackhop_use", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (dprintf(fd, "%u", bytes) > 0)
		return fd;
	close(fd);
	return -EINVAL;
}

int hop_use_cpu(int fd, const char *kind, int cpu, unsigned int bytes)
{
	struct hop_stack *stacks;
	const struct hop_stack *irq;
	int nr = hop_stack_list(fd, &stacks);
	uint64_t top;

	if (nr < 0)
		return nr;
	irq = hop_stack_of(stacks, nr, cpu, HOP_KIND_IRQ);
	top = irq ? irq->top : 0;
	free(stacks);
	return top ? use(kind, cpu, top, bytes) : -ENOENT;
}

unsigned int hop_use_scaled(unsigned int bytes)
{
	static unsigned int size;
	char text[32];

	if (!size &&
	    hop_slurp(PARAMETERS "thread_size", text, sizeof(text)) > 0)
		size = strtoul(text, NULL, 10);
	return bytes * ((size ?: 16384) / 1024) / 16;
}

bool hop_use_has_softirq(void)
{
	struct utsname uts;

	return !uname(&uts) && !strstr(uts.version, "PREEMPT_RT");
}

bool hop_use_nmis_nest(void)
{
	char text[32];

	return hop_slurp(PARAMETERS "nmis_nest", text, sizeof(text)) > 0 &&
	       *text == 'Y';
}

int hop_use_fault(bool on)
{
	return hop_spit(PARAMETERS "fault", on ? "1" : "0");
}

int hop_use_child_start(struct hop_use_child *child, unsigned int bytes)
{
	int ready[2], go[2], err = -EPIPE;

	if (pipe(ready) || pipe(go))
		return -errno;
	child->pid = fork();
	if (!child->pid) {
		close(go[1]);
		err = bytes ? hop_use_task(bytes) : 0;
		write(ready[1], &err, sizeof(err));
		read(go[0], &err, 1);
		_exit(0);
	}
	close(ready[1]);
	close(go[0]);
	child->ready = ready[0];
	child->go = go[1];
	read(ready[0], &err, sizeof(err));
	return err;
}

void hop_use_child_end(struct hop_use_child *child)
{
	close(child->go);
	waitpid(child->pid, NULL, 0);
	close(child->ready);
}
