# SPDX-License-Identifier: GPL-2.0
# How far a run of many stages is: a line on stderr when one has ended, with an estimate of what is left, from what each took
# the last time ($times, a file), or stages.tsv. Sourced after lib.sh.
# shellcheck shell=bash disable=SC2154 # set there, or by who sources this

declare -A stage_began=() stage_expected=()
stages_done=0

# What stage $1 took last time, or what such a stage takes.
seconds_of() {
	local name seconds
	while read -r name seconds; do
		[[ $name != "$1" ]] || { echo "$seconds"; return; }
	done < <(cat "$times" 2>/dev/null)
	while IFS=$'\t' read -r name seconds; do
		# shellcheck disable=SC2053 # a pattern
		[[ $1 != $name ]] || { echo "$seconds"; return; }
	done < <(table_rows "$scripts/stages.tsv")
}

# Stage $1 will be run.
stage_plan() {
	[[ ${stage_expected[$1]:-} ]] || stage_expected[$1]=$(seconds_of "$1")
}

stage_begin() {
	stage_plan "$1"
	stage_began[$1]=$SECONDS
}

# The most that one of them has left, or what all have, shared by as many as run side by side.
seconds_left() {
	local name left most=0 sum=0
	for name in "${!stage_expected[@]}"; do
		left=${stage_expected[$name]}
		[[ -z ${stage_began[$name]:-} ]] || left=$((left - SECONDS + stage_began[$name]))
		((left > 0)) || continue
		((sum += left))
		((left < most)) || most=$left
	done
	echo $((sum / jobs > most ? sum / jobs : most))
}

# Stage $1 has ended with status $2 after $3 seconds.
stage_end() {
	local left total=$((stages_done + ${#stage_expected[@]}))
	unset "stage_expected[$1]"
	((++stages_done))
	if (($2 == 0)); then
		{ grep -v "^$1 " "$times" 2>/dev/null; echo "$1 $3"; } >"$times.new"
		mv "$times.new" "$times"
	fi
	left=$(seconds_left)
	if ((left >= 90)); then
		left="$(((left + 30) / 60)) min"
	else
		left+=' s'
	fi
	say "$stages_done of $total stages done, about $left to go"
}
