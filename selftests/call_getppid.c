// SPDX-License-Identifier: GPL-2.0
/*
 * Makes as many getppid calls as it is told, for tests that count them.
 * Usage: call_getppid CALLS [PROCESSES]: each process makes so many.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 0;
	long others = argc > 2 ? atol(argv[2]) - 1 : 0;

	while (others-- > 0)
		if (!fork())
			break;
	while (n-- > 0)
		syscall(SYS_getppid);
	while (wait(NULL) > 0)
		;
	return 0;
}
