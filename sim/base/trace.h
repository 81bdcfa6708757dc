/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trace: what happened, event by event.
 *
 * A trace point is one line in the list below. Off (trace_is_on), a point costs one branch. On, every event of a machine
 * that has the trace becomes a record. The last records are kept for the report of a broken invariant. Writers
 * (tools/trace/) get those of a window of time, from the beginning or from the first that a trigger names.
 *
 * A record comes when the event is noticed, and has the date of the event: what hardware has done meanwhile is noticed when
 * software looks. The records of one machine come in the order in which it works. Every counter has a point, written where
 * it counts, so that a trace is a second count of a run (tests/models/run/test_recount.c).
 *
 * What a core spends its time on, and the depth of queues, are points as well (TRACE_paid, TRACE_level). Only writers that
 * want them (struct trace_writer) cause them, for they make a run slower. They change no date.
 */
#ifndef SIM_BASE_TRACE_H
#define SIM_BASE_TRACE_H

#include "sim/base/vtime.h"
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* X(name, "component event", "subject", "detail", "more") - the last three name the values, NULL: there is none;
 * docs/trace.md says what they are */
#define TRACE_POINTS(X)                                                                                      \
	X(cut, "statistics reset", "inside", "away", NULL)                                                   \
	X(irq, "core irq", "core", "softirqs", NULL)                                                         \
	X(tick, "core tick", "core", "softirqs", NULL)                                                       \
	X(softirq, "softirq round", "core", "softirqs", NULL)                                                \
	X(ksoftirqd, "softirq ksoftirqd", "core", "softirqs", NULL)                                          \
	X(switch, "sched switch", "core", "runnable", NULL)                                                  \
	X(wake, "sched wake", "core", "preempts", NULL)                                                      \
	X(offer, "packet offered", "packet", "source", "bytes")                                              \
	X(nic_rx, "nic rx", "packet", "bytes", NULL)                                                         \
	X(nic_irq, "nic interrupt", "queue", "waiting", NULL)                                                \
	X(napi_poll, "napi poll", "core", "work", NULL)                                                      \
	X(squeeze, "napi squeeze", "core", "budget", NULL)                                                   \
	X(rps, "napi rps", "core", "softirqs", NULL)                                                         \
	X(bridge, "bridge forward", "packet", "port", NULL)                                                  \
	X(ovs_hit, "ovs hit", "packet", "masks", NULL)                                                       \
	X(ovs_cache_hit, "ovs cache_hit", "packet", "core", NULL)                                            \
	X(ovs_miss, "ovs miss", "packet", "masks", NULL)                                                     \
	X(ovs_lost, "ovs lost", "packet", "handler", NULL)                                                   \
	X(ovs_flow_new, "ovs flow_new", "flows", "mask", NULL)                                               \
	X(ovs_flow_del, "ovs flow_del", "flows", "batch", NULL)                                              \
	X(tap_queue, "tap queue", "packet", "length", "port")                                                \
	X(saturation, "tap saturated", "queue", "length", NULL)                                              \
	X(drop, "packet drop", "packet", "reason", "port")                                                   \
	X(copy, "packet copy", "packet", "bytes", NULL)                                                      \
	X(vhost_turn, "vhost turn", "guest", "sends", NULL)                                                  \
	X(vhost_run, "vhost handle_rx", "guest", "received", NULL)                                           \
	X(used, "virtqueue used", "packet", "guest", NULL)                                                   \
	X(vhost_tx, "vhost handle_tx", "guest", "sent", NULL)                                                \
	X(nic_tx, "nic tx", "packet", "bytes", NULL)                                                         \
	X(send, "app send", "packet", "guest", NULL)                                                         \
	X(signal, "device interrupt", "guest", "pending", NULL)                                              \
	X(kick, "virtqueue kick", "guest", "avail", NULL)                                                    \
	X(halt, "vcpu halt", "guest", "exits", NULL)                                                         \
	X(exit, "vcpu exit", "guest", "exits", NULL)                                                         \
	X(ipi, "vcpu ipi", "guest", "core", NULL)                                                            \
	X(guest_poll, "guest poll", "guest", "core", NULL)                                                   \
	X(deliver, "app deliver", "packet", "port", NULL)                                                    \
	X(pool, "pool depleted", "queue", "level", NULL)                                                     \
	X(qemu_poll, "qemu ppoll", "core", "notified", NULL)                                                 \
	X(bql, "qemu lock_wait", "core", "waited", NULL)                                                     \
	X(qemu_read, "qemu read", "packet", "bytes", NULL)                                                   \
	X(qemu_write, "qemu write", "packet", "bytes", NULL)                                                 \
	X(e1000, "e1000 access", "register", "value", NULL)                                                  \
	X(paid, "core paid", "core", "cost", "ps")                                                           \
	X(level, "queue level", "guest", "packets", NULL)

