// SPDX-License-Identifier: GPL-2.0
/*
 * What every bad call on /dev/stackhop gets. All of it is told by
 * uapi/stackhop.h; the tables here are its test. Who may call: perm_test.c.
 */
#include <kselftest_harness.h>
#include <sys/ioctl.h>
#include <time.h>

#include "lib/arch.h"

#define FUZZ_CALLS 100000

FIXTURE(dev)
{
	int fd;
	struct hop_info info;
	char *pages; /* one that can be read and written, then none */
};

FIXTURE_SETUP(dev)
{
	self->fd = hop_device_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, hop_info_get(self->fd, &self->info));
	self->pages = mmap(NULL, 2 * HOP_PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->pages);
	ASSERT_EQ(0, munmap(self->pages + HOP_PAGE, HOP_PAGE));
}

FIXTURE_TEARDOWN(dev)
{
	munmap(self->pages, HOP_PAGE);
	close(self->fd);
}

TEST_F(dev, every_call_accepts_its_argument)
{
	int i;

	for (i = 0; i < hop_good_calls_nr; i++) {
		if (!hop_can_call(&self->info, &hop_good_calls[i]))
			continue;
		EXPECT_EQ(0, hop_good_call_make(self->fd, &hop_good_calls[i],
						self->pages))
		TH_LOG("%s", hop_good_calls[i].name);
	}
}

static bool is_known(unsigned long cmd)
{
	int i;

	for (i = 0; i < hop_good_calls_nr; i++)
		if (hop_good_calls[i].cmd == cmd)
			return true;
	return false;
}

TEST_F(dev, unknown_commands)
{
	unsigned int nr;

	for (nr = 0; nr < 256; nr++) {
		unsigned long cmd = _IOWR(HOP_IOC_MAGIC, nr, struct hop_fire);
		unsigned long other = _IO(HOP_IOC_MAGIC + 1, nr);

		if (!is_known(cmd))
			EXPECT_IS(-ENOTTY,
				  hop_device_call(self->fd, cmd, self->pages));
		EXPECT_EQ(-ENOTTY,
			  hop_device_call(self->fd, other, self->pages));
	}
}

/* A known number with another size or direction is another command. */
TEST_F(dev, known_numbers_of_another_size)
{
	int i;

	for (i = 0; i < hop_good_calls_nr; i++) {
		unsigned long cmd = hop_good_calls[i].cmd;
		unsigned int size = _IOC_SIZE(cmd), dir = _IOC_DIR(cmd);
		unsigned int nr = _IOC_NR(cmd);
		unsigned long others[] = {
			_IOC(dir, HOP_IOC_MAGIC, nr, size + 8),
			_IOC(dir, HOP_IOC_MAGIC, nr, size - 8),
			_IOC(dir, HOP_IOC_MAGIC, nr, 0),
			_IOC(dir ^ _IOC_WRITE, HOP_IOC_MAGIC, nr, size),
		};
		size_t j;

		for (j = 0; j < ARRAY_SIZE(others); j++)
			EXPECT_IS(-ENOTTY, hop_device_call(self->fd, others[j],
							   self->pages));
	}
}

TEST_F(dev, bad_pointers)
{
	char *end = self->pages + HOP_PAGE;
	int i;

	for (i = 0; i < hop_good_calls_nr; i++) {
		unsigned int size = _IOC_SIZE(hop_good_calls[i].cmd);
		void *bad[] = { NULL, (void *)(uintptr_t)HOP_KERNEL_ADDRESS,
				(void *)-1ul, end, end - size + 1 };
		size_t j;

		memset(self->pages, 0, HOP_PAGE);
		for (j = 0; j < ARRAY_SIZE(bad); j++) {
			EXPECT_EQ(-EFAULT,
				  hop_device_call(self->fd,
						  hop_good_calls[i].cmd,
						  bad[j]))
			TH_LOG("%s, pointer %zu", hop_good_calls[i].name, j);
		}
		if (!hop_can_call(&self->info, &hop_good_calls[i]))
			continue;
		EXPECT_EQ(0, hop_good_call_make(self->fd, &hop_good_calls[i],
						end - size))
		TH_LOG("%s at the end of a page", hop_good_calls[i].name);
	}
}

