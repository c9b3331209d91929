# SPDX-License-Identifier: GPL-2.0
# Checks that C code names nothing that one architecture has alone. Used by scripts/lint: awk -f c_code.awk -f arch.awk
# FILE...
#
# A hit is a register, an instruction, a descriptor table, an MSR or a vector of x86, by itself or as a part of a longer
# name (cpu_tss_rw, HOP_TAP_SYSENTER), in code or in a string; or a macro by which the preprocessor knows the
# architecture. Comments may say what they like. Kinds of stacks (ist-df, espfix) are words of stackhop. What needs more
# lies in a folder of the architecture's.

BEGIN {
	split("rax rbx rcx rdx rsi rdi rbp rsp rip eax ebx ecx edx esi edi ebp esp eip r8 r9 r10 r11 r12 r13 r14 r15 " \
		"rflags eflags cr0 cr2 cr3 cr4 dr6 dr7 efer msr msrs rdmsr wrmsr lstar cstar sysenter sysexit sysret syscall32 " \
		"tss idt gdt ldt tls iret iretq swapgs fsgsbase gsbase fsbase cpuid rdtsc rdtscp int3 int80 ud2 pushf " \
		"pushfq popf popfq sp0 sp1 sp2 fred apic", words, " ")
	for (i in words)
		taken[words[i]] = 1
}

line ~ /^#[ \t]*include/ {
	next
}

{
	hit = ""
	if (match(line, /__x86_64__|__i386__|__aarch64__|__riscv|CONFIG_X86[A-Z0-9_]*|CONFIG_ARM64|CONFIG_RISCV/))
		hit = substr(line, RSTART, RLENGTH)
	if (hit == "" && tolower(line) ~ /vector|irq|int \$/ && match(line, /0x(80|ec)([^0-9a-fA-F]|$)/))
		hit = "vector " substr(line, RSTART, 4)
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
