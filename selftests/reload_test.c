// SPDX-License-Identifier: GPL-2.0
/*
 * Loads and unloads stackhop.ko fifty times while all CPUs are busy with the
 * entries that it stands beside. Each time the machine must be as before.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "lib/unloaded.h"

#define CYCLES 50
#define FIRES 50
#define BREAKPOINTS 20

static atomic_bool stop;
static atomic_ulong calls, breakpoints, faults;

FIXTURE(reload)
{
	struct hop_unloaded unloaded;
	int cpus[HOP_MAX_CPUS];
	int nr_cpus;
	pthread_t threads[HOP_MAX_CPUS];
};

static void count_breakpoint(int signal)
{
	(void)signal;
	atomic_fetch_add(&breakpoints, 1);
}

/* Syscalls, traps, page faults and, by a timer's signal, interrupts. */
static void *make_entries(void *arg)
{
	volatile char *page = mmap(NULL, HOP_PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int i;

	hop_pin(*(int *)arg);
	while (!atomic_load(&stop)) {
		for (i = 0; i < BREAKPOINTS; i++) {
			syscall(SYS_getppid);
			hop_breakpoint();
		}
		*page = 1;
		madvise((void *)page, HOP_PAGE, MADV_DONTNEED);
		atomic_fetch_add(&calls, BREAKPOINTS);
		atomic_fetch_add(&faults, 1);
	}
	return NULL;
}

FIXTURE_SETUP(reload)
{
	int i;

	signal(SIGTRAP, count_breakpoint);
	self->nr_cpus = hop_online(self->cpus);
	ASSERT_LT(0, self->nr_cpus);
	hop_unloaded_begin(_metadata, &self->unloaded);
	for (i = 0; i < self->nr_cpus; i++)
		ASSERT_IS(0, pthread_create(&self->threads[i], NULL,
					    make_entries, &self->cpus[i]));
}

FIXTURE_TEARDOWN(reload)
{
	hop_unloaded_end(&self->unloaded);
}

/* Fires every gate on a CPU, another one each time, from both modes. */
static int use_gates(int cpu)
{
	struct hop_info info;
	int gate, fd = hop_device_open(),
		  err = fd < 0 ? fd : hop_info_get(fd, &info);

	err = err ?: hop_pin(cpu);
	if (!err && info.features & HOP_FEAT_GATES) {
		err = hop_gates_arm(fd, HOP_BOTH);
		for (gate = 0; gate < HOP_GATE_NR && !err; gate++) {
			hop_user_fire(&info, gate, FIRES);
			err = hop_kernel_fire(fd, gate, FIRES);
		}
	}
	if (fd >= 0)
		close(fd);
	return err;
}

TEST_F(reload, fifty_times_under_load)
{
	const char *diff;
	int i;

	/* For this thread alone: not to wait for its turn among the busy. */
	ASSERT_EQ(0, setpriority(PRIO_PROCESS, 0, -20));
	for (i = 0; i < CYCLES; i++) {
		ASSERT_EQ(0, hop_load("")) TH_LOG("load %d", i);
		ASSERT_EQ(0, use_gates(self->cpus[i % self->nr_cpus]))
		TH_LOG("use %d", i);
		ASSERT_EQ(0, hop_unload()) TH_LOG("unload %d", i);
		ASSERT_EQ(0, hop_state_take(&self->unloaded.after));
		diff = hop_state_diff(&self->unloaded.before,
				      &self->unloaded.after);
		ASSERT_EQ(NULL, diff) TH_LOG("cycle %d: %s", i, diff);
	}
	atomic_store(&stop, true);
	for (i = 0; i < self->nr_cpus; i++)
		pthread_join(self->threads[i], NULL);
	TH_LOG("meanwhile: %lu syscalls, %lu breakpoints, %lu faults",
	       atomic_load(&calls), atomic_load(&breakpoints),
	       atomic_load(&faults));
	/* A signal for each breakpoint, none lost. */
	EXPECT_EQ(atomic_load(&calls), atomic_load(&breakpoints));
	EXPECT_LT(0, atomic_load(&faults));
}

TEST_HARNESS_MAIN
