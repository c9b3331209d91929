// SPDX-License-Identifier: GPL-2.0
/*
 * Compiled to assembly only: kbuild makes hop_offsets.h of it, so that no
 * offset in the stubs is written by hand.
 */
#define COMPILE_OFFSETS

#include <linux/kbuild.h>
#include <linux/ptrace.h>
#include <asm/cpu_entry_area.h>
#include <asm/trapnr.h>

#include "ist.h"
#include "ksyms.h"
#include "stub.h"

/* A field of pt_regs as seen from the frame that the CPU pushed. */
#define HOP_FRAME(name, field)                               \
	DEFINE(name, (long)offsetof(struct pt_regs, field) - \
			     (long)offsetof(struct pt_regs, ip))

static void hop_stub_offsets(void)
{
	OFFSET(HOP_STUB_enter_own, hop_stub_data, enter_own);
	OFFSET(HOP_STUB_enter_ist, hop_stub_data, enter_ist);
	OFFSET(HOP_STUB_iret, hop_stub_data, iret);
	OFFSET(HOP_STUB_iret_ldt, hop_stub_data, iret_ldt);
	OFFSET(HOP_STUB_cpus, hop_stub_data, cpus);
	OFFSET(HOP_STUB_stride, hop_stub_data, stride);
	OFFSET(HOP_STUB_lstar, hop_stub_data, lstar);
	OFFSET(HOP_STUB_cstar, hop_stub_data, cstar);
	OFFSET(HOP_STUB_sysenter, hop_stub_data, sysenter);
	OFFSET(HOP_STUB_stock, hop_stub_data, stock);
	OFFSET(HOP_STUB_db_quiet, hop_stub_data, db_quiet);
	OFFSET(HOP_STUB_stock_db, hop_stub_data, stock[X86_TRAP_DB]);
	OFFSET(HOP_STUB_stock_nmi, hop_stub_data, stock[X86_TRAP_NMI]);
	BLANK();
	OFFSET(HOP_CPU_own_top, hop_gate_cpu, own_top);
	OFFSET(HOP_CPU_gs_base, hop_gate_cpu, gs_base);
	OFFSET(HOP_META_own_entry, hop_gate_cpu,
	       meta[HOP_GATE_OWN][HOP_POINT_ENTRY]);
	OFFSET(HOP_META_own_handler, hop_gate_cpu,
	       meta[HOP_GATE_OWN][HOP_POINT_HANDLER]);
	OFFSET(HOP_META_own_exit, hop_gate_cpu,
	       meta[HOP_GATE_OWN][HOP_POINT_EXIT]);
	OFFSET(HOP_META_ist_entry, hop_gate_cpu,
	       meta[HOP_GATE_IST][HOP_POINT_ENTRY]);
	OFFSET(HOP_META_ist_handler, hop_gate_cpu,
	       meta[HOP_GATE_IST][HOP_POINT_HANDLER]);
	OFFSET(HOP_META_ist_exit, hop_gate_cpu,
	       meta[HOP_GATE_IST][HOP_POINT_EXIT]);
	OFFSET(HOP_META_tap, hop_gate_cpu, meta_tap[HOP_POINT_TAP]);
	OFFSET(HOP_META_lstar, hop_gate_cpu, meta_tap[HOP_POINT_SYSCALL]);
	OFFSET(HOP_META_cstar, hop_gate_cpu, meta_tap[HOP_POINT_SYSCALL32]);
	OFFSET(HOP_META_sysenter, hop_gate_cpu, meta_tap[HOP_POINT_SYSENTER]);
	DEFINE(HOP_LEAVE_own, HOP_GATE_OWN * sizeof(u64));
	DEFINE(HOP_LEAVE_ist, HOP_GATE_IST * sizeof(u64));
	BLANK();
}

static void hop_nmi_offsets(void)
{
	OFFSET(HOP_NMI_ax, hop_gate_cpu, nmi.ax);
	OFFSET(HOP_NMI_cx, hop_gate_cpu, nmi.cx);
	OFFSET(HOP_NMI_dx, hop_gate_cpu, nmi.dx);
	OFFSET(HOP_NMI_di, hop_gate_cpu, nmi.di);
	OFFSET(HOP_NMI_si, hop_gate_cpu, nmi.si);
	OFFSET(HOP_NMI_frame, hop_gate_cpu, nmi.frame);
	OFFSET(HOP_NMI_tap_ax, hop_gate_cpu, nmi.tap_ax);
	OFFSET(HOP_NMI_tap_dx, hop_gate_cpu, nmi.tap_dx);
	BLANK();
}

