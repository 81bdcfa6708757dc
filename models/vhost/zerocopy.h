/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zero-copy transmit of vhost-net in 3.13: packets sent from the guest's memory, whose used entries wait for
 * the NIC.
 *
 * Stands for drivers/vhost/net.c: vhost_net_ubuf_ref, vhost_zerocopy_callback, vhost_zerocopy_signal_used,
 * vhost_net_tx_select_zcopy. A packet of at least VHOST_GOODCOPY_LEN bytes in the ring is sent without a copy, unless
 * copies were forced lately (packets / 64 below the errors, both counted over 1,024 packets;
 * vhost_net_tx_packet, vhost_net_tx_err). Completions come from whoever frees or copies the packet; each queues
 * handle_tx when few are left or at every 16th. Used entries are then written in order, as far as they are
 * complete, with one index update. The limit of VHOST_MAX_PEND is left out: as 3.13 computes it, a ring of 256
 * never reaches it.
 */
#ifndef MODELS_VHOST_ZEROCOPY_H
#define MODELS_VHOST_ZEROCOPY_H

#include "models/vhost/vhost_vq.h"

#define VHOST_GOODCOPY_LEN 256

struct zerocopy;

/* One packet under way (struct ubuf_info, and its entry of vq->heads). */
struct zerocopy_head {
	struct ubuf ubuf; /* first: its address is the head's */
	struct zerocopy *zerocopy;
	uint16_t id; /* descriptor */
	enum { ZEROCOPY_IN_PROGRESS, ZEROCOPY_DONE, ZEROCOPY_FAILED } state;
};

struct zerocopy {
	bool enabled;
	struct vhost_vq *tx;	    /* not owned */
	struct vhost_work *tx_work; /* handle_tx; not owned */
	struct zerocopy_head *head; /* ring of the virtqueue's size; owned */
	int first, pending;	    /* oldest under way; how many */
	int refs;		    /* under way and not done, and one */
	int64_t packets, errors;    /* sent, and found failed, since the counts were last cleared */
};

/* zerocopy_init: nothing under way. zerocopy_fini frees. */
void zerocopy_init(struct zerocopy *z, struct vhost_vq *tx, struct vhost_work *tx_work, bool enabled);
void zerocopy_fini(struct zerocopy *z);

/* zerocopy_select: whether this packet goes without a copy. zerocopy_count_packet: a packet has been sent, either
 * way. */
bool zerocopy_select(const struct zerocopy *z, const struct packet *p);
void zerocopy_count_packet(struct zerocopy *z);

/* zerocopy_begin: the packet of descriptor id is under way. */
void zerocopy_begin(struct zerocopy *z, struct packet *p, uint16_t id);

/* zerocopy_signal_used: routine (self: the state): writes the used entries of what is complete, counts those that
 * failed, and signals. */
void zerocopy_signal_used(struct task *t, struct frame *f);

#endif
