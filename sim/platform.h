/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Platform: the machines and wires of a scenario, read from a standard SimGrid platform XML file (version 4
 * or 4.1), or made of what the scenario itself says (platform_make.h).
 *
 * SimGrid itself loads the same file when the world is built. This reader comes first, for two
 * reasons. SimGrid ends the process at the first fault, while ours reports every one with line and
 * column. And the models need the facts. The subset understood: platform, zone, host (id, speed,
 * core, prop children allowed), link (id, bandwidth, latency, sharing_policy), route (src, dst,
 * symmetrical) with link_ctn. Anything else is a fault. One flop of speed is one cycle.
 */
#ifndef SIM_PLATFORM_H
#define SIM_PLATFORM_H

#include "sim/base/vtime.h"
#include "sim/input/diag.h"
#include "sim/watts.h"

struct platform_host {
	char *name;
	int cores;
	int64_t hz;	    /* clock: cycles per second */
	struct watts watts; /* of the property wattage_per_state */
};

struct platform_link {
	char *name;
	int64_t bits_per_s;
	vtime latency; /* one way */
	bool split;    /* SPLITDUPLEX: routes name a direction of it */
};

/* A link of a route, in its order. */
struct platform_hop {
	char *link;
	bool down; /* of a split link: its direction; false: UP */
};

struct platform_route {
	char *src, *dst; /* hosts */
	GArray *hops;	 /* struct platform_hop */
};

struct platform {
	int refs;
	char *path; /* of its file; NULL: it was made */
	char *text; /* of one that was made: what SimGrid loads in place of a file; NULL: there is a file */
	GArray *hosts;	   /* struct platform_host, in file order */
	GArray *links;	   /* struct platform_link, in file order */
	GArray *routes;	   /* struct platform_route, in file order */
	GHashTable *pairs; /* "source\ndestination" of each route -> its number and 1 */
};

/* platform_new: an empty platform, of the file at path, or of none; platform_read.h and platform_make.h fill it. The caller owns it. platform_share: p for
 * one owner more; each calls platform_free, the last one's frees it. */
struct platform *platform_new(const char *path);
struct platform *platform_share(struct platform *p);
void platform_free(struct platform *p);

/* platform_add_route: a route without links, owned by the platform; valid until the next call. platform_add_hop: its next link. */
struct platform_route *platform_add_route(struct platform *p, const char *src, const char *dst);
void platform_add_hop(struct platform_route *r, const char *link, bool down);

/* platform_host, platform_link: by name; NULL when there is none. Owned by the platform. */
const struct platform_host *platform_host(const struct platform *p, const char *name);
const struct platform_link *platform_link(const struct platform *p, const char *name);

/* platform_is_name: whether a text may name a host or a link: letters, digits, _-.:@, and blanks inside. */
bool platform_is_name(const char *text);

/* platform_source: what world_new takes: the path of the file, or the text. Owned by the platform. */
const char *platform_source(const struct platform *p);

/* platform_touches: whether a route to or from the host has the link at that end. platform_joins: whether a route between
 * the two hosts is this link alone. platform_uplink: the link at the host's end of a route between it and the peer that has several
 * links, as when switches join the two hosts; NULL: there is no such route. */
bool platform_touches(const struct platform *p, const char *host, const char *link);
bool platform_joins(const struct platform *p, const char *a, const char *b, const char *link);
const char *platform_uplink(const struct platform *p, const char *host, const char *peer);

/* platform_path: the links from one host to another (struct platform_hop, whose names the platform owns); a route goes both
 * ways. NULL: there is no route. The caller frees the array (g_array_unref). */
GArray *platform_path(const struct platform *p, const char *src, const char *dst);

#endif
