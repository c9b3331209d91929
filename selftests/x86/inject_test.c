// SPDX-License-Identifier: GPL-2.0
/*
 * NMIs sent from several threads and CPUs at one CPU: the kernel finds no
 * unknown one among them, nor when the module goes right after.
 */
#include <kselftest_harness.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "lib/x86/x86.h"

#define SENDERS 4
#define NMIS 5000 /* by each */

FIXTURE(inject)
{
	int log;
	char params[256];
};

FIXTURE_SETUP(inject)
{
	self->log = hop_log_open();
	ASSERT_LE(0, self->log);
	ASSERT_EQ(0, hop_params(self->params, sizeof(self->params)));
}

FIXTURE_TEARDOWN(inject)
{
	close(self->log);
	if (!hop_is_loaded())
		EXPECT_IS(0, hop_load(self->params));
}

/* How many lines since say that an NMI was nobody's. One read, one line. */
static int unknown_nmis(int log)
{
	char line[1024];
	ssize_t got;
	int nr = 0;

	while ((got = read(log, line, sizeof(line) - 1)) > 0) {
		line[got] = '\0';
		nr += !!strstr(line, "NMI received for unknown reason");
	}
	return nr;
}

/**
 * struct sender - a thread that sends
 * @from:   its CPU
 * @to:	    where to
 * @failed: calls that failed
 */
struct sender {
	int from;
	int to;
	int failed;
};

static void *send_all(void *arg)
{
	struct sender *sender = arg;
	struct hop_inject inject = { .cpu = sender->to,
				     .what = HOP_INJECT_NMI };
	int i, fd = hop_device_open();

	hop_pin(sender->from);
	for (i = 0; i < NMIS; i++)
		sender->failed +=
			!!hop_device_call(fd, HOP_IOC_INJECT, &inject);
	close(fd);
	return NULL;
}

static void storm(struct __test_metadata *_metadata)
{
	struct sender senders[SENDERS];
	pthread_t threads[SENDERS];
	int cpus[HOP_MAX_CPUS];
	int i, nr = hop_online(cpus);

	ASSERT_LE(1, nr);
	for (i = 0; i < SENDERS; i++) {
		senders[i] =
			(struct sender){ .from = cpus[i % nr], .to = cpus[0] };
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, send_all,
					    &senders[i]));
	}
	for (i = 0; i < SENDERS; i++) {
		pthread_join(threads[i], NULL);
		EXPECT_IS(0, senders[i].failed);
	}
}

TEST_F(inject, none_is_unknown)
{
	storm(_metadata);
	EXPECT_EQ(0, unknown_nmis(self->log));
}

TEST_F(inject, none_is_unknown_after_unload)
{
	storm(_metadata);
	EXPECT_EQ(0, hop_unload());
	EXPECT_EQ(0, unknown_nmis(self->log));
}

TEST_HARNESS_MAIN
