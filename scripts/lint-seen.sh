# SPDX-License-Identifier: GPL-2.0
# What a linter found clean it does not look at again: $out/lint/seen/NAME has the keys of these files, each made of all that
# the verdict rests on. Nothing else is kept, so what was complained of is looked at every time. Sourced by scripts/lint.
# shellcheck shell=bash disable=SC2154 # set there

# Linters that look at each file by itself. Any other one looks at all of its files if one has changed, or is gone.
by_file=' spdx length space hosts spelling shell style layout cppcheck versions '

# What linter $1 goes by, besides the files. One that is not named here goes by nothing else.
basis() {
	cat "$scripts"/lint "$scripts"/{lint-seen,lib,matrix}.sh "$scripts"/*.awk && echo "${CC:-} ${KDIR:-} ${KCFLAGS:-} ${KSRC:-}" || return
	case $1 in
	spelling) codespell --version ;;
	shell) shellcheck --version && cat .shellcheckrc && text_files | grep '\.sh$' | xargs cat ;;
	style) perl -v && "$scripts/ksrc" && cat "$out"/ksrc/scripts/* ;;
	layout) clang-format --version && cat .clang-format ;;
	cppcheck) cppcheck --version && "$scripts/ksrc" && cat "$out/ksrc/.from" && headers | xargs cat ;;
	matrix) cat "$table" ;;
	port) "${CC:-gcc}" --version && cat "$scripts/stub-check" module/uapi/*.h module/uapi/arch/*.h selftests/host/none/* && "${CLANG:-clang}" --version ;;
	door) cat "$scripts"/{stub-module,headers-32,kernels.tsv} Kbuild selftests/none/* selftests/host/none/uapi.h ;;
	sparse) kernel_row "$(kernel_names | cut -d' ' -f1)" && sparse --version && "$k_compiler" --version &&
		cat Kbuild "$table" "$scripts"/{build-module,arches.tsv} "$kernels_dir/$k_name/packages" ;;
	esac
}

headers() {
	c_files | grep '\.h$'
}

# keys NAME FILE...: a line for each of the files, or for all of them. Fails if what they go by cannot be told.
keys() {
	local name=$1 basis
	shift
	basis=$(set -o pipefail; basis "$name" 2>/dev/null | sha256sum) || return
	if [[ $by_file == *" $name "* ]]; then
		sha256sum -- "$@" | sed "s/^/${basis%% *} /"
	else
		{ echo "$basis"; sha256sum -- "$@"; } | sha256sum
	fi
}

# unseen NAME KEYS FILE...: those of the files that are to be looked at.
unseen() {
	local name=$1 keys=$2
	shift 2
	if [[ -z $keys ]]; then
		printf '%s\n' "$@"
	elif [[ $by_file == *" $name "* ]]; then
		grep -vxF -f <(cat "$out/lint/seen/$name" 2>/dev/null) <<<"$keys" | cut -d' ' -f4-
	elif ! grep -qxF -e "$keys" "$out/lint/seen/$name" 2>/dev/null; then
		printf '%s\n' "$@"
	fi
}

# found_clean NAME KEYS FILE...: all of these are clean, if they still are what they were before they were looked at.
found_clean() {
	local name=$1 keys=$2
	shift 2
	[[ $keys && $(keys "$name" "$@") == "$keys" ]] || return 0
	mkdir -p "$out/lint/seen"
	echo "$keys" >"$out/lint/seen/.$name.$$"
	mv "$out/lint/seen/.$name.$$" "$out/lint/seen/$name"
}
