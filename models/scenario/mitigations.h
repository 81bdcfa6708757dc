/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mitigations of speculative execution: what they add to the costs, by groups.
 *
 * A mitigation makes an operation of the processor dearer: entering the kernel, an indirect branch, a copy from or to user
 * memory, a VM exit, a switch between threads. The settings say what one such operation takes more, in cycles. A table
 * (mitigations.c) says how many of each a named cost contains, as counted in Debian's kernel 6.1. mitigations_apply adds
 * both up before a run begins; nothing is paid apart. IBRS as Skylake and its kin have it also slows what the kernel does in
 * between, since neither returns nor indirect branches are predicted: that is a factor (kernel_code).
 *
 * Left out: interrupts that come in user mode (none of the model's do often), what a cleared cache or a lost prediction costs
 * afterwards, IBPB between vCPUs of two guests on one core, SMT (switching it off is host.smt).
 */
#ifndef MODELS_SCENARIO_MITIGATIONS_H
#define MODELS_SCENARIO_MITIGATIONS_H

#include "models/costs.h"
#include "sim/input/option.h"

enum mitigations_state { MITIGATIONS_OFF, MITIGATIONS_ON };

/* G(name, cycles by default, the operation); one field and one setting each. */
#define MITIGATION_GROUPS(G)                                                                                 \
	G(system_call, "2650", "a system call, in and out: page table isolation, IBRS, VERW")                \
	G(indirect_branch, "60", "an indirect call in the kernel: a retpoline, or IBRS")                     \
	G(user_copy, "0", "an access to user memory; its LFENCE is there with mitigations=off, too")         \
	G(vm_exit, "2120", "a VM exit and the entry after it: IBRS, return stack, L1D flush")                \
	G(context_switch, "130", "a switch between threads: the return stack is filled")

#define MITIGATION_FIELD(name, cycles, text) int64_t name; /* cycles in millionths */
struct mitigations_settings {
	int state; /* enum mitigations_state */
	MITIGATION_GROUPS(MITIGATION_FIELD)
	int64_t kernel_code; /* what the cycles of the host's kernel are multiplied by, in millionths */
};

extern const struct option_table mitigations_table;

/* mitigations_apply: adds to the costs what the mitigations take, if they are on. */
void mitigations_apply(const struct mitigations_settings *m, struct cost_entry costs[COST_COUNT]);

#endif
