// SPDX-License-Identifier: GPL-2.0
/*
 * An interrupt that user mode waits for may be another one: the kernel's own
 * counts tell, which are read outside of the time that is taken.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "kernel/kernel.h"
#include "seen.h"

#define TEXT_MAX (1 << 20)

/* A file of counts, and what it said before the run and after. */
struct counts {
	const char *path;
	int fd;
	struct hop_interrupts before;
	struct hop_interrupts after;
};

static struct counts interrupts = { .path = "/proc/interrupts" };
static struct counts softirqs = { .path = "/proc/softirqs" };

static const char *name_of(const struct hop_trigger *trigger)
{
	return hop_vector_of(trigger->vector)->counter;
}

static bool waits(const struct hop_run_context *context)
{
	return context->trigger->setup->end == HOP_END_RESUMED &&
	       !context->trigger->setup->hidden;
}

/*
 * What others send comes a while later: right after the timer's interrupt there
 * is most time for it before the timer's next.
 */
static bool settles(const struct hop_run_context *context)
{
	return waits(context) &&
	       !hop_vector_of(context->trigger->vector)->periodic;
}

static bool softirq_too(const struct hop_run_context *context)
{
	return context->trigger->needs & HOP_NEED_SOFTIRQ;
}

static bool counts_read(const struct counts *counts, unsigned int cpu,
			struct hop_interrupts *to)
{
	static char text[TEXT_MAX];
	size_t size = 0;
	ssize_t got;

	while ((got = pread(counts->fd, text + size, TEXT_MAX - 1 - size,
			    size)) > 0)
		size += got;
	text[size] = '\0';
	return !got && hop_interrupts_parse(text, cpu, to);
}

int hop_cost_look_open(const struct hop_run_context *context)
{
	if (!waits(context))
		return 0;
	interrupts.fd = open(interrupts.path, O_RDONLY | O_CLOEXEC);
	softirqs.fd = open(softirqs.path, O_RDONLY | O_CLOEXEC);
	return interrupts.fd < 0 || softirqs.fd < 0 ? -errno : 0;
}

void hop_cost_look(const struct hop_run_context *context)
{
	unsigned int cpu = context->cpu;

	hop_cost_stamps_skip(context);
	if (waits(context) && softirq_too(context))
		counts_read(&softirqs, cpu, &softirqs.before);
	if (waits(context))
		counts_read(&interrupts, cpu, &interrupts.before);
	if (settles(context))
		hop_snippet_settle();
}

/* Nothing else raises softirqs between the two looks. */
static bool softirq_came(void)
{
	for (size_t i = 0; i < softirqs.after.nr; i++)
		if (softirqs.after.row[i].count != softirqs.before.row[i].count)
			return true;
	return false;
}

static bool counts_right(const struct hop_run_context *context)
{
	unsigned int cpu = context->cpu;
	const char *const names[] = { name_of(context->trigger),
				      settles(context) ? hop_vector_ticks() :
							 NULL,
				      NULL };

	if (!waits(context))
		return true;
	if (!names[0] || !counts_read(&interrupts, cpu, &interrupts.after) ||
	    !hop_interrupts_only(&interrupts.before, &interrupts.after, names))
		return false;
	return !softirq_too(context) ||
	       (counts_read(&softirqs, cpu, &softirqs.after) && softirq_came());
}

bool hop_cost_seen(const struct hop_run_context *context,
		   enum hop_cost_phase phase, struct hop_sample *sample)
{
	if (!counts_right(context))
		return false;
	return phase != HOP_COST_STAMPED ||
	       hop_cost_stamps_take(context, sample);
}
