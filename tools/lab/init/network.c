/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network.h"
#include "need.h"
#include "order.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define DRAWS 16 /* bridges of which the best one is sought again */

static int net; /* a socket for ioctl */

static void set_flag(const char *device, bool up)
{
	struct ifreq r = {0};
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", device);
	need(ioctl(net, SIOCGIFFLAGS, &r), device);
	r.ifr_flags = (short)(up ? r.ifr_flags | IFF_UP : r.ifr_flags & ~IFF_UP);
	need(ioctl(net, SIOCSIFFLAGS, &r), device);
}

/* SIOCBRADDIF or SIOCBRDELIF. */
static void change_port(unsigned long change, const char *device)
{
	struct ifreq r = {0}, port = {0};
	snprintf(port.ifr_name, sizeof(port.ifr_name), "%s", device);
	need(ioctl(net, SIOCGIFINDEX, &port), device);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "br0");
	r.ifr_ifindex = port.ifr_ifindex;
	need(ioctl(net, change, &r), device);
}

static void add_port(const char *device)
{
	change_port(SIOCBRADDIF, device);
	set_flag(device, true);
}

static void set_queue_length(const char *device, int length)
{
	struct ifreq r = {0};
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", device);
	r.ifr_qlen = length;
	need(ioctl(net, SIOCSIFTXQLEN, &r), device);
}

/* A frame of the guest's, so that the bridge knows its port. */
static void introduce(struct guest *g)
{
	unsigned char bytes[12 + 60] = {0}, *frame = bytes + (g->wait == WAIT_VHOST ? 12 : 0);
	memset(frame, 0xff, 6);
	lab_address(frame + 6, g->number);
	frame[12] = LAB_ETHERTYPE >> 8;
	frame[13] = LAB_ETHERTYPE & 0xff;
	need(write(g->tap, bytes, (size_t)(frame - bytes) + 60), "the guest's first frame");
}

static const char *tap_of(const struct guest *g)
{
	static char tap[16];
	snprintf(tap, sizeof(tap), "tap%d", g->number);
	return tap;
}

static void start_guest(struct guest *g)
{
	guest_start(g, &order.rules);
	if (order.tap_queue > 0)
		set_queue_length(tap_of(g), order.tap_queue);
}

static void tell_nic(const char *parameter, const char *text)
{
	char path[64];
	snprintf(path, sizeof(path), SIMNIC "%s", parameter);
	int fd = (int)need(open(path, O_WRONLY), path);
	need(write(fd, text, strlen(text)), path);
	close(fd);
}

/* The NIC looks at the taps' queues. */
static void show_taps(void)
{
	char text[16 * LAB_GUESTS] = "";
	for (int i = 0; i < order.n_guests; i++)
		sprintf(text + strlen(text), i ? ",%d" : "%d", order.guests[i].tap);
	tell_nic("taps", text);
}

static void make_datapath(void)
{
	ovs_start();
	ovs_add_port("simnic");
	set_flag("simnic", true);
	for (int i = 0; i < order.n_guests; i++) {
		ovs_add_port(tap_of(&order.guests[i]));
		set_flag(tap_of(&order.guests[i]), true);
	}
}

/* RPS with this core in the NIC's map. */
static void set_rps(void)
{
	static const char path[] = "/sys/class/net/simnic/queues/rx-0/rps_cpus";
	int fd = (int)need(open(path, O_WRONLY), path);
	need(write(fd, "1", 1), path);
	close(fd);
}

static void make_bridge(void)
{
	need(ioctl(net, SIOCBRADDBR, "br0"), "br0");
	set_flag("br0", true);
	add_port("simnic");
	for (int i = 0; i < order.n_guests; i++) {
		add_port(tap_of(&order.guests[i]));
		introduce(&order.guests[i]);
	}
	tell_nic("introduce_wire", "1");
	settle(); /* a table that has become too large is replaced in the background */
}

static void remove_bridge(void)
{
	change_port(SIOCBRDELIF, "simnic");
	for (int i = 0; i < order.n_guests; i++)
		change_port(SIOCBRDELIF, tap_of(&order.guests[i]));
	set_flag("br0", false);
	need(ioctl(net, SIOCBRDELBR, "br0"), "br0");
}

/*
 * A bridge draws a random key for its table of addresses. Two addresses share a chain of that table by chance, and then each frame
 * pays for the longer lookup. So bridges are made until one finds its addresses with as few instructions as the best of the first
 * ones did.
 */
static void choose_bridge(void)
{
	u64 least = ~0ull, lookups;
	for (int drawn = 0;; drawn++) {
		make_bridge();
		need(numbers(SIMNIC "lookups", &lookups, 1) - 1, "lookups");
		if (drawn >= DRAWS && lookups <= least)
			return;
		if (lookups < least)
			least = lookups;
		remove_bridge();
	}
}

void make_network(void)
{
	net = (int)need(socket(AF_INET, SOCK_DGRAM, 0), "socket");
	for (int i = 0; i < order.n_guests; i++)
		start_guest(&order.guests[i]);
	if (order.ovs == OVS_NONE)
		choose_bridge();
	else
		make_datapath();
	if (order.rps)
		set_rps();
	show_taps();
}
