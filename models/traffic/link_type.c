/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/link_type.h"

#include <glib.h>
#include <pcap/dlt.h>
#include <string.h>

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_SERVICE = 0x88a8
};

#define RAW_OF_OPENBSD 14 /* its DLT_RAW, which a file may have as it is */

/* A packet that is being looked into. */
struct look {
	const uint8_t *bytes;
	size_t length, at;
};

struct link_type {
	int dlt;
	const char *name;
	bool (*skip_header)(struct look *l); /* to where IP begins; false: it carries something else */
};

static bool link_type_has(const struct look *l, size_t bytes)
{
	return l->at + bytes <= l->length;
}

static unsigned big16(const struct look *l, size_t from)
{
	const uint8_t *p = l->bytes + l->at + from;
	return (unsigned)p[0] << 8 | p[1];
}

static unsigned little16(const struct look *l, size_t from)
{
	const uint8_t *p = l->bytes + l->at + from;
	return (unsigned)p[1] << 8 | p[0];
}

/* ---- headers ---- */

static bool is_ip(unsigned ethertype)
{
	return ethertype == ETHERTYPE_IPV4 || ethertype == ETHERTYPE_IPV6;
}

/* What a header of `header` bytes carries, by the type at `type` in it; VLAN tags may follow. */
static bool skip_typed(struct look *l, size_t header, size_t type)
{
	if (!link_type_has(l, header))
		return false;
	unsigned is = big16(l, type);
	l->at += header;
	for (; (is == ETHERTYPE_VLAN || is == ETHERTYPE_SERVICE) && link_type_has(l, 4); l->at += 4)
		is = big16(l, 2);
	return is_ip(is);
}

static bool skip_nothing(struct look *l)
{
	(void)l;
	return true;
}

static bool skip_sll(struct look *l)
{
	return skip_typed(l, 16, 14);
}

static bool skip_sll2(struct look *l)
{
	return skip_typed(l, 20, 0);
}

/* NULL has the address family in the order of the machine that captured, LOOP in that of networks; either is
 * taken. Of the families AF_INET is 2 everywhere, AF_INET6 another number on each system. */
static bool skip_family(struct look *l)
{
	static const unsigned families[] = {2, 10, 24, 28, 30};
	if (!link_type_has(l, 4))
		return false;
	unsigned big = big16(l, 0) ? 0 : big16(l, 2), little = little16(l, 2) ? 0 : little16(l, 0);
	l->at += 4;
	for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
		if (families[i] == big || families[i] == little)
			return true;
	return false;
}

/* ---- 802.11 ---- */

enum {
	WLAN_TYPE = 0x000c,
	WLAN_DATA = 0x0008,
	WLAN_NO_DATA = 0x0040,
	WLAN_QOS = 0x0080,
	WLAN_TO_AND_FROM_DS = 0x0300,
	WLAN_PROTECTED = 0x4000,
	WLAN_ORDER = 0x8000,
};

#define WLAN_ADDRESSES 24 /* control, duration, three addresses, sequence */
#define AMSDU 0x80	  /* of the QoS control: several frames with headers of their own */

static bool is_aggregate(const struct look *l, size_t header)
{
	return link_type_has(l, header + 1) && l->bytes[l->at + header] & AMSDU;
}

/* Length of the header of a data frame that is not encrypted; 0 for all else. */
static size_t wlan_header(const struct look *l)
{
	unsigned control = link_type_has(l, 2) ? little16(l, 0) : 0;
	size_t header = WLAN_ADDRESSES;
	if ((control & WLAN_TYPE) != WLAN_DATA || control & (WLAN_NO_DATA | WLAN_PROTECTED))
		return 0;
	if ((control & WLAN_TO_AND_FROM_DS) == WLAN_TO_AND_FROM_DS)
		header += 6;
	if (!(control & WLAN_QOS))
		return header;
	if (is_aggregate(l, header))
		return 0;
	return header + 2 + (control & WLAN_ORDER ? 4 : 0);
}

/* pad: the header is filled up to a multiple of four bytes. */
static bool skip_wlan_frame(struct look *l, bool pad)
{
	static const uint8_t snap[] = {0xaa, 0xaa, 3, 0, 0, 0}; /* RFC 1042 */
	size_t header = wlan_header(l);
	if (pad)
		header = (header + 3) / 4 * 4;
	if (!header || !link_type_has(l, header + 8))
		return false;
	l->at += header;
	return memcmp(l->bytes + l->at, snap, sizeof(snap)) == 0 && skip_typed(l, 8, 6);
}

static bool skip_wlan(struct look *l)
{
	return skip_wlan_frame(l, false);
}

/* Whether radiotap's flags say that the 802.11 header is padded. They come behind a time of 8 bytes, if any. */
static bool is_padded(const struct look *l, size_t header)
{
	enum { FIRST = 4, TIME = 1, FLAGS = 2, MORE = 0x80, PADDED = 0x20 };
	unsigned present = l->bytes[FIRST];
	size_t at = FIRST;
	while (at + 4 <= header && l->bytes[at + 3] & MORE)
		at += 4;
	at += 4;
	if (present & TIME)
		at = (at + 7) / 8 * 8 + 8;
	return present & FLAGS && at < header && l->bytes[at] & PADDED;
}

static bool skip_radiotap(struct look *l)
{
	size_t header = link_type_has(l, 8) ? little16(l, 2) : 0;
	if (header < 8 || !link_type_has(l, header))
		return false;
	bool pad = is_padded(l, header);
	l->at += header;
	return skip_wlan_frame(l, pad);
}

/* ---- all ---- */

static const struct link_type types[] = {
	{DLT_LINUX_SLL, "LINUX_SLL", skip_sll},
	{DLT_LINUX_SLL2, "LINUX_SLL2", skip_sll2},
	{DLT_NULL, "NULL", skip_family},
	{DLT_LOOP, "LOOP", skip_family},
	{DLT_RAW, "RAW", skip_nothing},
	{RAW_OF_OPENBSD, "RAW", skip_nothing},
	{DLT_IPV4, "IPV4", skip_nothing},
	{DLT_IPV6, "IPV6", skip_nothing},
	{DLT_IEEE802_11, "IEEE802_11", skip_wlan},
	{DLT_IEEE802_11_RADIO, "IEEE802_11_RADIO", skip_radiotap},
};

const struct link_type *link_type_find(int dlt)
{
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (types[i].dlt == dlt)
			return &types[i];
	return NULL;
}

const char *link_type_name(const struct link_type *type)
{
	return type->name;
}

char *link_type_names(void)
{
	GString *names = g_string_new(types[0].name);
	for (size_t i = 1; i < G_N_ELEMENTS(types); i++)
		if (strcmp(types[i].name, types[i - 1].name) != 0)
			g_string_append_printf(names, ", %s", types[i].name);
	return g_string_free(names, FALSE);
}

/* The version must go with the length. */
static bool is_header(const struct look *l)
{
	unsigned version = link_type_has(l, 1) ? l->bytes[l->at] >> 4 : 0;
	return (version == 4 && link_type_has(l, 20)) || (version == 6 && link_type_has(l, 40));
}

bool link_type_ip(const struct link_type *type, const uint8_t *packet, size_t length, size_t *at)
{
	struct look l = {packet, length, 0};
	bool found = type->skip_header(&l) && is_header(&l);
	*at = l.at;
	return found;
}
