# SPDX-License-Identifier: GPL-2.0
# Where the packages of any suite come from: what this machine's own apt is set up to use, with another suite's name.
# Sourced by bash scripts that have sourced lib.sh; apt_root is for a row that they have read (kernel_row), and sets
# $apt_options.
# shellcheck shell=bash disable=SC2034,SC2154 # used, or set, by those scripts

# Only the suite's name is replaced in what apt itself would read, so that a suite may be named that the system does
# not follow. update --print-uris reads the sources but no list, so it works on a machine whose apt was never updated.
# Security suites live in an archive of their own. Somebody else's archive cannot slip in: the signature would be wrong.
archive_of() {
	local suite=$1 uri codename
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}")
	while read -r uri; do
		case ${uri##*/dists/} in
		*-security/InRelease) [[ $suite == *-security ]] || continue ;;
		"$codename"/InRelease | stable/InRelease | oldstable/InRelease | testing/InRelease | sid/InRelease)
			[[ $suite != *-security ]] || continue
			;;
		*) continue ;;
		esac
		echo "${uri%/dists/*}"
		return
	done < <(apt-get update --print-uris 2>/dev/null | sed -n "s/^'\(.*\/dists\/.*\/InRelease\)'.*/\1/p")
	die "apt on this machine has no source from which to derive the suite $suite"
}

# Lines of a sources.list for architecture $1 and suites $2...
sources_of() {
	local arch=$1 suite archive
	local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	[[ -r $keyring ]] || die "$keyring is missing (package debian-archive-keyring)"
	shift
	for suite; do
		archive=$(archive_of "$suite")
		echo "deb [arch=$arch signed-by=$keyring target=Packages lang=none] $archive $suite main"
	done
}

# A private apt root for the row: its own lists and cache, the system's settings otherwise (proxy, credentials).
apt_root() {
	local dir=$1 also=''
	[[ -z $cross ]] || also=,$(dpkg --print-architecture)
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	: >"$dir/status"
	# shellcheck disable=SC2086 # one word a suite
	sources_of "$k_arch$also" ${k_suites//,/ } >"$dir/sources.list"
	# As root, apt would hand its work to a user who may not read the build directory.
	apt_options=(-o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null
		-o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
		-o "Dir::State=$dir" -o "Dir::State::status=$dir/status" -o "Dir::State::lists=$dir/lists"
		-o "Dir::Cache=$dir/cache" -o "APT::Architecture=$k_arch" -o "APT::Architectures::=$k_arch"
		-o APT::Update::Post-Invoke-Success::= -o APT::Sandbox::User=root -o Acquire::Retries=3
		-o APT::Update::Error-Mode=any -q)
}
