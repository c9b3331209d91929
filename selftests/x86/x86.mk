# SPDX-License-Identifier: GPL-2.0
# What x86 adds to ../Makefile, which includes this: 32-bit programs on the same kernel, and the kernel's own selftests.

# No red zone: tests push onto the stack where the compiler does not expect it.
arch_cflags := -mno-red-zone

compat := compat_test fire_compat
compat_lib := addresses dev calls fire thunks regs_32 child cpu
compat_progs := $(addprefix $(OUT)/,$(compat))
compat_lib_objects := $(patsubst %,$(OBJ)/32/%.o,$(basename \
	$(wildcard $(compat_lib:%=lib/%.[cS]) $(compat_lib:%=lib/x86/%.[cS]))))
arch_apart := $(compat:%=x86/%.c) %_32.S

$(compat_progs): $(OUT)/%: $(OBJ)/32/x86/%.o $(compat_lib_objects)
	@mkdir -p $(@D)
	$(CC) -m32 -o $@ $^ $(TEST_LDFLAGS)

$(OUT)/fire_compat: $(OBJ)/32/fire/calls.o $(OBJ)/32/fire/tally.o

$(OBJ)/32/%.o: %.c $(HARNESS)
	@mkdir -p $(@D)
	$(CC) -m32 -fno-pie $(TEST_CFLAGS) -isystem $(HARNESS_DIR) -MMD -MP -c -o $@ $<

$(OBJ)/32/%.o: %.S
	@mkdir -p $(@D)
	$(CC) -m32 $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

# The kernel's own selftests for x86, for notice_test. Not in $(OUT), all of which every guest gets.
X86 := $(O)/selftests-x86
X86_SRC := $(HARNESS_DIR)/x86
X86_BOTH := single_step_syscall syscall_nt sigtrap_loop mov_ss_trap check_initial_reg_state ptrace_syscall \
	syscall_arg_fault fsgsbase_restore ldt_gdt sigreturn sigaltstack iopl ioperm
X86_32 := $(X86_BOTH) unwind_vdso test_syscall_vdso
X86_64 := $(X86_BOTH) sysret_rip sysret_ss_attrs fsgsbase corrupt_xstate_header
X86_CFLAGS := -O2 -std=gnu99 -w -pthread -no-pie -static -s -DCAN_BUILD_32 -DCAN_BUILD_64
x86_progs_32 := $(X86_32:%=$(X86)/%_32)
x86_progs_64 := $(X86_64:%=$(X86)/%_64)
# What some of them need besides, as in the kernel's own Makefile.
x86_more_check_initial_reg_state_32 := -Wl,-ereal_start
x86_more_check_initial_reg_state_64 := -Wl,-ereal_start
x86_more_ptrace_syscall_32 := $(X86_SRC)/raw_syscall_helper_32.S
x86_more_test_syscall_vdso_32 := $(X86_SRC)/thunks_32.S
x86_more_sysret_ss_attrs_64 := $(X86_SRC)/thunks.S

$(x86_progs_32): $(X86)/%_32: $(X86_SRC)/%.c
	@mkdir -p $(@D)
	$(CC) -m32 $(X86_CFLAGS) -o $@ $< $(x86_more_$(@F))

$(x86_progs_64): $(X86)/%_64: $(X86_SRC)/%.c
	@mkdir -p $(@D)
	$(CC) -m64 $(X86_CFLAGS) -o $@ $< $(x86_more_$(@F))

arch_all := $(compat_progs) $(x86_progs_32) $(x86_progs_64)
arch_ksrc := $(sort $(X86_32:%=$(X86_SRC)/%.c) $(X86_64:%=$(X86_SRC)/%.c))
arch_clean := $(X86)
