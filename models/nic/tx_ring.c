/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/tx_ring.h"
#include "models/costs.h"

void tx_ring_send(struct tx_ring *r, struct packet *p)
{
	nic_tx_send(&r->nic_tx, p, p->ubuf);
	r->stopped = nic_tx_free(&r->nic_tx) < TX_DESC_NEEDED;
}

void tx_ring_clean(struct task *t, struct frame *f)
{
	struct tx_ring *r = f->self;
	void *ubuf;
	ROUTINE(f);
	r->cleaned = 0;
	r->cleaned_bytes = 0;
	while (r->cleaned < r->clean_work && nic_tx_reap(&r->nic_tx, &ubuf, &r->cleaned_bytes)) {
		r->cleaned++;
		OWE(t, COST_nic_tx_clean, 0);
		if (ubuf && ubuf_done(ubuf, true, t->core))
			OWE(t, COST_wake_up, 0);
		PAY(t, f, COST_skb_free, 0);
	}
}

bool tx_ring_wake(struct tx_ring *r)
{
	if (!r->stopped || nic_tx_free(&r->nic_tx) < TX_WAKE_AT)
		return false;
	r->stopped = false;
	return true;
}

void tx_ring_init(struct tx_ring *r, struct nic *nic, struct nic_queue *vector, int slots, int clean_work)
{
	*r = (struct tx_ring){.clean_work = clean_work};
	nic_tx_init(&r->nic_tx, nic, vector, slots);
}

void tx_ring_fini(struct tx_ring *r)
{
	nic_tx_fini(&r->nic_tx);
}
