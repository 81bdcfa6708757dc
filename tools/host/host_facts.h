/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Linux host says of itself, without root: kernel, cores, NICs, switches, taps, and the threads of its guests.
 *
 * A text that is not known is NULL, a number HOST_NUMBER_NONE; what could not be seen is also said in words.
 */
#ifndef TOOLS_HOST_HOST_FACTS_H
#define TOOLS_HOST_HOST_FACTS_H

#include "tools/host/host_root.h"

struct host_kernel {
	char *release;		/* as uname -r */
	gint64 hz;		/* CONFIG_HZ */
	char *preempt;		/* none, voluntary, full; as sched.preempt takes it */
	gint64 irq_accounting;	/* CONFIG_IRQ_TIME_ACCOUNTING: 1 or 0 */
	gint64 halt_poll_ns;	/* of kvm */
	GPtrArray *mitigations; /* of char *: "meltdown: Mitigation: PTI" */
};

/* An idle state of core 0, as cpuidle has it. */
struct host_idle_state {
	char *name;			 /* "C1E" */
	gint64 latency_us, residency_us; /* until it is left; that it is worth */
	bool disabled;
};

struct host_cpu {
	char *model;
	gint64 hz;		/* the clock of a busy core: the highest known */
	const char *hz_source;	/* the file that it is from; static */
	gint64 cores;		/* numbers of logical CPUs that exist, from 0 on */
	gint64 threads_of_core; /* 2: with SMT siblings */
	char *siblings;		/* of core 0, "0,4" */
	char *governor;
	const char *idle; /* how a core idles, as sched.idle takes it: mwait, hlt; static */
	GArray *states;	  /* struct host_idle_state, by depth; that which polls is left out */
};

struct host_nic {
	char *name, *driver;
	char *master; /* bridge, bond or switch that it belongs to */
	gint64 mbits; /* per second */
	gint64 rx_queues;
	gint64 rx_ring, tx_ring; /* descriptors */
	gint64 rx_usecs;	 /* between interrupts */
	gint64 adaptive;	 /* 1: adaptive moderation */
	gint64 first_core;	 /* that the first of its interrupts goes to */
	GArray *irq_cores; /* of gint64: those of all its interrupts that are known, the lowest interrupt first */
	char *rps_cpus; /* as nic.rps_cpus takes it, a list for each queue; NULL: no queue has any */
};

struct host_tap {
	char *name, *master;
	gint64 tx_queue_len; /* packets */
};

/* A thread of a guest and where it may run. */
struct host_thread {
	gint64 tid;
	char *comm;    /* "vhost-1234", "CPU 0/KVM" */
	char *allowed; /* "0-7" */
	char *cgroup;
};

struct host_guest {
	gint64 pid; /* of its QEMU */
	char *name;
	GArray *vcpus, *workers; /* of struct host_thread, by tid */
};

struct host_facts {
	struct host_kernel kernel;
	struct host_cpu cpu;
	GArray *nics;	    /* struct host_nic, by name; loopback and virtual ones left out */
	GArray *taps;	    /* struct host_tap, by name */
	GPtrArray *bridges; /* of char *, by name */
	bool openvswitch;   /* its kernel datapath has a device */
	GArray *guests;	    /* struct host_guest, by pid */
	GPtrArray *unseen;  /* of char *: what could not be seen, and why */
};

/* host_facts_read: of the host whose files stand below the root. The caller frees it (host_facts_free). */
struct host_facts *host_facts_read(const char *root);
void host_facts_free(struct host_facts *f);

/* host_facts_nic: the NIC that guests are reached by: one of a switch that has taps, else of any switch, else the fastest.
 * NULL: there is none. */
const struct host_nic *host_facts_nic(const struct host_facts *f);

#endif
