/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Contexts: what the time of a core is booked under.
 */
#ifndef SIM_KERNEL_CONTEXT_H
#define SIM_KERNEL_CONTEXT_H

/* X(name, what runs in it) */
#define CONTEXT_LIST(X)                                                                                      \
	X(hardirq, "hard interrupt handlers")                                                                \
	X(softirq, "softirqs on the exit of an interrupt")                                                   \
	X(ksoftirqd, "softirqs in the per-core thread")                                                      \
	X(napi, "threads of threaded NAPI")                                                                  \
	X(vhost, "vhost worker threads")                                                                     \
	X(vcpu, "vCPU threads, guest and exits")                                                             \
	X(qemu, "threads of QEMU, or of a program that reads a tap")                                         \
	X(pmd, "the polling thread of a switch in user space")                                               \
	X(other, "any other thread")                                                                         \
	X(idle, "nothing")

#define CONTEXT_ENUM(name, text) CONTEXT_##name,
enum context { CONTEXT_LIST(CONTEXT_ENUM) CONTEXTS };

/* context_names: CONTEXTS entries. */
extern const char *const context_names[];

#endif
