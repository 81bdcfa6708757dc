/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counters of the engine: one array per machine; the models' own follow in models/counters.h.
 */
#ifndef SIM_KERNEL_COUNTERS_H
#define SIM_KERNEL_COUNTERS_H

/* X(name, kernel, text) - kernel: where a real host shows it: a file, or a trace event; "-": nowhere */
#define SIM_COUNTERS(X)                                                                                      \
	X(interrupts, "/proc/stat intr", "hard interrupts taken by a core, timer ticks left out")            \
	X(timer_ticks, "/proc/interrupts LOC", "timer interrupts taken by a core")                           \
	X(wakeups, "sched:sched_wakeup", "threads woken from sleep")                                         \
	X(context_switches, "/proc/stat ctxt", "switches from one thread to another, idle included")         \
	X(softirq_rounds, "-", "rounds of the softirq loop")                                                 \
	X(ksoftirqd_wakeups, "-", "times the softirq loop left its work to ksoftirqd")

#define SIM_COUNTER_ENUM(name, kernel, text) COUNTER_##name,
enum sim_counter { SIM_COUNTERS(SIM_COUNTER_ENUM) SIM_COUNTER_COUNT };

#endif
