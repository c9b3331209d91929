# SPDX-License-Identifier: GPL-2.0
# The machine that scripts/vm boots: QEMU's arguments and the kernel's. Sourced by it, with its options as variables.
# shellcheck shell=bash disable=SC2034,SC2154 # used, or set, there

# QEMU drops its translation of a code page before a store to the page is done, so another CPU can translate the old
# bytes anew, and they stay. Linux patches by an INT3 that it soon replaces (text_poke_bp_batch()); a CPU that keeps it
# takes it for ever, as poke_int3_handler() and kprobe_int3_handler() find none in memory and let it try again, and all
# others wait for it. Seen with 7.2 (without stackhop.ko too: trace events switched under getppid() loops, 22 rounds;
# both CPUs in asm_exc_int3 at syscall_trace_enter+0xe9, the bytes there a JMP), less often with 10.0 (__schedule+0x1bd).
machine() {
	local accel
	if [[ $count == yes ]]; then
		cpu=$a_counted
		qemu+=(-seed 1 -accel "tcg,thread=single" -icount "shift=0,sleep=off" -rtc "base=2026-01-01T00:00:00,clock=vm")
		boot_args+=' nokaslr norandmaps random.trust_cpu=off'
	else
		accel=$("$scripts/vm-accel" "$kernel")
		[[ $accel == tcg ]] && accel+=,thread=$threads
		qemu+=(-accel "$accel")
	fi
	qemu+=(-M "$a_board" -cpu "${cpu:-$a_cpu}" -smp "$cpus" -m "$memory")
}

port() {
	qemu+=(-chardev "$2,id=$1" -device "virtserialport,chardev=$1,name=$1")
}

compose() {
	qemu=("$a_qemu" -nodefaults -no-user-config -display none -no-reboot)
	# A busy host stalls the guest at any point: that is no reason to call a CPU stuck before a minute has gone by.
	boot_args="console=$a_console panic=-1 ${a_args#-} watchdog_thresh=30 rcupdate.rcu_cpu_stall_timeout=60"
	# If one is, what all do tells why.
	boot_args+=' softlockup_all_cpu_backtrace=1'
	[[ $judge == yes ]] && boot_args+=' panic_on_warn=1 oops=panic'
	machine
	qemu+=(-serial "file:$run/console" -device virtio-serial-pci)
	if [[ $terminal == yes ]]; then
		qemu+=(-chardev "stdio,id=terminal,signal=off" -device "${a_terminal%:*},chardev=terminal")
		port out "file,path=/dev/null"
	else
		port out "file,path=/dev/fd/$to_out"
	fi
	port err "file,path=/dev/fd/$to_err"
	port status "file,path=$run/status"
	[[ $feed == yes ]] && port in stdio,signal=off
	if [[ $debugger == yes ]]; then
		qemu+=(-S -gdb "unix:$run/gdb,server=on,wait=off")
		boot_args+=' nokaslr'
	fi
	qemu+=(-kernel "$image" -initrd "$run/initrd" -append "$boot_args $append")
}

# The ELF of a stock kernel has no symbols: Debian has these in a package of their own, linux-image-RELEASE-dbg. For another
# architecture it takes a gdb of its own, which QEMU tells the rest.
tell_debugger() {
	[[ -z $cross ]] || { say "the guest waits for: gdb-multiarch -ex 'target remote $run/gdb'"; return; }
	say "the guest waits for: gdb $("$scripts/kernels" path "$kernel" vmlinux) -ex 'target remote $run/gdb'"
}
