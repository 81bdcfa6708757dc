/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Link types of captures that are not Ethernet: where in a packet its IP header begins.
 *
 * After the list of link-layer header types (tcpdump.org/linktypes.html) and, for 802.11, IEEE 802.11-2020 (9.2,
 * 9.3.2) and radiotap.org. The bytes are not trusted: every length is checked.
 */
#ifndef MODELS_TRAFFIC_LINK_TYPE_H
#define MODELS_TRAFFIC_LINK_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link_type;

/* link_type_find: the link type of libpcap's number (DLT_...); NULL when it is none of these. */
const struct link_type *link_type_find(int dlt);

/* link_type_name: such as LINUX_SLL. link_type_names: all of them, with commas between. Newly allocated (g_free). */
const char *link_type_name(const struct link_type *type);
char *link_type_names(void);

/* link_type_ip: whether the packet, of which `length` bytes are there, carries IP; *at is where its header begins. */
bool link_type_ip(const struct link_type *type, const uint8_t *packet, size_t length, size_t *at);

#endif
