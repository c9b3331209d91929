// SPDX-License-Identifier: GPL-2.0
/*
 * What Linux tells a signal's handler of the CPU, in both sizes of programs.
 */
#include "lib/arch.h"

void hop_child_note(struct hop_child_end *end, const ucontext_t *context)
{
	const mcontext_t *mc = &context->uc_mcontext;

	end->trap = mc->gregs[REG_TRAPNO];
	end->error = mc->gregs[REG_ERR];
#ifdef __x86_64__
	end->ip = mc->gregs[REG_RIP];
	end->sp = mc->gregs[REG_RSP];
#else
	end->ip = (uint32_t)mc->gregs[REG_EIP];
	end->sp = (uint32_t)mc->gregs[REG_ESP];
#endif
}
