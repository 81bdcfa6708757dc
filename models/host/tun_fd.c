/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/tun_fd.h"
#include "models/costs.h"
#include "models/counters.h"

void tun_fd_read(struct task *t, struct frame *f)
{
	const struct tun_fd *fd = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	COUNT(t, qemu_reads);
	TRACE(t->core->machine, qemu_read, p ? p->id : 0, p ? p->bytes : 0);
	if (!p) {
		PAY(t, f, fd->read_empty, 0);
		return;
	}
	OWE_FOR(t, fd->read, p);
	kfree_skbmem(t, p);
	PAY_FOR(t, f, COST_skb_free, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
}

void tun_fd_write(struct task *t, struct frame *f)
{
	const struct tun_fd *fd = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	COUNT(t, qemu_writes);
	TRACE(t->core->machine, qemu_write, p->id, p->bytes);
	OWE_FOR(t, fd->write, p);
	skb_get(fd->tap->skbs, t, p);
	PAY_FOR(t, f, COST_tun_get_user, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	TAIL_CALL(t, f, tun_get_user, fd->tap, p);
}
