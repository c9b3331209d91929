// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: allocates memory and forgets it, so that leak_test
 * knows that who looks for such memory finds some.
 */
#include <linux/module.h>
#include <linux/slab.h>

/* Of some a pointer may still lie on a stack. */
#define HOP_LEAK_OBJECTS 16

/* A type of its own: 7.3's resolve_btfids refuses a module that has none. */
struct hop_leak {
	char bytes[1000];
};

/* Not __init: who has allocated must still have a name when it is told. */
static int hop_leak_init(void)
{
	int i;

	for (i = 0; i < HOP_LEAK_OBJECTS; i++) {
		struct hop_leak *leak = kmalloc(sizeof(*leak), GFP_KERNEL);

		if (!leak)
			return -ENOMEM;
		OPTIMIZER_HIDE_VAR(leak);
	}
	return 0;
}

static void hop_leak_exit(void)
{
}

module_init(hop_leak_init);
module_exit(hop_leak_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("leaks memory, for stackhop's selftests");
