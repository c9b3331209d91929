# SPDX-License-Identifier: GPL-2.0
# The tool's sources, from this folder on, for who builds them: the tool itself and its unit tests.

hop-src := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
hop-machine := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))

# Of each architecture: its folder, which is libbpf's name for it too, and Debian's name.
hop-arch-x86_64 := x86
hop-kernel-arch-x86_64 := amd64

hop-arch := $(hop-arch-$(hop-machine))
hop-kernel-arch := $(hop-kernel-arch-$(hop-machine))
$(if $(hop-arch),,$(error the tool is not ported to $(hop-machine)))

# A folder for each question, and those that they stand on.
hop-rooms := lib kernel trigger path gate status depth cost watch diff
hop-sources := $(patsubst $(hop-src)%,%,$(wildcard $(hop-src)*.[cS] \
	$(hop-rooms:%=$(hop-src)%/*.[cS]) $(hop-src)arch/*.c $(hop-src)arch/$(hop-arch)/*.[cS]))
hop-includes := -I$(hop-src) -I$(hop-src)../module/uapi -I$(hop-src)../bpf \
	-I$(hop-src)../bpf/arch/$(hop-arch)
