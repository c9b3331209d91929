// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's list of symbols, sorted by address. It has no sizes: a symbol
 * reaches to the next one, and the last one is only where it begins.
 */
#include <stdlib.h>
#include <string.h>

#include "sym.h"

/* @name: where it begins in the names, in the order of the list */
struct symbol {
	__u64 addr;
	size_t name;
};

/* Names are as the list has them: "symbol", or "symbol\t[module]". */
static struct {
	struct symbol *sym;
	size_t nr;
	char *names;
	size_t names_size;
	bool tried;
} kernel;

static bool symbol_add(FILE *names, __u64 addr, const char *name)
{
	const size_t nr = kernel.nr;

	if ((nr & (nr - 1)) == 0) {
		void *more = reallocarray(kernel.sym, nr ? nr * 2 : 1,
					  sizeof(*kernel.sym));

		if (!more)
			return false;
		kernel.sym = more;
	}
	kernel.sym[kernel.nr++] = (struct symbol){ addr, ftell(names) };
	return fputs(name, names) >= 0 && fputc('\0', names) == 0;
}

/* Name of the function in "ffffffff81000000 T _stext\n", or NULL. */
static const char *function_of(char *line, __u64 *addr)
{
	char *rest;

	*addr = strtoull(line, &rest, 16);
	if (!*addr || rest[0] != ' ' || !rest[1] || !strchr("tTwW", rest[1]) ||
	    rest[2] != ' ')
		return NULL;
	rest += 3;
	rest[strcspn(rest, "\n")] = '\0';
	return *rest ? rest : NULL;
}

static bool list_read(FILE *list, FILE *names)
{
	char *line = NULL;
	size_t size = 0;
	bool ok = true;

	while (ok && getline(&line, &size, list) > 0) {
		__u64 addr;
		const char *name = function_of(line, &addr);

		ok = !name || symbol_add(names, addr, name);
	}
	free(line);
	return ok;
}

/* Of several at an address the first in the list is the last here. */
static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->name < y->name ? 1 : -1;
}

bool hop_sym_use(FILE *list)
{
	FILE *names = NULL;
	bool ok;

	hop_sym_end();
	kernel.tried = true;
	if (list)
		names = open_memstream(&kernel.names, &kernel.names_size);
	if (!names)
		return false;
	ok = list_read(list, names);
	ok = !fclose(names) && ok && kernel.nr;
	if (ok)
		qsort(kernel.sym, kernel.nr, sizeof(*kernel.sym), by_address);
	else
		kernel.nr = 0;
	return ok;
}

static void kernel_read(void)
{
	FILE *list = fopen("/proc/kallsyms", "re");

	hop_sym_use(list);
	if (list)
		fclose(list);
}

/* The last one that does not begin behind @addr. */
static const struct symbol *symbol_at(__u64 addr)
{
	size_t low = 0, high = kernel.nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (kernel.sym[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || addr > kernel.sym[kernel.nr - 1].addr)
		return NULL;
	return &kernel.sym[low - 1];
}

const char *hop_sym_name(__u64 addr, char *text, size_t size)
{
	const struct symbol *sym;
	const char *name, *module;

	if (!kernel.tried)
		kernel_read();
	sym = symbol_at(addr);
	if (!sym)
		return NULL;
	name = kernel.names + sym->name;
	module = strchrnul(name, '\t');
	snprintf(text, size, "%.*s+0x%llx%s%s", (int)(module - name), name,
		 (unsigned long long)(addr - sym->addr), *module ? " " : "",
		 *module ? module + 1 : "");
	return text;
}

void hop_sym_end(void)
{
	free(kernel.sym);
	free(kernel.names);
	memset(&kernel, 0, sizeof(kernel));
}
