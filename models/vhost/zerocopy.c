/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/vhost/zerocopy.h"
#include "models/costs.h"
#include "sim/base/check.h"

#include <glib.h>

#define COUNT_OVER 1024 /* packets after which the counts start anew (vhost_net_tx_packet) */

/* vhost_zerocopy_callback(); the count it looks at is taken before its own reference is given back. */
static bool packet_done(struct ubuf *u, bool zerocopied, struct core *from)
{
	struct zerocopy_head *head = (struct zerocopy_head *)u;
	struct zerocopy *z = head->zerocopy;
	int count = z->refs--;
	head->state = zerocopied ? ZEROCOPY_DONE : ZEROCOPY_FAILED;
	if (count <= 2 || count % 16 == 0)
		return vhost_work_queue(z->tx->worker, z->tx_work, from);
	return false;
}

bool zerocopy_select(const struct zerocopy *z, const struct packet *p)
{
	return z->enabled && vhost_vq_length(p) >= VHOST_GOODCOPY_LEN && z->packets / 64 >= z->errors;
}

void zerocopy_count_packet(struct zerocopy *z)
{
	if (++z->packets >= COUNT_OVER)
		z->packets = z->errors = 0;
}

void zerocopy_begin(struct zerocopy *z, struct packet *p, uint16_t id)
{
	CHECK(z->pending < z->tx->ring->size, "zerocopy: more packets under way than descriptors");
	struct zerocopy_head *head = &z->head[(z->first + z->pending++) % z->tx->ring->size];
	*head = (struct zerocopy_head){.ubuf = {packet_done}, .zerocopy = z, .id = id};
	z->refs++;
	p->ubuf = &head->ubuf;
}

static bool next_is_done(const struct zerocopy *z)
{
	return z->pending > 0 && z->head[z->first].state != ZEROCOPY_IN_PROGRESS;
}

static void use_next(struct zerocopy *z)
{
	struct zerocopy_head *head = &z->head[z->first];
	if (head->state == ZEROCOPY_FAILED)
		z->errors++;
	virtqueue_write_used(z->tx->ring, head->id, NULL);
	z->first = (z->first + 1) % z->tx->ring->size;
	z->pending--;
}

void zerocopy_signal_used(struct task *t, struct frame *f)
{
	struct zerocopy *z = f->self;
	ROUTINE(f);
	if (!next_is_done(z))
		return;
	while (next_is_done(z)) {
		PAY(t, f, COST_vhost_add_used, 0);
		use_next(z);
	}
	TAIL_CALL(t, f, vhost_signal, z->tx, NULL);
}

void zerocopy_init(struct zerocopy *z, struct vhost_vq *tx, struct vhost_work *tx_work, bool enabled)
{
	*z = (struct zerocopy){.enabled = enabled, .tx = tx, .tx_work = tx_work, .refs = 1};
	z->head = g_new0(struct zerocopy_head, tx->ring->size);
}

void zerocopy_fini(struct zerocopy *z)
{
	g_free(z->head);
}