#define TRACE_ENUM(name, text, subject, detail, more) TRACE_##name,
enum trace_point { TRACE_POINTS(TRACE_ENUM) TRACE_POINT_COUNT };

/* What a point is called: "nic rx" with "packet", "bytes" and NULL. */
struct trace_point_name {
	const char *text, *subject, *detail, *more;
};

/* trace_points: TRACE_POINT_COUNT entries. */
extern const struct trace_point_name trace_points[];

struct trace_record {
	const char *machine; /* its name, which outlives the trace; NULL: there is one only */
	vtime date;
	enum trace_point point;
	int64_t subject, detail, more; /* of TRACE_paid: how long from the date, in ps */
	int core, context; /* the core that worked when it was noticed, enum context; core -1: none did */
	const char *name;  /* TRACE_level: of the queue, which outlives the trace; else NULL */
};

/* What takes the records. */
struct trace_writer {
	void (*write)(void *self, const struct trace_record *r);
	void (*note)(void *self,
		     const struct trace_record *r); /* each TRACE_offer, in the scope or not; or NULL */
	void (*flush)(void *self);		    /* the process is about to end by a fault */
	void *self;
	bool fully; /* it wants TRACE_paid and TRACE_level */
};

/* Which records writers get: those from `from` to `to`; with a trigger, from the first record on for which it says so. The
 * TRACE_KEPT records before that one come first. */
struct trace_scope {
	vtime from, to;
	bool (*trigger)(void *self, const struct trace_record *r); /* NULL: from the beginning */
	void *self;						   /* of the trigger */
};

#define TRACE_KEPT 1024

struct trace;

/* trace_is_on: whether the process has a trace. A point reads it before anything else: a trace that is off costs one
 * comparison with a constant address, and no read of the machine. Set before the threads of a run begin; a run that
 * is stuck (progress.h) sets it for its last records. */
extern bool trace_is_on;

/* trace_new: a trace without writers, that keeps the last records for a report. scope NULL: everything. The caller owns
 * it: trace_free. One of a process at most. */
struct trace *trace_new(const struct trace_scope *scope);
void trace_free(struct trace *t);

/* trace_add: one more writer. */
void trace_add(struct trace *t, const struct trace_writer *w);

/* trace_fully: whether a writer wants TRACE_paid and TRACE_level. */
bool trace_fully(const struct trace *t);

/* trace_event: one record. Models use TRACE (sim/core/machine.h). */
void trace_event(struct trace *t, const struct trace_record *r);

/* trace_line: the record as a line of the text trace, with its newline, into text, which it empties before. */
void trace_line(GString *text, const struct trace_record *r);

/* trace_print_last: the last events of the open trace, oldest first; for check_failed. */
void trace_print_last(FILE *out);

/* trace_name_values: from now on a value is written as name(self, word, value, text) appends it to text, where word is
 * what the point calls it ("reason"). It appends nothing when the value has no name. NULL: numbers again. */
void trace_name_values(void (*name)(void *self, const char *word, int64_t value, GString *text), void *self);

/* trace_value: appends the value's name, or the number. */
void trace_value(GString *text, const char *word, int64_t value);

/* trace_clock: the clock shown in the report of a broken invariant is the one at now; NULL: none. Each
 * thread has its own. trace_now reads it. */
void trace_clock(const vtime *now);
vtime trace_now(void);

#endif
