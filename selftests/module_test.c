// SPDX-License-Identifier: GPL-2.0
/*
 * Loading and unloading stackhop.ko: parameters, failing steps, and that it
 * leaves the machine as it was. Unloads a module that is loaded, and loads it
 * again, with its parameters, when done.
 */
#include <kselftest_harness.h>
#include <fcntl.h>
#include <signal.h>

#include "lib/unloaded.h"

#define MAX_STEPS 64
#define MIN_STEPS 5

FIXTURE(module)
{
	struct hop_unloaded unloaded;
};

FIXTURE_SETUP(module)
{
	hop_unloaded_begin(_metadata, &self->unloaded);
}

FIXTURE_TEARDOWN(module)
{
	hop_unloaded_end(&self->unloaded);
}

typedef FIXTURE_DATA(module) module_self;

static const struct {
	const char *params;
	int err;
	const char *says; /* a word that the line in the log must have */
} bad[] = {
	{ "tape_records=0", -EINVAL, "tape_records" },
	{ "tape_records=3", -EINVAL, "tape_records" },
	{ "tape_records=32", -EINVAL, "tape_records" },
	{ "tape_records=5000", -EINVAL, "tape_records" },
	{ "tape_records=131072", -EINVAL, "tape_records" },
	{ "tape_records=4294967296", -ERANGE, "tape_records" },
	{ "gates=maybe", -EINVAL, "gates" },
};

TEST_F(module, bad_parameters)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		hop_check_refused(_metadata, &self->unloaded, bad[i].params,
				  bad[i].err, bad[i].says);
}

static const struct {
	const char *params;
	unsigned int records;
} good[] = {
	{ "", 4096 },
	{ "tape_records=64", 64 },
	{ "tape_records=65536", 65536 },
};

TEST_F(module, good_parameters)
{
	struct hop_info info;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		ASSERT_EQ(0, hop_load(good[i].params))
		TH_LOG("%s", good[i].params);
		ASSERT_EQ(0, hop_info_of_loaded(&info));
		EXPECT_EQ(good[i].records, info.tape_records);
		ASSERT_EQ(0, hop_unload());
		hop_check_gone(_metadata, &self->unloaded);
	}
}

/* Can the comparison see a loaded module at all? */
TEST_F(module, loaded_differs)
{
	struct hop_info info;
	const char *lacks;

	ASSERT_EQ(0, hop_load(""));
	ASSERT_EQ(0, hop_info_of_loaded(&info));
	NEED_GATES(&info);
	ASSERT_EQ(0, hop_state_take(&self->unloaded.after));
	lacks = hop_state_lacks(&self->unloaded.before, &self->unloaded.after);
	EXPECT_EQ(NULL, lacks) TH_LOG("%s", lacks);
}

TEST_F(module, every_parameter_is_documented)
{
	static const char *const wanted[] = {
		"parm=vector:", "parm=ist_vector:", "parm=tape_records:",
		"parm=gates:",	"parm=fail_step:",  "parmtype=vector:uint",
		"parm=hide:",	"description=",	    "license=GPL"
	};
	static char file[8 << 20];
	int fd = open(hop_module_path(), O_RDONLY);
	ssize_t size = read(fd, file, sizeof(file));
	size_t i;

	close(fd);
	ASSERT_LT(0, size);
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		EXPECT_NE(NULL,
			  memmem(file, size, wanted[i], strlen(wanted[i])))
		TH_LOG("%s", wanted[i]);
	}
}

/* Stamps hang on tracepoints: they need neither own gates nor taps. */
static void check_taps(struct __test_metadata *_metadata, int fd,
		       const struct hop_info *info)
{
	struct hop_tap all = { .vectors = { ~0ull, ~0ull, ~0ull, ~0ull } };
	struct hop_tap stamps = { .stamps = 1 << HOP_STAMP_SYS_ENTER };
	struct hop_tap none = {};

	EXPECT_EQ(-(int)info->taps_errno,
		  hop_device_call(fd, HOP_IOC_TAP, &all));
	EXPECT_EQ(!info->taps_errno, !strlen(info->taps_why));
	EXPECT_EQ(0, hop_device_call(fd, HOP_IOC_TAP, &stamps));
	EXPECT_EQ(0, hop_device_call(fd, HOP_IOC_TAP, &none));
}

