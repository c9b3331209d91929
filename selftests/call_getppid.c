// SPDX-License-Identifier: GPL-2.0
/*
 * Makes as many getppid calls as it is told, for tests that count them.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 0;

	while (n-- > 0)
		syscall(SYS_getppid);
	return 0;
}
