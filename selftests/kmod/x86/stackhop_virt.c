// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: a module that stackhop takes for KVM's, by a symbol
 * that these have, on machines that cannot run virtual machines.
 */
#include <linux/linkage.h>
#include <linux/module.h>

/* A type of its own: 7.3's resolve_btfids refuses a module that has none. */
struct hop_virt_vcpu {
	int runs;
};

asmlinkage void __svm_vcpu_run(struct hop_virt_vcpu *vcpu);

asmlinkage noinline void __svm_vcpu_run(struct hop_virt_vcpu *vcpu)
{
	vcpu->runs++;
}

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("looks like KVM's module, for stackhop's selftests");
