/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was read of the machine: material for checks and for views.
 */
#ifndef HOP_KERNEL_MACHINE_H
#define HOP_KERNEL_MACHINE_H

#include "stacks.h"

/**
 * struct hop_cpu - a CPU and, if it is online, its snapshots
 * @online:	it is
 * @visited:	this program has been there
 * @snap:	of a task of the kernel's; snap.cpu is right even if offline
 * @self:	if @visited: of this program
 */
struct hop_cpu {
	bool online;
	bool visited;
	struct hop_snapshot snap;
	struct hop_snapshot self;
};

/**
 * struct hop_machine - everything that `status` reads
 * @info:	what the module can do
 * @stacks:	every per-CPU stack
 * @context:	enum hop_context of the snapshots
 * @cpu:	the possible CPUs, by rising number
 * @nr_cpus:	how many
 */
struct hop_machine {
	struct hop_info info;
	struct hop_stacklist stacks;
	unsigned int context;
	struct hop_cpu *cpu;
	size_t nr_cpus;
};

#endif
