# SPDX-License-Identifier: GPL-2.0
# The tool's sources, from this folder on, for who builds them: the tool itself and its unit tests; and what they are built
# for: this machine, or, with `make ARCH=NAME`, an architecture of scripts/arches.tsv.

hop-src := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))

# By the command line only: an ARCH in the environment is somebody's for the kernel's makefiles.
hop-out := $(O)
hop-foreign :=
ifeq ($(origin ARCH),command line)
hop-ask := O=$(O) $(realpath $(hop-src)../scripts)/arch
hop-folder := $(shell $(hop-ask) folder $(ARCH))
$(if $(hop-folder),,$(error ARCH=$(ARCH): no such architecture))
ifneq ($(hop-folder),.)
hop-foreign := $(ARCH)
hop-out := $(O)/$(hop-folder)
CC := $(shell $(hop-ask) tool $(ARCH) gcc)
AR := $(shell $(hop-ask) tool $(ARCH) ar)
endif
endif

hop-machine := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))

# Of each architecture: its folder, which is libbpf's name for it too, and Debian's name.
hop-arch-x86_64 := x86
hop-kernel-arch-x86_64 := amd64
hop-arch-aarch64 := arm64
hop-kernel-arch-aarch64 := arm64
hop-arch-riscv64 := riscv
hop-kernel-arch-riscv64 := riscv64

hop-arch := $(hop-arch-$(hop-machine))
hop-kernel-arch := $(hop-kernel-arch-$(hop-machine))
$(if $(and $(hop-arch),$(wildcard $(hop-src)arch/$(hop-arch))),,$(error the tool is not ported to $(hop-machine)))

# A folder for each question, and those that they stand on.
hop-rooms := lib kernel trigger path gate status depth cost watch diff
hop-sources := $(patsubst $(hop-src)%,%,$(wildcard $(hop-src)*.[cS] \
	$(hop-rooms:%=$(hop-src)%/*.[cS]) $(hop-src)arch/*.c $(hop-src)arch/$(hop-arch)/*.[cS]))
hop-includes := -I$(hop-src) -I$(hop-src)../module/uapi -I$(hop-src)../bpf \
	-I$(hop-src)../bpf/arch/$(hop-arch)
