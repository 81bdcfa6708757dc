/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Guest: what runs on one vCPU of a virtual machine - its kernel's interrupts and softirqs, its application.
 *
 * A guest may stall: from a date on, as soon as what it is in the middle of is done, it does nothing but run for a while, as a
 * kernel does in a long section with interrupts off. One that is idle is woken for it, by an interrupt of its timer. Else, in this order, one thing at a time: an exit that has ended its waiting; interrupt handlers; NAPI polls, round
 * robin (net_rx_action of the guest, which here has the vCPU to itself); devices whose qdisc may send
 * (net_tx_action); a source that is due (source_app.h). With nothing left, or when its vCPU is to end, it halts. The drivers are
 * virtio_net.h, e1000_driver.h and vf_driver.h; the application that received packets go to is app.h.
 */
#ifndef MODELS_GUEST_GUEST_H
#define MODELS_GUEST_GUEST_H

#include "models/depth.h"
#include "models/guest/app.h"
#include "models/guest/netdev.h"
#include "models/guest/vcpu.h"

#define GUEST_NAME_MAX 64 /* bytes */
#define GUEST_NAPI_WEIGHT 64

struct guest_settings {
	char *name;
	int64_t count; /* so many like guests that the element stands for; 0: in a scenario that was read it is one */
	char *host;	    /* of the platform; "": the scenario's */
	int64_t vhost_core; /* that runs its backend: vhost worker or QEMU's thread */
	int64_t vcpu_core;  /* that runs its vCPU */
	char *vhost_cores,
		*vcpu_cores;   /* lists of cores that they may wake on (placement.h); "": they stay */
	int64_t ports;	       /* network devices */
	int64_t queues;	       /* queue pairs of each device, each with a vCPU and a backend of its own */
	bool spread;	       /* its backends run on the cores from vhost_core on, one each */
	vtime start, stop;     /* when QEMU starts, and when the guest shuts down; stop 0: never */
	int app;	       /* enum app_kind */
	char *to;	       /* app forward: where packets go on to: a guest, or "wire" */
	int64_t cgroup_weight; /* cpu.weight; 0: 100 with a quota, else no cgroup */
	vtime cgroup_quota, cgroup_period; /* cpu.max; quota 0: none */
	vtime stall_at,
		stall_for; /* it does nothing but run from this date on, for that long; 0: it does not */
};

extern const struct option_table guest_table;

/* An instance of NAPI in the guest. */
struct guest_napi {
	struct guest_napi *next;
	routine poll; /* calls guest_napi_complete when it has emptied its queue */
	void *self;
	bool scheduled;
};

struct source_app;

/* What sends in the guest when nothing else is to be done (source_app.h). */
struct guest_sources {
	struct source_app *list;			    /* NULL: none; not owned */
	struct source_app *(*due)(struct source_app *list); /* the one that is due; NULL: none */
	routine run;					    /* self: the one that is due */
};

struct guest_counters {
	int64_t *polls, *kicks, *exits; /* not owned */
};

struct guest {
	int index;
	struct vcpu_wait halt;
	struct netdev *sending;
	struct guest_counters count;
	struct inlet *app;   /* where received packets go; not owned */
	struct netdev *devs; /* list; not owned */
	struct guest_sources sources;
	struct guest_napi *head, **tail; /* scheduled polls */
	struct guest_napi *polling;
	struct source_app *generating;
	struct vector *vector;
	struct vcpu *vcpu;	   /* not owned */
	vtime stall_at, stall_end; /* both 0: it does not stall */
	struct event stall;	   /* its timer, at stall_at */
	struct irq poke;	   /* see guest_poke */
	struct vector poke_vector;
};

/* guest_init: an idle guest on the vCPU. */
void guest_init(struct guest *g, int index, struct vcpu *vcpu, struct inlet *app,
		const struct guest_counters *counters);

/* guest_stall: the guest, which has not booted, will stall from the date `at` on, for that long (0: not at all). One that
 * boots meanwhile stalls for the rest. */
void guest_stall(struct guest *g, vtime at, vtime length);

/* guest_boot: the guest runs from now on. Further calls do nothing. */
void guest_boot(struct guest *g);

/* guest_add_device: the device's qdisc is the guest's to run. */
void guest_add_device(struct guest *g, struct netdev *dev);

/* guest_set_sources: the list has got a source more. */
void guest_set_sources(struct guest *g, const struct guest_sources *sources);

/* guest_napi_init: an instance; guest_napi_schedule: its poll is due, unless it is already. guest_napi_complete: it is no
 * longer (napi_complete_done). */
void guest_napi_init(struct guest_napi *n, routine poll, void *self);
void guest_napi_schedule(struct guest *g, struct guest_napi *n);
void guest_napi_complete(struct guest_napi *n);

/* guest_poke: the control plane has given the guest something to do, or wants it to end: it is made to look, by an
 * interrupt of its core. */
void guest_poke(struct guest *g);

/* guest_run: routine (self: the guest) of the vCPU: runs until there is nothing to do. */
void guest_run(struct task *t, struct frame *f);

/* guest_exit: routine (self: the guest): one exit to the host's kernel and back, that an access of the guest
 * causes: counts and pays it. The guest is outside of guest mode until guest_entered. */
void guest_exit(struct task *t, struct frame *f);
void guest_entered(struct guest *g);

#endif
