# SPDX-License-Identifier: GPL-2.0
# Questions to selftests/matrix.tsv: which VMs run what. Sourced after lib.sh.
# shellcheck shell=bash disable=SC2154 # set there

# Name, kernels of all and of a short check, options of scripts/vm, command, why.
matrix_rows() {
	table_rows "$top/selftests/matrix.tsv" 2>/dev/null
}

# The kernels that a short check takes.
short_kernels() {
	local row patterns
	patterns=$(matrix_rows | cut -f3 | paste -sd,)
	for row in $(kernel_names); do
		! is_for "$patterns" "$row" || echo "$row"
	done
}

# Is program $1 run by command line $2? Without a list it is every test but those after -x.
runs_program() {
	[[ " $2 " != *" -x $1 "* ]] || return 1
	[[ " $2 " == *" $1 "* ]] || [[ $1 == *_test && ${2#*/run_tests} =~ ^(\ -x\ [a-z_]+|\ -t\ [0-9]+)*$ ]]
}

# The rows of kernel $1 that run program $2, or all of them: of each machine the first one. With $3 only machines that differ
# in no more than CPUs and one boot argument.
rows_of() {
	local name all short options command seen=$'\n'
	while IFS=$'\t' read -r name all short options command _; do
		is_for "$all,$short" "$1" || continue
		[[ -z $2 ]] || runs_program "$2" "$command" || continue
		[[ -z $3 || $options =~ ^-n\ [0-9]+(\ -a\ [a-z0-9_=]+)?$ ]] || continue
		[[ $seen != *$'\n'"$options"$'\n'* ]] || continue
		seen+=$options$'\n'
		printf '%s\t%s\t%s\n' "$name" "$options" "$command"
	done < <(matrix_rows)
}

# Where to run program $2 on kernel $1, if somebody asks for that: in plain machines (page-table isolation on and off), if
# rows of the matrix have it there, else wherever rows have it, else where other tests are run on that kernel.
rows_for_test() {
	local rows
	rows=$(rows_of "$1" "$2" plain)
	[[ $rows ]] || rows=$(rows_of "$1" "$2" '')
	[[ $rows ]] || rows=$(rows_of "$1" '' plain)
	[[ $rows ]] || rows=$(rows_of "$1" '' '')
	printf '%s' "${rows:+$rows$'\n'}"
}

# A row's command $1, with programs "$2"... and its options, but -x, instead of its own programs.
with_programs() {
	local command=$1 time=
	shift
	[[ ! $command =~ \ -t\ [0-9]+ ]] || time=${BASH_REMATCH[0]}
	echo "${command%%/run_tests*}/run_tests$time $*"
}
