/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ovs/upcall.h"

static int64_t truesize(const struct packet *p)
{
	return p->bytes - ETH_FCS + OVS_MESSAGE_BYTES;
}

void upcall_socket_init(struct upcall_socket *s, struct machine *m, int64_t asked)
{
	*s = (struct upcall_socket){.machine = m, .limit = 2 * asked};
	packet_queue_init(&s->queue);
}

bool upcall_socket_put(struct upcall_socket *s, struct packet *p)
{
	s->congested |= s->bytes > s->limit;
	if (s->congested)
		return false;
	s->bytes += truesize(p);
	packet_queue_push(&s->queue, p);
	depth_change(&s->depth, s->machine->cal.now, 1);
	return true;
}

struct packet *upcall_socket_take(struct upcall_socket *s)
{
	struct packet *p = packet_queue_pop(&s->queue);
	CHECK(p, "ovs: an upcall is read that is not there");
	s->bytes -= truesize(p);
	s->congested &= s->queue.length > 0;
	depth_change(&s->depth, s->machine->cal.now, -1);
	return p;
}
