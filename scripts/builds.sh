# SPDX-License-Identifier: GPL-2.0
# What scripts/check builds before it tests: each kernel's module, and for each architecture among the kernels the tool and
# the selftests. Sourced by it after lib.sh; build() is its own.
# shellcheck shell=bash disable=SC2154 # set there

# QEMU for kernels of other architectures, if there is one among the rows "$@".
deps_of_ports() {
	local row
	for row; do
		kernel_row "$row"
		[[ -z $cross ]] || { "$scripts/deps" ports; return; }
	done
}

# Unpacking a package keeps one core busy.
fetch_all() {
	printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 "$scripts/kernels" fetch
}

build_all() {
	local row arch
	local -A of=()
	build kernels fetch_all "$@" || return
	for row; do
		build "module-$row" "$scripts/build-module" "$row" || return
		kernel_row "$row"
		of[${cross:+-$a_name}.]+=" $row"
	done
	for arch in "${!of[@]}"; do
		# shellcheck disable=SC2086 # one word a row
		build_programs "${arch%.}" ${of[$arch]} || return
	done
}

# build_programs ARCH ROW...: the tool and the selftests for these kernels; ARCH is empty or -NAME: another architecture.
build_programs() {
	local arch=$1 to=()
	shift
	[[ -z $arch ]] || to=("ARCH=${arch#-}")
	build "userspace$arch" make -j"$(nproc)" -C "$top" "O=$out" "${to[@]}" userspace || return
	if ((${#tests[@]})); then
		build "selftests$arch" build_tests "$@"
	else
		build "selftests$arch" make -j"$(nproc)" -C "$top" "O=$out" "${to[@]}" "KERNELS=$*" selftests
	fi
}

# What guests need for $tests, and no more: the programs that these name, too, and the modules. One that runs the kernel's
# selftests takes all.
build_tests() {
	local test helper sources targets=(kmod) programs=(run_tests "${tests[@]}")
	[[ " ${tests[*]} " != *' notice_test '* ]] || targets=(all)
	kernel_row "$1"
	mapfile -t sources < <(for test in "${tests[@]}"; do find "$top/selftests" -name "$test" -o -name "$test.c"; done)
	while read -r helper; do
		! grep -qw "$helper" "${sources[@]}" || programs+=("$helper")
	done < <(cd "$top/selftests" && printf '%s\n' *.c "$a_folder"/*.c | sed -n 's,.*/,,; /_test\.c$/d; s/\.c$//p' | sort -u)
	"$scripts/ksrc" && make -j"$(nproc)" -C "$top/selftests" "O=$out" ${cross:+"ARCH=$a_name"} "KERNELS=$*" "${targets[@]}" \
		"${programs[@]/#/$arch_out/selftests/}"
}
