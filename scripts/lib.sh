# SPDX-License-Identifier: GPL-2.0
# What the scripts of this directory share: where things are, how to fail, the tables of kernels and architectures.
# Sourced by bash scripts that have set $me (the name to report under).
# shellcheck shell=bash disable=SC2034,SC2154 # used, or set, by those scripts

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$scripts")
out=${O:-build}
[[ $out == /* ]] || out=$top/$out
kernels_dir=$out/kernels
table=${STACKHOP_KERNELS:-$scripts/kernels.tsv}

die_status=1

die() {
	echo "$me: $*" >&2
	exit "$die_status"
}

say() {
	echo "$me: $*" >&2
}

need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || die "$tool is missing (see 'make deps')"
	done
}

# Reads the row of kernel $1 into $k_name, $k_arch, $k_suites, $k_packages, $k_compiler, $k_root, $k_when, and that of its
# architecture.
kernel_row() {
	while IFS=$'\t' read -r k_name k_arch k_suites k_packages k_compiler k_root k_when; do
		[[ $k_name != "$1" ]] || { arch_row "$k_arch"; return; }
	done < <(kernel_rows)
	die "no kernel '$1' in $table (there is: $(kernel_names))"
}

# Reads the row of architecture $1 into $a_name and so on. If it is not this machine's, sets $cross to the prefix of tools that
# build for it here, and $sysroot to the directory that has its libraries. $arch_out is where programs for it are built.
arch_row() {
	while IFS=$'\t' read -r a_name a_kernel a_folder a_machine a_prefix a_root a_qemu a_board a_cpu a_counted a_console a_terminal \
		a_image a_built a_modules a_checks a_args; do
		[[ $a_name == "$1" ]] || continue
		cross='' sysroot='' arch_out=$out
		[[ $a_machine != "$(uname -m)" ]] || return 0
		cross=$a_prefix
		sysroot=$out/roots/$a_root-$a_name
		arch_out=$out/$a_name
		return 0
	done < <(table_rows "$scripts/arches.tsv")
	die "no architecture '$1' in $scripts/arches.tsv"
}

# Sets $tools to the words before a command that run it among the tools of $k_root.
kernel_tools() {
	tools=(env)
	[[ ${k_root:--} == - ]] || tools=("$scripts/buildroot" "$k_root${cross:+:$a_name}" --)
}

# Debian's linux-source.
source_tarball() {
	local newest
	newest=$(find /usr/src -maxdepth 1 -name 'linux-source-*.tar.xz' 2>/dev/null | sort -V | tail -n1)
	[[ $newest ]] || die "no /usr/src/linux-source-*.tar.xz (run 'make deps', or give KSRC=DIR for a few files of it)"
	echo "$newest"
}

# Which build of a kernel this is: another one may have the same release, after an update of Debian's packages, or when
# somebody builds a kernel anew. $1 is its image, or what a running kernel tells of itself, $2 the headers.
kernel_build() {
	{ cat "$1" "$2"/{Module.symvers,.config} "$2"/include/generated/{compile,utsversion}.h 2>/dev/null || true; } |
		sha256sum | cut -c1-16
}

# Is name $2 one of the names or shell patterns $1, separated by commas?
is_for() {
	local pattern patterns
	IFS=, read -r -a patterns <<<"$1"
	for pattern in "${patterns[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		[[ $2 == $pattern ]] && return
	done
	return 1
}

table_rows() {
	grep -v -e '^#' -e '^[[:space:]]*$' "$1"
}

kernel_rows() {
	table_rows "$table"
}

# Those that are tested without being named: of what Debian ships, not of what is built here.
kernel_names() {
	kernel_rows | awk -F'\t' '$3 != "source" && $7 != "named" { print $1 }' | paste -sd' '
}
