# SPDX-License-Identifier: GPL-2.0
# A line of progress for each long step, on stderr, with the seconds it took. Sourced after lib.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154 # me is set by whoever sources this
#
# step TEXT LOG COMMAND...: runs COMMAND with its output in LOG. Shows LOG if it fails, and gives back its status.
step() {
	local text=$1 log=$2 start=$SECONDS status=0
	shift 2
	mkdir -p "$(dirname "$log")"
	printf '%s: %s ...' "$me" "$text" >&2
	"$@" >"$log" 2>&1 || status=$?
	if ((status == 0)); then
		printf ' %d s\n' $((SECONDS - start)) >&2
		return
	fi
	printf ' failed (exit status %d) after %d s; %s ends in:\n' $status $((SECONDS - start)) "$log" >&2
	tail -n 40 "$log" | sed 's/^/| /' >&2
	return $status
}

# Seconds since the script began, for the last line.
elapsed() {
	echo "$SECONDS s"
}
