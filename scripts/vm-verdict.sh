# SPDX-License-Identifier: GPL-2.0
# What became of a guest of scripts/vm: the exit status, from the console, the guest's last word and how QEMU ended. Sourced
# by it.
# shellcheck shell=bash disable=SC2154 # set there

# The kernel's words of distress, but not those of its command line. arm64 spells one otherwise, and not all that it dies of
# is an Oops.
complaints() {
	grep -aE 'BUG:|WARNING:|Oops|Internal error:|Call [Tt]race|panic' "$run/console" | grep -avE '^\[[^]]*\] (Kernel c|C)ommand line:' || true
}

# The first complaint tells most, with where each CPU was, and may be further up than the last lines go.
give_up() {
	local first
	first=$(complaints | head -n 1)
	say "VM lost: $1${first:+; $first}"
	grep -aE 'soft lockup|backtrace for cpu|RIP: 0010|\<e?pc : |PID: .* Comm:' "$run/console" | head -n 12 >&2 || true
	tail -n 40 "$run/console" >&2
	exit "$lost"
}

verdict() {
	local word='' value=''
	[[ -s $run/status ]] && read -r word value <"$run/status"
	[[ ! -s $run/console && $why == QEMU* ]] && die "$why"
	if [[ -z $why ]]; then
		if ! grep -aq 'Linux version' "$run/console"; then
			why='the kernel did not start'
		elif [[ $word == '' ]]; then
			why='it went down before the command finished'
		elif ! grep -aq 'reboot: Power down' "$run/console"; then
			why='no orderly power-off'
		fi
	fi
	[[ -z $why ]] || give_up "$why"
	if [[ $word == load ]]; then
		tail -n 15 "$run/console" >&2
		die "stackhop.ko did not load in the guest"
	fi
	if [[ $judge == yes && -n $(complaints) ]]; then
		say "the kernel complained (the command's status was $value):"
		complaints | head -n 40 >&2
		exit "$complained"
	fi
	if [[ -n $expect ]] && ! grep -aqE -e "$expect" "$run/console"; then
		say "the console does not show '$expect' (the command's status was $value):"
		tail -n 40 "$run/console" >&2
		exit "$complained"
	fi
	exit "$value"
}
