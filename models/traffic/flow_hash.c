/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/flow_hash.h"
#include "sim/base/rng.h"

#include <glib.h>
#include <stdbool.h>

#define MACS 12
#define VLAN_TAG 4
#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define PORTS 4

enum { TCP = 6, UDP = 17, SCTP = 132 };

uint32_t flow_hash_of_number(int source, uint64_t flow)
{
	return (uint32_t)(rng_mix((uint64_t)source << 32 | flow) >> 32);
}

/* What is left of the frame. */
struct rest {
	const uint8_t *at;
	size_t length;
};

static void skip(struct rest *r, size_t n)
{
	r->at += n;
	r->length -= n;
}

static unsigned word(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint64_t mix_bytes(uint64_t hash, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = rng_mix(hash ^ p[i]);
	return hash;
}

static uint64_t mix_ports(uint64_t hash, unsigned protocol, struct rest r)
{
	bool has_ports = protocol == TCP || protocol == UDP || protocol == SCTP;
	hash = rng_mix(hash ^ protocol);
	return has_ports && r.length >= PORTS ? mix_bytes(hash, r.at, PORTS) : hash;
}

/* Length of the transport header that segments of one payload repeat. */
static int transport_bytes(unsigned protocol, struct rest r)
{
	if (protocol == UDP)
		return 8;
	if (protocol != TCP)
		return 0;
	return r.length > 12 ? MAX(r.at[12] >> 4, 5) * 4 : 20;
}

static bool dissect_ipv4(struct flow_keys *k, uint64_t *hash, struct rest r)
{
	if (r.length < IPV4_HEADER)
		return false;
	size_t header = (size_t)(r.at[0] & 0x0f) * 4;
	unsigned protocol = r.at[9];
	bool fragment = word(r.at + 6) & 0x3fff; /* more to come, or not the first */
	k->ip_bytes = word(r.at + 2);
	*hash = mix_bytes(4, r.at + 12, 8);
	skip(&r, fragment || header > r.length ? r.length : header);
	*hash = mix_ports(*hash, protocol, r);
	k->headers = (int)MAX(header, IPV4_HEADER) + (fragment ? 0 : transport_bytes(protocol, r));
	return true;
}

static bool dissect_ipv6(struct flow_keys *k, uint64_t *hash, struct rest r)
{
	if (r.length < IPV6_HEADER)
		return false;
	unsigned protocol = r.at[6], payload = word(r.at + 4);
	k->ip_bytes = payload ? IPV6_HEADER + (int)payload : 0; /* 0: longer than the field can say */
	*hash = mix_bytes(6, r.at + 8, 32);
	skip(&r, IPV6_HEADER);
	*hash = mix_ports(*hash, protocol, r);
	k->headers = IPV6_HEADER + transport_bytes(protocol, r);
	return true;
}

struct flow_keys flow_dissect_ip(const uint8_t *packet, size_t length)
{
	struct flow_keys k = {0};
	struct rest r = {packet, length};
	uint64_t hash = 0;
	if (length > 0 && packet[0] >> 4 == 6)
		dissect_ipv6(&k, &hash, r);
	else
		dissect_ipv4(&k, &hash, r);
	k.hash = (uint32_t)(hash >> 32);
	return k;
}

/* Skips MAC addresses, VLAN tags (802.1Q, 802.1ad) and the type, which is returned; 0 when it is cut off. */
static unsigned skip_ethernet(struct rest *r)
{
	if (r->length < MACS + 2)
		return 0;
	skip(r, MACS);
	while ((word(r->at) == 0x8100 || word(r->at) == 0x88a8) && r->length >= VLAN_TAG + 2)
		skip(r, VLAN_TAG);
	unsigned type = word(r->at);
	skip(r, 2);
	return type;
}

struct flow_keys flow_dissect_frame(const uint8_t *frame, size_t length)
{
	struct flow_keys k = {0};
	struct rest r = {frame, length};
	uint64_t hash = 0;
	unsigned type = skip_ethernet(&r);
	k.link = type ? (int)MIN(length - r.length, MACS + 2 + 2 * VLAN_TAG) : MACS + 2;
	bool is_ip = (type == 0x0800 && dissect_ipv4(&k, &hash, r)) ||
		     (type == 0x86dd && dissect_ipv6(&k, &hash, r));
	if (!is_ip)
		hash = mix_bytes(0, frame, length < MACS ? length : MACS);
	k.hash = (uint32_t)(hash >> 32);
	return k;
}
