/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PMD thread: a switch in user space that polls the NIC and the guests' rings, on a core that it keeps busy.
 *
 * Stands for Open vSwitch with DPDK (lib/dpif-netdev.c: pmd_thread_main,
 * dp_netdev_process_rxq_port; its master branch): one thread for all ports. It looks at one receive
 * queue after another: the NIC's, then each path's. It takes a burst, classifies it, and sorts it
 * by output port. What there is for each port is sent before the next queue is looked at
 * (tx-flush-interval 0). What the NIC's transmit ring cannot take is dropped, as what the guest has
 * no buffer for (vhost_user.h). No interrupt, no kick, no sleep (pmd-sleep-max 0).
 *
 * Time spent looking, at empty queues and at others, is booked as pmd_idle, look by look. Empty
 * looks cost no events: when a whole round has found nothing and nothing waits, the thread goes
 * into one long payment, of many rounds. Something may come: a frame into the NIC's queue, or a
 * packet into a guest's ring. Then the payment is cut at the end of the look that is under way, and
 * polling goes on with what that look finds. So every date is that of the thread that pays look by
 * look; what comes at the very date of a look is found by it. (.spins off: the thread does pay look
 * by look, for the tests.)
 *
 * Assumed: the flow is always found in the exact-match cache; a guest's packets are spread over its queues by the
 * flow hash (tx-steering hash). Left out: housekeeping every 1,024 rounds, more than one PMD thread.
 */
#ifndef MODELS_HOST_PMD_H
#define MODELS_HOST_PMD_H

#include "models/host/vhost_user.h"
#include "models/nic/nic_tx.h"

struct pmd_settings {
	int64_t core;
	int64_t burst;		  /* packets taken from a queue at once */
	int64_t rx_ring, tx_ring; /* descriptors of the NIC's queues */
};

extern const struct option_table pmd_table;

struct pmd {
	struct task task;
	struct nic_queue *queue; /* of the NIC, not owned */
	struct nic_tx tx;
	const struct topology *topology; /* not owned */
	int burst;
	int n_queues;		     /* polled: 0 is the NIC's, then each port's */
	struct vhost_user **port;    /* of queue 1 and after; owned, the ports are not */
	int *queue_of;		     /* of each path; 0: it is not here; owned */
	struct packet_queue *output; /* by number of the queue; owned */
	struct packet_queue received;
	int at;	     /* queue to look at next, or in hand */
	int sending; /* output in hand */
	int sent;    /* packets in hand */
	int empty;   /* looks in a row that found nothing */
	bool spins;  /* leaps over empty looks; on */
	bool spinning;
	int spin_from; /* .at when the spin began */
};

/* pmd_init: a thread that is not yet started, on core c, with queue q of the NIC and a transmit ring whose
 * completions interrupt nobody (the vector, a queue never unmasked). pmd_fini frees; also one never initialised. */
void pmd_init(struct pmd *pmd, struct core *c, const struct pmd_settings *settings, struct nic_queue *q,
	      struct nic_queue *vector);
void pmd_fini(struct pmd *pmd);

/* pmd_add: the path's port is polled too. */
void pmd_add(struct pmd *pmd, int path, struct vhost_user *port);

/* pmd_line: what tells a spinning thread that a guest has made a packet available. */
struct line pmd_line(struct pmd *pmd);

/* pmd_start: the thread runs, from now on; no-op when it does. */
void pmd_start(struct pmd *pmd);

#endif
