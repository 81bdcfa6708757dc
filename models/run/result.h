/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Result of one run: plain numbers, from which text, JSON and CSV are printed. Everything counts from the
 * warm-up cut.
 */
#ifndef MODELS_RUN_RESULT_H
#define MODELS_RUN_RESULT_H

#include "models/costs.h"
#include "models/counters.h"
#include "models/drops.h"
#include "models/queues.h"
#include "sim/base/histogram.h"
#include "sim/base/series.h"
#include "sim/base/vtime.h"
#include "sim/core/core.h"
#include "sim/kernel/context.h"
#include <stdbool.h>

struct result_core {
	char *machine;			     /* name of its host; owned */
	int number;			     /* on its machine */
	vtime booked[CONTEXTS];		     /* time by context; they add up to the measured time */
	vtime by_cost[CONTEXTS][COST_COUNT]; /* busy time by context and name of cost */
	vtime residency[CSTATES];	     /* idle time by C-state; all in the first one without C-states */
};

struct result_guest {
	char *name;		    /* owned */
	int64_t offered, delivered; /* packets for it */
	int64_t dropped[DROPS];
	struct histogram latency; /* of those delivered, ps, wherever they were delivered */
	bool has_quota;		  /* of its cgroup */
	vtime throttled;	  /* its threads were out of runtime for so long, cores added up */
};

struct result_stream {
	char *name;		    /* of traffic_names(); owned */
	char *from, *to;	    /* as in the scenario's list of traffic; owned */
	int guest;		    /* index of the guest that its packets count for; PACKET_TRANSIT: none */
	int64_t offered, delivered; /* packets of this source */
	int64_t dropped[DROPS];
	struct histogram latency; /* of those delivered, ps */
};

struct result_queue {
	char *name; /* of its kind, with the path or machine before it where there are several; owned */
	enum queue kind;
	int guest;     /* index; -1: it is no guest's */
	int64_t level; /* packets at the end */
	int64_t max;   /* packets */
	double mean;   /* time average, packets */
};

/* Columns of the time series: rates (the parts of a packet that a rate leaves out are carried to the next row), the
 * levels of the queues by place, and time of one core by context in millionths. Behind them a column for each of the first
 * SERIES_CORES_MAX cores of the first machine: the time in which it was not idle, in millionths. */
enum series_column {
	SERIES_OFFERED,
	SERIES_DELIVERED,
	SERIES_DROPPED,
	SERIES_PLACE,
	SERIES_CPU = SERIES_PLACE + QUEUE_PLACES,
	SERIES_COLUMNS = SERIES_CPU + CONTEXTS
};

#define SERIES_PPM 1000000
#define SERIES_CORES_MAX 64

/* A step of the bring-up of a guest, or of its end. */
struct result_bringup {
	vtime date; /* of its end, from the start of the warm-up */
	int guest;  /* index */
	char *path; /* the queue pair it is about; NULL: the guest as a whole; owned */
	bool down;  /* of its end */
	const char *step;
};

struct result {
	vtime warmup;	      /* cut before it */
	bool warmup_unsteady; /* the cut was to be found, but no steady state was: set by whoever looked */
	vtime measured;	      /* length of the counted time */
	bool partial;	      /* the run was stopped before its end; measured says how far it came */
	int64_t offered, delivered; /* packets that reached the NIC, and that the guests' applications took */
	int64_t delivered_bytes;    /* frames with FCS */
	int64_t inside_start, inside_end; /* packets on the way at the cut and at the end, on wires between
					     machines included */
	int64_t dropped[DROPS];
	int64_t counter[COUNTERS];
	double wasted_cycles;	  /* spent on packets that were dropped later */
	double joules;		  /* of all machines in the counted time; NAN: their watts are not known */
	struct histogram latency; /* ps, arrival at the NIC to delivery */
	int n_machines;
	int n_cores;
	struct result_core *core; /* machine by machine; owned */
	int n_guests;
	struct result_guest *guest; /* owned */
	int n_streams;
	struct result_stream *stream; /* owned; one for each source of traffic */
	int n_bringup;
	struct result_bringup *bringup; /* guest by guest, by date; owned */
	int n_queues;
	struct result_queue *queue; /* owned */
	struct series *series;	    /* owned; NULL when none was asked for */
	uint64_t events;	    /* fired or saved since the start, warm-up included */
	double cpu_s;		    /* CPU time of the process for it; the same as the two below */
	double wall_s;		    /* real time of the simulation; set by whoever measures it */
	int64_t peak_memory;	    /* bytes resident at most; the same */
};

/* result_free: frees what the result owns, and the result. */
void result_free(struct result *r);

/* Derived figures, in the field's terms (RFC 2544, RFC 1242). result_offered_pps: offered load, packets per second of the
 * measured time. result_delivered_pps: forwarding rate, likewise. */
double result_offered_pps(const struct result *r);
double result_delivered_pps(const struct result *r);

/* result_loss_ratio: dropped / (dropped + delivered), the lost share of the packets whose fate was decided in
 * the measured time; NAN when no packet's was. */
double result_loss_ratio(const struct result *r);

/* result_loss_of: the same of some packets. */
double result_loss_of(int64_t delivered, int64_t dropped);

/* result_dropped: packets dropped for any reason. */
int64_t result_dropped(const struct result *r);

/* result_guest_loss: the same ratio for the packets of one guest. */
double result_guest_loss(const struct result_guest *g);

#endif
