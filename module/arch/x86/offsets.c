// SPDX-License-Identifier: GPL-2.0
/*
 * Compiled to assembly only: kbuild makes hop_offsets.h of it, so that no
 * offset in the stubs is written by hand.
 */
#define COMPILE_OFFSETS

#include <linux/kbuild.h>
#include <linux/ptrace.h>
#include <asm/cpu_entry_area.h>

#include "stub.h"

int main(void);

int main(void)
{
	OFFSET(HOP_STUB_enter_own, hop_stub_data, enter_own);
	OFFSET(HOP_STUB_enter_ist, hop_stub_data, enter_ist);
	OFFSET(HOP_STUB_iret, hop_stub_data, iret);
	OFFSET(HOP_STUB_iret_ldt, hop_stub_data, iret_ldt);
	BLANK();
	OFFSET(HOP_CPU_own_top, hop_gate_cpu, own_top);
	OFFSET(HOP_CPU_tape, hop_gate_cpu, tape);
	OFFSET(HOP_CPU_leave_own, hop_gate_cpu, leave_own);
	OFFSET(HOP_CPU_leave_ist, hop_gate_cpu, leave_ist);
	OFFSET(HOP_CPU_exit_meta, hop_gate_cpu, exit_meta);
	BLANK();
	OFFSET(HOP_TAPE_head, hop_tape, head);
	OFFSET(HOP_TAPE_mask, hop_tape, mask);
	OFFSET(HOP_TAPE_rec, hop_tape, rec);
	BLANK();
	OFFSET(HOP_REC_pos, hop_record, pos);
	OFFSET(HOP_REC_cpu, hop_record, cpu);
	OFFSET(HOP_REC_sp, hop_record, sp);
	OFFSET(HOP_REC_ip, hop_record, ip);
	OFFSET(HOP_REC_rflags, hop_record, rflags);
	OFFSET(HOP_REC_frame_sp, hop_record, frame_sp);
	OFFSET(HOP_REC_cr3, hop_record, cr3);
	OFFSET(HOP_REC_cs, hop_record, cs);
	OFFSET(HOP_REC_ss, hop_record, ss);
	DEFINE(HOP_REC_SHIFT, ilog2(sizeof(struct hop_record)));
	BLANK();
	OFFSET(HOP_PT_orig_ax, pt_regs, orig_ax);
	OFFSET(HOP_PT_ip, pt_regs, ip);
	DEFINE(HOP_IRET_cs, offsetof(struct pt_regs, cs) -
				    offsetof(struct pt_regs, ip));
	DEFINE(HOP_IRET_flags, offsetof(struct pt_regs, flags) -
				       offsetof(struct pt_regs, ip));
	DEFINE(HOP_IRET_sp, offsetof(struct pt_regs, sp) -
				    offsetof(struct pt_regs, ip));
	DEFINE(HOP_IRET_ss, offsetof(struct pt_regs, ss) -
				    offsetof(struct pt_regs, ip));
	BLANK();
	/* From RSP up, once a stub has pushed orig_ax, di and si below the
	 * frame: where CR3 is kept, and where the frame begins.
	 */
	DEFINE(HOP_SAVED_si, 0);
	DEFINE(HOP_SAVED_di,
	       offsetof(struct pt_regs, di) - offsetof(struct pt_regs, si));
	DEFINE(HOP_SAVED_cr3, offsetof(struct pt_regs, orig_ax) -
				      offsetof(struct pt_regs, si));
	DEFINE(HOP_SAVED_frame,
	       offsetof(struct pt_regs, ip) - offsetof(struct pt_regs, si));
	BLANK();
	DEFINE(HOP_OWN_SIZE, EXCEPTION_STKSZ);
	DEFINE(HOP_F_GS_USER, HOP_REC_GS_USER);
	DEFINE(HOP_F_PARANOID, HOP_REC_PARANOID);
	DEFINE(HOP_F_NESTED, HOP_REC_NESTED);
	DEFINE(HOP_G_OWN, HOP_GATE_OWN);
	DEFINE(HOP_G_IST, HOP_GATE_IST);
	return 0;
}
