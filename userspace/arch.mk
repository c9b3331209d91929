# SPDX-License-Identifier: GPL-2.0
# What the build of the tool must know of each architecture: a row of three.

hop-machine := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))

hop-bpf-arch-x86_64 := x86
hop-kernel-arch-x86_64 := amd64
hop-arch-objs-x86_64 := call_x86 int_x86 snippet_x86 snippet64_x86 \
	snippet32_x86 snippet_time_x86 ticks_x86

hop-bpf-arch := $(hop-bpf-arch-$(hop-machine))
hop-kernel-arch := $(hop-kernel-arch-$(hop-machine))
hop-arch-objs := $(hop-arch-objs-$(hop-machine))

$(if $(hop-bpf-arch),,$(error the tool is not ported to $(hop-machine)))
