/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counters of the datapath beside packets: declared once, here and (the engine's) in sim/kernel/counters.h.
 */
#ifndef MODELS_COUNTERS_H
#define MODELS_COUNTERS_H

#include "sim/kernel/counters.h"

/* X(name, kernel, text) - kernel: where a real host shows it: a file, or a trace event; "-": nowhere */
#define MODEL_COUNTERS(X)                                                                                    \
	X(nic_interrupts, "/proc/interrupts", "interrupts raised by the NIC")                                \
	X(napi_polls, "napi:napi_poll", "calls of a NAPI poll function")                                     \
	X(time_squeeze, "softnet_stat column 3", "net_rx_action ran out of budget or time with work left")   \
	X(ovs_hit, "ovs-dpctl show: hit", "Open vSwitch: packets that had a flow")                           \
	X(ovs_missed, "ovs-dpctl show: missed", "Open vSwitch: packets that had none")                       \
	X(ovs_lost, "ovs-dpctl show: lost", "Open vSwitch: of these, those that no handler could take")      \
	X(ovs_mask_hit, "ovs-dpctl show: masks hit", "Open vSwitch: masks tried for packets")                \
	X(ovs_cache_hit, "ovs-dpctl show: cache hit",                                                        \
	  "Open vSwitch: first tried the right mask, by the cache")                                          \
	X(ovs_flow_new, "-", "Open vSwitch: flows that were installed")                                      \
	X(ovs_flow_del, "-", "Open vSwitch: flows that were deleted")                                        \
	X(received_rps, "softnet_stat column 10", "interrupts of RPS taken by cores that it spreads to")     \
	X(exits, "kvm:kvm_exit", "VM exits")                                                                 \
	X(kicks, "-", "guest notifications of the host")                                                     \
	X(signals, "kvm:kvm_msi_set_irq", "host notifications of the guest: interrupts of its devices")      \
	X(ipis, "-", "interrupts sent to make a vCPU leave guest mode")                                      \
	X(vhost_runs, "-", "runs of a vhost rx handler")                                                     \
	X(vhost_tx_runs, "-", "runs of a vhost tx handler")                                                  \
	X(guest_polls, "napi:napi_poll, guest", "rounds of the guest driver's NAPI poll")                    \
	X(copies, "-", "packet copies by the host's CPU")                                                    \
	X(saturations, "-", "times a tap's saturation flag went up (feedback flow)")                         \
	X(pool_depletions, "-", "times a buffer pool ran empty (callback flow)")                             \
	X(qemu_polls, "-",                                                                                   \
	  "iterations of a QEMU main loop, one ppoll each; flow tap: calls of poll or epoll_wait")           \
	X(qemu_reads, "-", "reads of a tap by QEMU or a program, those that find nothing included")          \
	X(qemu_writes, "-", "packets that QEMU or a program has written into a tap")                         \
	X(register_accesses, "kvm:kvm_mmio",                                                                 \
	  "accesses of a guest to a device register, each an exit to QEMU")                                  \
	X(bql_waits, "-", "times QEMU's big lock was waited for")

#define COUNTER_LIST(X) SIM_COUNTERS(X) MODEL_COUNTERS(X)

enum model_counter { COUNTER_MODEL_FIRST = SIM_COUNTER_COUNT - 1, MODEL_COUNTERS(SIM_COUNTER_ENUM) COUNTERS };

struct counter_name {
	const char *name;
	const char *kernel; /* where a real host shows it; "-": nowhere */
	const char *text;
};

/* COUNT: one more, on the machine that task t runs on. */
#define COUNT(t, name) (++(t)->core->machine->counter[COUNTER_##name])

/* counter_names: COUNTERS entries. */
extern const struct counter_name counter_names[];

#endif
