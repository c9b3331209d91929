// SPDX-License-Identifier: GPL-2.0
/*
 * For the selftests only: a module that stackhop takes for KVM's, by a symbol
 * that these have, on machines that cannot run virtual machines.
 */
#include <linux/linkage.h>
#include <linux/module.h>

asmlinkage void __svm_vcpu_run(void);

asmlinkage noinline void __svm_vcpu_run(void)
{
}

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("looks like KVM's module, for stackhop's selftests");
