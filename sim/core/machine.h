/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Machine: one calendar, its cores, the costs at its clock, and the engine's counters.
 */
#ifndef SIM_CORE_MACHINE_H
#define SIM_CORE_MACHINE_H

#include "sim/base/trace.h"
#include "sim/core/calendar.h"
#include "sim/core/core.h"
#include "sim/kernel/counters.h"
#include "sim/kernel/era.h"

/* Which cores are threads of one physical core (smt.h): none, i and i + n / 2, or 2 i and 2 i + 1. */
enum smt { SMT_off, SMT_halves, SMT_pairs };

/* A machine. machine.c writes it; cores keep their books and counters in it; whoever begins a trace sets `trace` and
 * `traced_as`. */
struct machine {
	char *name;
	struct calendar cal;
	int64_t hz; /* clock, cycles per second */
	enum era era;
	struct sched_settings sched;
	struct cstate_times *cstates; /* CSTATES of them; NULL: idle cores have no C-states; owned */
	struct sched_params params;
	int n_costs;
	struct cost *costs;
	const char *(*cost_name)(int cost); /* NULL: they have none */
	struct cost *slow_costs; /* these three with SMT only: what they take while the sibling is busy */
	int64_t smt_speed;	 /* then, in millionths */
	bool (*cost_waits)(int cost);
	int n_cores;
	int n_busy; /* of them, something runs on so many; kept with energy, as the next two */
	vtime busy_since,
		any_busy; /* when the books of that were last brought up to date; how long n_busy was not 0 */
	struct core *cores;
	struct fiber_pool stacks; /* of the cores' tasks */
	struct fiber engine;	  /* the stack that goes on when a task has left its own ... */
	struct core *left;	  /* ... on this core; NULL: because it waits for the end of its payment */
	int64_t *counter;	  /* n_counters; the engine's come first */
	int n_counters;
	struct trace *trace;	    /* NULL: off; not owned */
	const char *traced_as;	    /* its name in the trace; NULL: it is the only machine there; not owned */
	bool traced_fully;	    /* what its cores pay is in the trace (machine_trace_fully) */
	void (*traced)(void *self); /* called after each record of such a trace; NULL: nothing */
	void *traced_self;
};

struct machine_config {
	const char *name;
	int cores;
	int64_t hz;
	enum era era;
	const struct sched_settings *sched;
	const struct cost_entry *costs; /* n_costs of them; the engine's (sim/kernel/cost.h) come first */
	int n_costs;
	const char *(*cost_name)(int cost); /* for reports; NULL: they have none */
	int n_counters;
	int64_t cost_spread;	    /* millionths (cost.h) */
	uint64_t seed, replication; /* of the spread's streams, one for each core */
	enum smt smt;
	int64_t smt_speed;	      /* of a core whose sibling is busy, in millionths */
	bool (*cost_waits)(int cost); /* it is paid until a date, whatever the speed; NULL: none is */
	bool energy;		      /* how long any core was busy is kept */
};

/**
 * machine_new() - a machine at date 0 with idle cores
 * @config: of the machine; copied, but for the names in it; without cores it can have events only
 *
 * Return: the machine, which the caller owns (machine_free()).
 */
struct machine *machine_new(const struct machine_config *config);

/**
 * machine_free() - frees a machine
 * @m: the machine
 */
void machine_free(struct machine *m);

/**
 * machine_settle() - brings the books of every core up to now
 * @m: the machine
 */
void machine_settle(struct machine *m);

/**
 * machine_follow() - a core has become busy, or idle
 * @m: its machine
 * @busy: it has become busy
 *
 * Cores that are followed call it.
 */
void machine_follow(struct machine *m, bool busy);

/**
 * machine_reset_statistics() - the one reset point: empties the books and counters
 * @m: the machine
 */
void machine_reset_statistics(struct machine *m);

/**
 * machine_check() - aborts unless the booked time of every core adds up to the time that has passed
 * @m: the machine
 * @from: ps, the date of the last reset
 */
void machine_check(struct machine *m, vtime from);

/**
 * machine_trace_fully() - what the cores pay is in the trace as well (TRACE_paid), from its start
 *   on
 * @m: the machine
 * @traced: called after each record; NULL: nothing is
 * @self: argument of it
 *
 * No payment is saved then (calendar_advance()). The dates are the same, and the run is slower.
 */
void machine_trace_fully(struct machine *m, void (*traced)(void *self), void *self);

/**
 * machine_trace() - writes a record to the machine's trace, if it has one; called by TRACE only
 * @m: the machine
 * @date: ps, of the record
 * @point: what happens
 * @subject: first value
 * @detail: second value
 * @more: third value
 */
void machine_trace(const struct machine *m, vtime date, enum trace_point point, int64_t subject,
		   int64_t detail, int64_t more);

/**
 * machine_trace_paid() - the core that works has paid a cost; nothing unless machine_trace_fully()
 * @c: the core
 * @date: ps, when it began
 * @cost: name of the cost
 * @time: ps, for so long
 */
void machine_trace_paid(const struct core *c, vtime date, int cost, vtime time);

/* TRACE: something happens now. TRACE_AT: it has happened, or will have, at that date. TRACE_MORE: a third value. */
#define TRACE(machine, point, subject, detail) TRACE_AT(machine, (machine)->cal.now, point, subject, detail)
#define TRACE_AT(machine, date, point, subject, detail) TRACE_MORE(machine, date, point, subject, detail, 0)

#define TRACE_MORE(machine, date, point, subject, detail, more)                                              \
	do {                                                                                                 \
		if (__builtin_expect(trace_is_on, 0))                                                        \
			machine_trace(machine, date, TRACE_##point, subject, detail, more);                  \
	} while (0)

/**
 * machine_cycles() - a duration in cycles of the machine's clock
 * @m: the machine
 * @time: ps
 *
 * Return: cycles.
 */
double machine_cycles(const struct machine *m, vtime time);

#endif