/* What a call gives back must not go to a page that may only be read. */
TEST_F(dev, read_only_page)
{
	int i;

	for (i = 0; i < hop_good_calls_nr; i++) {
		bool writes = _IOC_DIR(hop_good_calls[i].cmd) & _IOC_READ;

		if (!hop_can_call(&self->info, &hop_good_calls[i]))
			continue;
		hop_good_arg(&hop_good_calls[i], self->pages);
		mprotect(self->pages, HOP_PAGE, PROT_READ);
		EXPECT_EQ(writes ? -EFAULT : 0,
			  hop_device_call(self->fd, hop_good_calls[i].cmd,
					  self->pages))
		TH_LOG("%s", hop_good_calls[i].name);
		mprotect(self->pages, HOP_PAGE, PROT_READ | PROT_WRITE);
	}
}

TEST_F(dev, bad_values)
{
	struct hop_info *info = &self->info;
	uint64_t here = (uintptr_t)self->pages;
	struct hop_arm arms[] = { { 0, 0 }, { 4, 0 }, { ~0u, 0 }, { 1, 1 } };
	struct hop_fire fires[] = {
		{ HOP_GATE_NR, 1, 0, 0 }, { ~0u, 1, 0, 0 }, { 0, 0, 0, 0 },
		{ 0, 1000001, 0, 0 },	  { 0, ~0u, 0, 0 }, { 0, 1, 0, 1 },
	};
	struct hop_read reads[] = {
		{ .cpu = 0, .nr = 0, .records = here },
		{ .cpu = info->nr_cpus, .nr = 1, .records = here },
		{ .cpu = ~0u, .nr = 1, .records = here },
	};
	struct hop_snapshot snaps[] = { { .cpu = info->nr_cpus },
					{ .cpu = ~0u },
					{ .context = HOP_CONTEXT_CALLER + 1 },
					{ .context = ~0u },
					{ .reserved = 1 } };
	struct hop_find finds[] = { { .reserved = { 1 } },
				    { .reserved = { 0, 0, 1 } } };
	struct hop_stacks list = { .nr = 1000, .reserved = 1 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(arms); i++) {
		EXPECT_EQ(-EINVAL,
			  hop_device_call(self->fd, HOP_IOC_ARM, &arms[i]));
		EXPECT_EQ(-EINVAL,
			  hop_device_call(self->fd, HOP_IOC_DISARM, &arms[i]));
	}
	for (i = 0; i < ARRAY_SIZE(fires); i++)
		EXPECT_IS(-EINVAL,
			  hop_device_call(self->fd, HOP_IOC_FIRE, &fires[i]));
	for (i = 0; i < ARRAY_SIZE(reads); i++)
		EXPECT_IS(-EINVAL,
			  hop_device_call(self->fd, HOP_IOC_READ, &reads[i]));
	for (i = 0; i < ARRAY_SIZE(snaps); i++)
		EXPECT_IS(-EINVAL, hop_device_call(self->fd, HOP_IOC_SNAPSHOT,
						   &snaps[i]));
	for (i = 0; i < ARRAY_SIZE(finds); i++)
		EXPECT_IS(-EINVAL,
			  hop_device_call(self->fd, HOP_IOC_FIND, &finds[i]));
	EXPECT_EQ(-EINVAL, hop_device_call(self->fd, HOP_IOC_STACKS, &list));
}

TEST_F(dev, stacks_without_room)
{
	struct hop_stack *room = (struct hop_stack *)self->pages;
	struct hop_stacks list = { .nr = self->info.nr_stacks - 1,
				   .stacks = (uintptr_t)room };

	memset(room, 0x5a, HOP_PAGE);
	EXPECT_EQ(-ENOSPC, hop_device_call(self->fd, HOP_IOC_STACKS, &list));
	EXPECT_EQ(self->info.nr_stacks, list.nr);
	EXPECT_EQ(0x5a5a5a5a5a5a5a5aull, room[0].base);
	list.nr = 0;
	EXPECT_EQ(-ENOSPC, hop_device_call(self->fd, HOP_IOC_STACKS, &list));
	list.stacks = HOP_KERNEL_ADDRESS;
	EXPECT_EQ(-EFAULT, hop_device_call(self->fd, HOP_IOC_STACKS, &list));
}

