/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order: what one boot of the machine is to do. It stands in the file /order, a line for each setting (tools/lab/order.py).
 */
#ifndef LAB_ORDER_H
#define LAB_ORDER_H

#include "guest.h"
#include "ovs.h"

struct order {
	u64 warmup, duration; /* ns */
	u64 seed;	      /* of the kernel's random numbers */
	int tap_queue;	      /* 0: as the kernel has it */
	struct guest_rules rules;
	enum ovs_match ovs; /* OVS_NONE: the bridge forwards */
	int upcall_buffer;  /* bytes that the handler asks for its socket */
	unsigned masks;	    /* that flows are spread over */
	int rps;	    /* the core takes the NIC's packets by its backlog */
	int symbols; /* instructions are counted: no latencies, and the kernel's functions are printed at the end */
	char nic[256]; /* parameters of simnic */
	struct guest guests[LAB_GUESTS];
	int n_guests;
};

extern struct order order;

/* read_order: fills `order` from the file. */
void read_order(void);

#endif