static void hop_record_offsets(void)
{
	DEFINE(HOP_TAPE_head,
	       HOP_GATE_CPU_SIZE + offsetof(struct hop_tape, head));
	DEFINE(HOP_TAPE_mask,
	       HOP_GATE_CPU_SIZE + offsetof(struct hop_tape, mask));
	DEFINE(HOP_TAPE_rec,
	       HOP_GATE_CPU_SIZE + offsetof(struct hop_tape, rec));
	BLANK();
	OFFSET(HOP_REC_pos, hop_record, pos);
	OFFSET(HOP_REC_cpu, hop_record, cpu);
	OFFSET(HOP_REC_sp, hop_record, sp);
	OFFSET(HOP_REC_ip, hop_record, ip);
	OFFSET(HOP_REC_rflags, hop_record, x86.rflags);
	OFFSET(HOP_REC_frame_sp, hop_record, frame_sp);
	OFFSET(HOP_REC_cr3, hop_record, x86.cr3);
	OFFSET(HOP_REC_cs, hop_record, x86.cs);
	OFFSET(HOP_REC_ss, hop_record, x86.ss);
	OFFSET(HOP_REC_error, hop_record, x86.error);
	DEFINE(HOP_REC_SHIFT, ilog2(sizeof(struct hop_record)));
	BLANK();
}

/* Functions of the kernel that call.S calls. */
static void hop_ksym_offsets(void)
{
	OFFSET(HOP_KSYM_kallsyms_lookup_name, hop_ksym_addrs,
	       kallsyms_lookup_name);
	OFFSET(HOP_KSYM_irqentry_nmi_enter, hop_x86_ksym_addrs,
	       irqentry_nmi_enter);
	OFFSET(HOP_KSYM_irqentry_nmi_exit, hop_x86_ksym_addrs,
	       irqentry_nmi_exit);
	OFFSET(HOP_KSYM_flush_tlb_all, hop_x86_ksym_addrs, flush_tlb_all);
	OFFSET(HOP_KSYM_idle_task, hop_ksym_addrs, idle_task);
	BLANK();
}

static void hop_frame_offsets(void)
{
	HOP_FRAME(HOP_FRAME_ax, ax);
	HOP_FRAME(HOP_FRAME_cx, cx);
	HOP_FRAME(HOP_FRAME_dx, dx);
	HOP_FRAME(HOP_FRAME_si, si);
	HOP_FRAME(HOP_FRAME_di, di);
	HOP_FRAME(HOP_FRAME_cr3, orig_ax);
	HOP_FRAME(HOP_FRAME_ip, ip);
	HOP_FRAME(HOP_FRAME_cs, cs);
	HOP_FRAME(HOP_FRAME_flags, flags);
	HOP_FRAME(HOP_FRAME_sp, sp);
	HOP_FRAME(HOP_FRAME_ss, ss);
	BLANK();
}

int main(void);

int main(void)
{
	hop_stub_offsets();
	hop_nmi_offsets();
	hop_record_offsets();
	hop_frame_offsets();
	hop_ksym_offsets();
	DEFINE(HOP_SAVED_OWN,
	       offsetof(struct pt_regs, ip) - offsetof(struct pt_regs, ax));
	DEFINE(HOP_SAVED_IST,
	       offsetof(struct pt_regs, ip) - offsetof(struct pt_regs, r9));
	DEFINE(HOP_OWN_SIZE, EXCEPTION_STKSZ);
	DEFINE(HOP_G_OWN, HOP_GATE_OWN);
	DEFINE(HOP_G_IST, HOP_GATE_IST);
	DEFINE(HOP_FLAGS_PARANOID, HOP_META(0, 0, 0, HOP_REC_PARANOID));
	DEFINE(HOP_FLAGS_GS_USER,
	       HOP_META(0, 0, 0, HOP_REC_PARANOID | HOP_REC_GS_USER));
	DEFINE(HOP_FLAGS_NESTED, HOP_META(0, 0, 0, HOP_REC_NESTED));
	DEFINE(HOP_VECTOR_SHIFT, ilog2(HOP_META(0, 0, 1, 0)));
	DEFINE(HOP_TSS_sp2, offsetof(struct tss_struct, x86_tss.sp2));
	DEFINE(HOP_TSS_own_ist, offsetof(struct tss_struct, x86_tss.ist) +
					HOP_IST_SLOT * sizeof(u64));
	DEFINE(HOP_GS_USER_BIT, ilog2(HOP_META(0, 0, 0, HOP_REC_GS_USER)));
	return 0;
}