/* Less room than there is: the rest comes with the next call, none twice. */
TEST_F(dev, tape_by_small_pieces)
{
	struct hop_record rec[4];
	struct hop_read state;
	uint64_t next;
	int i;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_pin(0));
	ASSERT_EQ(0, hop_skip_tape(self->fd, 0));
	ASSERT_EQ(0, hop_read_tape(self->fd, 0, rec, 4, &state));
	next = state.head + 1;
	ASSERT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_OWN, 3));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(i < 2 ? 4 : 1,
			  hop_read_tape(self->fd, 0, rec, 4, &state));
		EXPECT_EQ(next, rec[0].pos);
		EXPECT_EQ(0, state.lost + state.torn);
		next += 4;
	}
	EXPECT_EQ(0, hop_read_tape(self->fd, 0, rec, 4, &state));
}

/* A second file has its own place on the tape, and takes nothing away. */
TEST_F(dev, readers_do_not_disturb_each_other)
{
	struct hop_record mine[4], theirs[4];
	int other;

	NEED_GATES(&self->info);
	ASSERT_EQ(0, hop_pin(0));
	ASSERT_EQ(0, hop_skip_tape(self->fd, 0));
	other = hop_device_open();
	ASSERT_LE(0, other);
	ASSERT_EQ(0, hop_kernel_fire(self->fd, HOP_GATE_OWN, 1));
	ASSERT_EQ(3, hop_read_tape(other, 0, theirs, 4, NULL));
	ASSERT_EQ(3, hop_read_tape(self->fd, 0, mine, 4, NULL));
	EXPECT_EQ(0, memcmp(mine, theirs, 3 * sizeof(mine[0])));
	EXPECT_EQ(0, hop_read_tape(other, 0, theirs, 4, NULL));
	close(other);
}

/* Random bytes, but often small numbers: those get past the first checks. */
static void fill(uint64_t *words, size_t nr, uint64_t at)
{
	while (nr--) {
		uint64_t pick = hop_random();

		words[nr] = pick & 1 ? pick >> 61 :
			    pick & 2 ? at :
			    pick & 4 ? pick >> 59 << 32 :
				       hop_random();
	}
}

static bool is_known_error(int err)
{
	static const int known[] = { 0,	      -ENOTTY, -EFAULT,
				     -EINVAL, -ENOSPC, -EOPNOTSUPP,
				     -ENXIO,  -EINTR,  -ESRCH };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (err == known[i])
			return true;
	return false;
}

TEST_F(dev, random_calls)
{
	uint64_t *words = (uint64_t *)self->pages;
	char *end = self->pages + HOP_PAGE;
	time_t until = time(NULL) + 20;
	int i;

	for (i = 0; i < FUZZ_CALLS && time(NULL) < until; i++) {
		const struct hop_good_call *call =
			&hop_good_calls[hop_random() % hop_good_calls_nr];
		unsigned int size = _IOC_SIZE(call->cmd);
		void *at = hop_random() & 7 ? (void *)words : end - (size / 2);
		struct hop_fire *fire = at;
		int err;

		/* Room behind the words is what the pointers among them get. */
		fill(words, 32, (uintptr_t)words + 512);
		if (call->cmd == HOP_IOC_FIRE && at == words)
			fire->count &= 0xff;
		err = hop_device_call(self->fd, call->cmd, at);
		ASSERT_TRUE(is_known_error(err))
		TH_LOG("%s: %d", call->name, err);
	}
	TH_LOG("%d calls", i);
	EXPECT_LE(FUZZ_CALLS / 50, i);
	EXPECT_EQ(0, hop_info_get(self->fd, &self->info));
	EXPECT_EQ(HOP_ABI, self->info.abi);
}

TEST_HARNESS_MAIN
