// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a command while all programs of a BPF object are attached. For
 * `make bench`. Usage: bench_empty OBJECT COMMAND [ARGUMENT]...
 */
#include <err.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/libbpf.h>

static void attach(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program = NULL;

	if (!object || bpf_object__load(object))
		err(1, "%s", path);
	while ((program = bpf_object__next_program(object, program)))
		if (!bpf_program__attach(program))
			err(1, "%s", bpf_program__name(program));
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: bench_empty OBJECT COMMAND [ARGUMENT]...");
	attach(argv[1]);
	pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		err(127, "%s", argv[2]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		err(1, "%s", argv[2]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
