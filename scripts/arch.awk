# SPDX-License-Identifier: GPL-2.0
# Checks that C code names nothing that one architecture has alone. Used by scripts/lint: awk -f c_code.awk -f arch.awk
# FILE...
#
# A hit is the architecture's name, a register, an instruction, a descriptor table, an MSR or a vector of x86, by itself or as
# a part of a longer name (cpu_tss_rw, HOP_TAP_SYSENTER), in code or in a string; a register in a struct pt_regs; the sign of
# an address; assembly; a macro by which the preprocessor knows the architecture, or a header that only it has. Comments
# may say what they like. Kinds of stacks (ist-df, espfix) are words of stackhop. What needs more lies in a folder of the
# architecture's.

BEGIN {
	split("rax rbx rcx rdx rsi rdi rbp rsp rip eax ebx ecx edx esi edi ebp esp eip r8 r9 r10 r11 r12 r13 r14 r15 " \
		"rflags eflags cr0 cr2 cr3 cr4 dr6 dr7 efer msr msrs rdmsr wrmsr lstar cstar sysenter sysexit sysret syscall32 " \
		"tss idt gdt ldt tls iret iretq swapgs fsgsbase gsbase fsbase cpuid rdtsc rdtscp int3 int80 ud2 pushf " \
		"pushfq popf popfq sp0 sp1 sp2 fred apic x86 amd64 i386", words, " ")
	for (i in words)
		taken[words[i]] = 1
}

# Where a record makes room for what the architecture adds.
FILENAME == "module/uapi/hop_record.h" && line ~ /^#include "arch\/[a-z0-9]+\.h"$|^\t\tstruct hop_record_[a-z0-9]+ [a-z0-9]+;$/ {
	next
}

# Every architecture has that one of the kernel's.
line ~ /^#[ \t]*include[ \t]*<asm\/local64\.h>/ {
	next
}

# A header's name may have such a word for another reason (sys/msg.h), but for the architecture's own name.
line ~ /^#[ \t]*include/ {
	if (match(line, /[<"\/](asm\/[a-z0-9_\/]+|cpuid|[a-z]*x86[a-z0-9_]*|[a-z]+intrin|sys\/(io|reg|user|ucontext))[.\/]/)) {
		print FILENAME ":" FNR ": " substr(line, RSTART + 1, RLENGTH - 2) " belongs to one architecture"
		bad = 1
	}
	next
}

{
	hit = ""
	if (match(line, /__x86_64|__amd64|__i386|__aarch64|__arm__|__riscv|CONFIG_X86[A-Z0-9_]*|CONFIG_IA32_EMULATION|CONFIG_ARM|CONFIG_RISCV/))
		hit = substr(line, RSTART, RLENGTH)
	if (hit == "" && tolower(line) ~ /vector|irq|int \$/ && match(tolower(line), /0x(80|ec|f[0-9a-e])([^0-9a-f]|$)/))
		hit = "vector " substr(line, RSTART, 4)
	if (hit == "" && match(line, /(->|\.)(orig_ax|[abcd]x|[sd]i|bp|cs|ss)([^A-Za-z0-9_]|$)/))
		hit = substr(line, RSTART, RLENGTH)
	if (hit == "" && match(line, /(<<|>>) *63([^0-9]|$)|BIT(_ULL)?\(63\)/))
		hit = "bit 63"
	if (hit == "" && match(line, /(^|[^A-Za-z0-9_])(asm|__asm__)( volatile| __volatile__)?[ \t]*\("[^"]/))
		hit = "assembly"
	nr = hit == "" ? split(tolower(line), parts, /[^a-z0-9]+/) : 0
	for (i = 1; i <= nr && hit == ""; i++)
		if (parts[i] in taken)
			hit = parts[i]
	if (hit != "") {
		print FILENAME ":" FNR ": " hit " belongs to one architecture"
		bad = 1
	}
}

END {
	exit bad
}
