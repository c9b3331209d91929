# SPDX-License-Identifier: GPL-2.0
# What people type: `make help` lists it. The work is in scripts/, userspace/,
# selftests/ and, for the module, in Kbuild.

O ?= build
override O := $(abspath $(O))
export O
# By the environment only: as an argument, which make hands down all the way, a
# kernel's makefile would take it for its own.
MAKEOVERRIDES := $(filter-out O=%,$(MAKEOVERRIDES))

# Another architecture than this machine's: its kernel, and a folder of its name.
arch-given := $(filter command,$(origin ARCH))
folder := $(if $(arch-given),$(or $(shell scripts/arch folder $(ARCH)),$(error ARCH=$(ARCH): no such architecture)),.)
foreign := $(filter-out .,$(folder))
arch-out := $(O)$(foreign:%=/%)

KERNEL ?= $(if $(foreign),$(shell scripts/arch kernel $(ARCH)),running)
KERNELS ?=
PREFIX ?= /usr/local
DESTDIR ?=

running := $(shell uname -r)
KVER = $(if $(filter running,$(KERNEL)),$(running),$(shell \
	scripts/kernels path $(KERNEL) release))
module-dir = $(O)/module/$(if $(filter running,$(KERNEL)),$(running),$(KERNEL))
ko = $(module-dir)/stackhop.ko
updates = $(DESTDIR)/lib/modules/$(KVER)/updates
test-kernels = $(if $(KERNELS),'KERNELS=$(KERNELS)',$(if $(foreign),KERNELS=$(KERNEL),$(headers:%=KERNELS=running)))
headers = $(if $(foreign),ARCH=$(foreign),$(wildcard /lib/modules/$(running)/build/Makefile))

.DEFAULT_GOAL := all
.PHONY: all module userspace selftests deps demo check check-fast check-all check-debug soak lint format load unload \
	bench fire install uninstall clean distclean help

all: $(if $(headers),module,no-headers) userspace selftests ## the module for the running kernel, the tool, the selftests

.PHONY: no-headers
no-headers:
	@echo "no module: /lib/modules/$(running)/build is not there (Debian:" \
		"linux-headers-$(running)); 'make module KERNEL=ROW' builds" \
		"for a kernel of scripts/kernels.tsv" >&2

module: ## stackhop.ko; KERNEL=ROW: for a kernel of scripts/kernels.tsv
	@scripts/build-module $(KERNEL)

userspace: ## the tool stackhop and its BPF programs
	@mkdir -p $(arch-out)
	@flock $(arch-out)/userspace.lock $(MAKE) --no-print-directory -C userspace

selftests: ## the kselftest programs; see also `make -C selftests run_tests`
	@scripts/ksrc
	@$(MAKE) --no-print-directory -C selftests $(test-kernels)

deps: ## install the Debian packages that are missing (root, or sudo)
	@scripts/deps

demo: ## boot a stock Debian kernel in QEMU and show what stackhop sees
	@scripts/demo $(if $(foreign),$(KERNEL))

check: ## lint, unit tests, the selftests in a few VMs; KERNELS="ROW...", TEST="NAME..." pick
	@scripts/check $(if $(TEST),-t '$(TEST)') $(KERNELS)

check-fast: ## of that what the first kernel has: four minutes if all is built
	@scripts/check -f

check-all: ## the same with every test on every kernel: an hour
	@scripts/check -a $(KERNELS)

check-debug: ## the selftests in kernels built here: checks itself, odd: an hour
	@scripts/check -g debug odd odd-all

bench: ## what watching costs, beside other tools (a few minutes)
	@scripts/bench $(KERNELS)

soak: ## watch beside stress-ng for ten minutes
	@scripts/soak $(KERNELS)

fire: ## attack stackhop in guests; MINUTES=10, SEED=N, ROWS="ROW..." of fire.tsv
	@scripts/fire $(SEED:%=-s %) $(or $(MINUTES),10) $(ROWS)

lint: ## checkpatch, clang-format, cppcheck, sparse, shellcheck and others
	@scripts/lint

format: ## lay out the C files as clang-format would
	@scripts/lint format

load: ## insmod the module on this machine: read README.md first (root)
	@scripts/load load $(ko) $(PARAMS)

unload: ## take it out again (root)
	@scripts/load unload

install: ## the module below /lib/modules, the tool below PREFIX (root)
	@test -e $(ko) || { echo "$(ko) is not there: run 'make'" >&2; exit 1; }
	install -D -m 644 $(ko) $(updates)/stackhop.ko
	strip --strip-debug $(updates)/stackhop.ko
	$(if $(DESTDIR),,depmod $(KVER))
	@$(MAKE) --no-print-directory -C userspace install

uninstall: ## what install put there (root)
	rm -f $(updates)/stackhop.ko
	$(if $(DESTDIR),,depmod $(KVER))
	@$(MAKE) --no-print-directory -C userspace uninstall

clean: ## everything built; downloaded kernels stay
	@test ! -d $(O) || find $(O) -mindepth 1 -maxdepth 1 ! -name kernels ! -name roots \
		-exec rm -rf {} +

distclean: ## the whole build directory
	rm -rf $(O)

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | \
		expand -t 20
	@printf '%s\n' '' 'O=DIR       build there instead of in build/' \
		'TEST=NAME   for check: programs of selftests/ or host/, e.g. gate_test' \
		'ARCH=NAME   for all, module, userspace, selftests, demo: an architecture of scripts/arches.tsv' \
		'KERNEL=ROW  for module, install: a row of scripts/kernels.tsv' \
		'PARAMS=...  for load: module parameters (see modinfo)' \
		'KSRC=DIR    take kselftest and checkpatch from this source tree' \
		'PREFIX, DESTDIR: for install and uninstall, as usual'

export PREFIX DESTDIR
