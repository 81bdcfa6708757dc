/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/offload_cut.h"
#include "models/packet.h"

#define JUMBO_MTU 9000

static int ip_bytes(const struct offload_packet *p)
{
	return p->bytes - p->link - ETH_FCS;
}

bool offload_longer(const struct offload_packet *p, int mtu)
{
	return ip_bytes(p) > mtu;
}

int offload_mtu(const GArray *packets)
{
	for (guint i = 0; i < packets->len; i++)
		if (offload_longer(&g_array_index(packets, struct offload_packet, i), JUMBO_MTU))
			return OFFLOAD_USUAL_MTU;
	return JUMBO_MTU;
}

/* What is left to share out once headers are repeated. */
static int payload(const struct offload_packet *p)
{
	return ip_bytes(p) - p->headers;
}

static int room(const struct offload_packet *p, int mtu)
{
	return mtu - p->headers;
}

int offload_frames(const struct offload_packet *p, int mtu)
{
	return offload_longer(p, mtu) ? (payload(p) + room(p, mtu) - 1) / room(p, mtu) : 1;
}

int32_t offload_frame(const struct offload_packet *p, int mtu, int i)
{
	int own = MIN(payload(p) - i * room(p, mtu), room(p, mtu));
	int bytes = offload_longer(p, mtu) ? p->link + p->headers + own + ETH_FCS : p->bytes;
	return MAX(bytes, FRAME_MIN);
}
