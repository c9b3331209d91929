// SPDX-License-Identifier: GPL-2.0
/*
 * The workers that attack what x86 has.
 */
#include "fire/x86/workers.h"
#include "lib.h"

const struct hop_worker hop_port_workers[] = {
	{ "compat", hop_compat_work, "every ioctl from a 32-bit program" },
	{ "nmis", hop_nmis_work, "NMIs while taps and gates are there" },
	{ "kvm", hop_kvm_work, "runs a KVM guest" },
};

const int hop_port_workers_nr = ARRAY_SIZE(hop_port_workers);
