/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Switches: what joins the wires of more than two machines, on any number of tiers.
 *
 * A switch stores and forwards. A frame is in it when its last bit has come. It waits at its output port, which sends the
 * frames of the port's queue one after another: bytes plus WIRE_OVERHEAD at the rate of the link. Of frames that come at one
 * date the one over the link with the lower number is first: those of the machines in their order, then those between
 * switches. A port has room for so many bytes; a frame counts from its arrival until its last bit has left, and one that
 * does not fit is lost (drop-tail). Assumed: no port takes room from another, no frame takes time inside the switch, and
 * there is no flow control (IEEE 802.3x).
 *
 * All switches are one calendar without cores, the hub of the world (sim/world.h). A link between two switches must be split
 * (SPLITDUPLEX), so that its directions are told apart; each direction has a port. A machine's own link needs none: the port
 * is the one towards the machine.
 */
#ifndef MODELS_NIC_SWITCHES_H
#define MODELS_NIC_SWITCHES_H

#include "models/depth.h"
#include "models/nic/nic.h"
#include "sim/platform.h"

struct fabric_settings {
	int64_t queue; /* bytes of a port; 0: as many as come */
	int64_t hosts; /* on a switch of the first tier; 0: there is one switch; these without a platform file */
	int64_t uplink; /* bit/s, of the link to the second tier */
	vtime uplink_latency;
};

extern const struct option_table fabric_table;

struct switches;

/* An output port, and the link behind it. */
struct switch_port {
	struct switches *switches;
	char *name;	 /* of the machine at its far end, else of the link and its direction; owned */
	struct nic *nic; /* at the far end; NULL: another switch */
	int64_t bits_per_s;
	vtime latency;
	vtime idle_at;		    /* when the last bit of the last frame taken has left */
	int64_t bytes;		    /* of the frames in its queue */
	struct depth depth;	    /* of its queue */
	struct frame_queue waiting; /* with a limit: frames that have not left, by that date */
	struct frame_queue sent;    /* to the machine, which has not taken them yet */
	struct switch_link *link;   /* to the other switch */
};

/* A link into a switch: the frames that are on it, and the event of the first one's arrival. */
struct switch_link {
	struct switches *switches;
	struct frame_queue frames;
	struct event arrival;
	int number; /* of the wire on the switches' calendar */
};

struct switches {
	struct machine *machine; /* without cores: calendar and trace */
	struct ledger *ledger;	 /* of what is lost here */
	int64_t queue;
	void (*tell)(void *self, int machine,
		     vtime date); /* wired; a frame was sent, and is there at the date */
	void *self;
	int n;			  /* machines */
	struct switch_link *from; /* of each machine; owned */
	struct nic **nic;	  /* of each machine */
	GPtrArray *ports; /* struct switch_port: one to each machine, then those between switches; owned */
	const int *machine_of;	   /* of each topology port: the machine; not owned */
	struct switch_port ***way; /* from a machine to a machine, n times n: the ports in order; owned */
};

/* switches_new: between the machines of these NICs, on the hosts of these names, n of each, with a limit in bytes for every
 * port (0: none). machine_of: by port of a packet. The ledger is the switches' own, and its machine. The caller owns it:
 * switches_free. */
struct switches *switches_new(const struct platform *p, const char *const *hosts, struct nic **nics, int n,
			      const int *machine_of, struct ledger *ledger, int64_t queue);
void switches_free(struct switches *s);

/* switches_take: takes what machine i has sent in the window that has ended. switches_deliver: machine i takes what was sent to
 * it. */
void switches_take(struct switches *s, int i);
void switches_deliver(const struct switches *s, int i);

/* switches_latency: the least time from a NIC's sending until its frame is in a switch, and from there until it is in the
 * memory of the receiver. */
void switches_latency(const struct switches *s, vtime *to, vtime *from);

/* switches_waiting: frames on their way through the switches, those on the machines' wires towards them included. */
int64_t switches_waiting(const struct switches *s);

/* switches_settle: the depth of each queue is that of now. switches_reset: and statistics start anew. */
void switches_settle(struct switches *s);
void switches_reset(struct switches *s);

#endif
