/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trace: what happened, event by event, for a person to follow.
 *
 * A trace point is one line in the list below. Off (the machine's trace is NULL), a point costs one branch.
 * On, every event is written to a file, one line each, and the last ones are kept for the report of a broken
 * invariant: time_ns component event subject detail, and of two machines the name of the one. The subject of a packet
 * event is the packet's number, so `grep ' packet=17 '` follows one packet through the machines.
 *
 * A line stands where the event was noticed and has the date of the event: what hardware has done meanwhile is noticed
 * when software looks. The lines of one machine stand in the order in which it works. Every counter has a point, written
 * where it counts, so that a trace is a second count of a run (tests/models/run/test_recount.c).
 */
#ifndef SIM_BASE_TRACE_H
#define SIM_BASE_TRACE_H

#include "sim/base/vtime.h"
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* X(name, "component event", "subject", "detail") - the two last name the arguments */
#define TRACE_POINTS(X)                                                                                      \
	X(cut, "statistics reset", "inside", "away")                                                         \
	X(irq, "core irq", "core", "pending")                                                                \
	X(tick, "core tick", "core", "pending")                                                              \
	X(softirq, "softirq round", "core", "mask")                                                          \
	X(ksoftirqd, "softirq ksoftirqd", "core", "mask")                                                    \
	X(switch, "sched switch", "core", "runnable")                                                        \
	X(wake, "sched wake", "core", "preempts")                                                            \
	X(offer, "packet offered", "packet", "source")                                                       \
	X(nic_rx, "nic rx", "packet", "bytes")                                                               \
	X(nic_irq, "nic interrupt", "queue", "waiting")                                                      \
	X(napi_poll, "napi poll", "core", "work")                                                            \
	X(squeeze, "napi squeeze", "core", "budget")                                                         \
	X(bridge, "bridge forward", "packet", "port")                                                        \
	X(tap_queue, "tap queue", "packet", "length")                                                        \
	X(saturation, "tap saturated", "queue", "length")                                                    \
	X(drop, "packet drop", "packet", "reason")                                                           \
	X(copy, "packet copy", "packet", "bytes")                                                            \
	X(vhost_turn, "vhost turn", "guest", "sends")                                                        \
	X(vhost_run, "vhost handle_rx", "guest", "received")                                                 \
	X(vhost_rx, "vhost used", "packet", "guest")                                                         \
	X(vhost_tx, "vhost handle_tx", "guest", "sent")                                                      \
	X(nic_tx, "nic tx", "packet", "bytes")                                                               \
	X(send, "app send", "packet", "guest")                                                               \
	X(signal, "device interrupt", "guest", "pending")                                                    \
	X(kick, "virtqueue kick", "guest", "avail")                                                          \
	X(halt, "vcpu halt", "guest", "exits")                                                               \
	X(exit, "vcpu exit", "guest", "exits")                                                               \
	X(ipi, "vcpu ipi", "guest", "core")                                                                  \
	X(guest_poll, "guest poll", "guest", "core")                                                         \
	X(deliver, "app deliver", "packet", "port")                                                          \
	X(pool, "pool depleted", "guest", "level")                                                           \
	X(qemu_poll, "qemu ppoll", "core", "notified")                                                       \
	X(bql, "qemu lock_wait", "core", "waited")                                                           \
	X(qemu_read, "qemu read", "packet", "bytes")                                                         \
	X(qemu_write, "qemu write", "packet", "bytes")                                                       \
	X(e1000, "e1000 access", "register", "value")

#define TRACE_ENUM(name, text, subject, detail) TRACE_##name,
enum trace_point { TRACE_POINTS(TRACE_ENUM) TRACE_POINT_COUNT };

struct trace;

/* trace_open: starts writing to the file; NULL with a GError (G_FILE_ERROR) when it cannot be written.
 * trace_close flushes it, and returns false with a GError when that failed (a full disk). */
struct trace *trace_open(const char *path, GError **error);
bool trace_close(struct trace *t, GError **error);

/* trace_keep: a trace without a file, that keeps the last events for a report; for a process that comes to its end. */
struct trace *trace_keep(void);

/* trace_event: one event. machine: its name, which must outlive the trace, or NULL: there is one only. Called by TRACE
 * only. */
void trace_event(struct trace *t, const char *machine, vtime date, enum trace_point point, int64_t subject,
		 int64_t detail);

/* trace_print_last: the last events kept of the open trace, oldest first; for check_failed. */
void trace_print_last(FILE *out);

/* trace_clock: the clock shown in the report of a broken invariant is the one at now; NULL: none. trace_now
 * reads it. */
void trace_clock(const vtime *now);
vtime trace_now(void);

/* TRACE: something happens now. TRACE_AT: it has happened, or will have, at that date. */
#define TRACE(machine, point, subject, detail) TRACE_AT(machine, (machine)->cal.now, point, subject, detail)

#define TRACE_AT(machine, date, point, subject, detail)                                                      \
	do {                                                                                                 \
		if (__builtin_expect((machine)->trace != NULL, 0))                                           \
			trace_event((machine)->trace, (machine)->traced_as, date, TRACE_##point, subject,    \
				    detail);                                                                 \
	} while (0)

#endif
