/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wire: what comes in to a machine's NIC, in order of arrival.
 *
 * Either the frames of the tester, serialised here: a frame takes its bytes plus 20 (preamble,
 * start of frame, gap; IEEE 802.3) at the link's bandwidth, one after another. One generated while
 * another is sent waits at the tester. A frame travels for the link's latency. A bandwidth of 0 is
 * the instant wire. Or the frames that another machine's NIC has sent (nic_tx.h has serialised
 * them): they are put in with the date of their arrival.
 *
 * Of several machines each has a wire of its own to a switch, which stores and forwards: a frame is put in with the date at
 * which its last bit has come to the switch. It goes out on the wire to this machine when those have that came before; of
 * those that came at one date the one from the machine with the lower number. Assumed: a frame takes no time inside the
 * switch, and the switch's queues have room for all.
 */
#ifndef MODELS_NIC_WIRE_H
#define MODELS_NIC_WIRE_H

#include "models/packet.h"
#include "models/traffic/traffic.h"

/* Bytes that a frame takes on the wire beside its own: preamble with start delimiter 8, gap 12 (IEEE 802.3). */
#define WIRE_OVERHEAD 20

struct wire_frame {
	vtime date;	      /* last bit's arrival: at the NIC, while it is in the inbox at the switch */
	int machine;	      /* that sent it */
	struct packet packet; /* what comes to life of it: packet_born, or packet_enter when it has an id */
};

struct wire {
	struct traffic *traffic;   /* of the tester; NULL: the far end is another machine; not owned */
	const struct packet *seed; /* of each source of the traffic: account, ports and number; not owned */
	int64_t bits_per_s;	   /* 0: takes no time */
	vtime latency;
	vtime idle_at; /* when the last frame taken has been sent */
	bool switched; /* wired; frames are those of several machines, through a switch */
	vtime next_in; /* switched: when the next frame has come to the switch */
	void (*expect)(
		void *self,
		const struct packet *next); /* wired; told early of each frame of the tester; NULL: nobody */
	void *expect_self;
	struct wire_frame next; /* its date is SOURCE_NEVER when there is none */
	struct wire_frame
		*inbox; /* frames of other machines after the next one: ring of room entries; owned */
	int first, n, room;
};

/* wire_init: a wire fed by the traffic (NULL: by wire_put). wire_fini frees. */
void wire_init(struct wire *w, struct traffic *traffic, const struct packet *seed, int64_t bits_per_s,
	       vtime latency);
void wire_fini(struct wire *w);

/* wire_take: takes the next frame to arrive. (It can be read before in w->next.) */
struct wire_frame wire_take(struct wire *w);

/* wire_waiting: frames of the other machine that are on their way. */
int64_t wire_waiting(const struct wire *w);

/* wire_put: a frame of another machine. The dates of one machine never fall. Returns whether it is now the next one, in place
 * of another. */
bool wire_put(struct wire *w, const struct wire_frame *frame);

/* wire_time: how long a frame of this many bytes occupies the wire. */
vtime wire_time(int64_t bits_per_s, int64_t bytes);

#endif