TEST_F(module, without_gates)
{
	struct hop_snapshot snap;
	struct hop_info info;
	int fd;

	ASSERT_EQ(0, hop_load("gates=0"));
	fd = hop_device_open();
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info_get(fd, &info));
	EXPECT_EQ(0, info.features & HOP_FEAT_GATES);
	EXPECT_EQ(EOPNOTSUPP, info.gates_errno);
	EXPECT_NE(0, strlen(info.gates_why));
	EXPECT_EQ(0, info.vector[HOP_GATE_OWN]);
	EXPECT_EQ(0, info.vector[HOP_GATE_IST]);
	EXPECT_EQ(-EOPNOTSUPP, hop_gates_arm(fd, HOP_OWN));
	EXPECT_EQ(-EOPNOTSUPP, hop_kernel_fire(fd, HOP_GATE_OWN, 1));
	EXPECT_EQ(0, hop_snapshot_get(fd, 0, HOP_CONTEXT_IRQ, &snap));
	EXPECT_EQ(0, hop_gate_stack(&snap, HOP_GATE_IST));
	check_taps(_metadata, fd, &info);
	ASSERT_EQ(0, hop_state_take(&self->unloaded.after));
	EXPECT_EQ(NULL, hop_state_diff(&self->unloaded.before,
				       &self->unloaded.after));
	close(fd);
}

/*
 * A step of the gates that fails costs the gates only, any other the load.
 * Gives false when @step is beyond the last one.
 */
static bool check_failed_step(struct __test_metadata *_metadata,
			      module_self *self, int step, int *refused)
{
	struct hop_info info = {};
	char params[32];
	int err;

	snprintf(params, sizeof(params), "fail_step=%d", step);
	err = hop_load(params);
	if (err) {
		EXPECT_EQ(-ENOMEM, err) TH_LOG("%s", params);
		++*refused;
	} else {
		EXPECT_EQ(0, hop_info_of_loaded(&info));
		EXPECT_EQ(0, hop_unload());
		if (info.features & HOP_FEAT_GATES)
			return false;
		EXPECT_EQ(ENOMEM, info.gates_errno) TH_LOG("%s", params);
		EXPECT_NE(0, strlen(info.gates_why));
	}
	hop_check_gone(_metadata, &self->unloaded);
	return true;
}

TEST_F(module, failed_steps_leave_nothing)
{
	int step, refused = 0;

	NEED_GATES(&self->unloaded.info);
	for (step = 1; step < MAX_STEPS; step++)
		if (!check_failed_step(_metadata, self, step, &refused))
			break;
	TH_LOG("%d steps: %d refuse the load", step - 1, refused);
	EXPECT_LT(MIN_STEPS, refused);
	EXPECT_LT(MIN_STEPS, step - 1 - refused);
	EXPECT_GT(MAX_STEPS, step);
}

TEST_F(module, busy_while_open_or_armed)
{
	struct hop_info info;
	int fd;

	ASSERT_EQ(0, hop_load(""));
	fd = hop_device_open();
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, hop_info_get(fd, &info));
	ASSERT_EQ(0, hop_state_take(&self->unloaded.before));
	EXPECT_EQ(-EWOULDBLOCK, hop_unload());
	ASSERT_EQ(0, hop_state_take(&self->unloaded.after));
	EXPECT_EQ(NULL, hop_state_diff(&self->unloaded.before,
				       &self->unloaded.after));
	if (info.features & HOP_FEAT_GATES) {
		ASSERT_EQ(0, hop_gates_arm(fd, HOP_BOTH));
		EXPECT_EQ(-EWOULDBLOCK, hop_unload());
		hop_user_fire(&info, HOP_GATE_OWN, 100);
		hop_user_fire(&info, HOP_GATE_IST, 100);
		EXPECT_EQ(0, hop_kernel_fire(fd, HOP_GATE_IST, 100));
	}
	close(fd);
	EXPECT_EQ(0, hop_unload());
}

TEST_HARNESS_MAIN
