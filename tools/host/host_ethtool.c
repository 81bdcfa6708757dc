/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/host_facts_private.h"
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- from the kernel ---- */

static bool host_ethtool_ask(const char *name, void *command)
{
	struct ifreq request = {.ifr_data = command};
	g_strlcpy(request.ifr_name, name, sizeof(request.ifr_name));
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool told = fd >= 0 && ioctl(fd, SIOCETHTOOL, &request) == 0;
	if (fd >= 0)
		close(fd);
	return told;
}

static void ask_kernel(struct host_nic *nic)
{
	struct ethtool_ringparam rings = {.cmd = ETHTOOL_GRINGPARAM};
	struct ethtool_coalesce gaps = {.cmd = ETHTOOL_GCOALESCE};
	if (host_ethtool_ask(nic->name, &rings)) {
		nic->rx_ring = rings.rx_pending;
		nic->tx_ring = rings.tx_pending;
	}
	if (host_ethtool_ask(nic->name, &gaps)) {
		nic->rx_usecs = gaps.rx_coalesce_usecs;
		nic->adaptive = gaps.use_adaptive_rx_coalesce != 0;
	}
}

/* ---- from what the command prints ---- */

/* Of ethtool -g: the settings stand behind this line, the greatest possible ones before it. */
static const char *current_part(const char *text)
{
	const char *part = strstr(text, "Current hardware settings");
	return part ? part : text;
}

static gint64 host_ethtool_number_of(const char *text, const char *key)
{
	char *value = text ? host_line(text, key) : NULL;
	gint64 number = host_number(value);
	g_free(value);
	return number;
}

/* "Adaptive RX: on  TX: off" */
static gint64 adaptive_of(const char *text)
{
	char *value = text ? host_line(text, "Adaptive RX") : NULL;
	gint64 adaptive = value ? g_str_has_prefix(value, "on") : HOST_NUMBER_NONE;
	g_free(value);
	return adaptive;
}

static void read_printed(const char *root, struct host_nic *nic)
{
	char *rings = host_text(root, "ethtool/%s.g", nic->name);
	char *gaps = host_text(root, "ethtool/%s.c", nic->name);
	if (rings) {
		nic->rx_ring = host_ethtool_number_of(current_part(rings), "RX");
		nic->tx_ring = host_ethtool_number_of(current_part(rings), "TX");
	}
	nic->rx_usecs = host_ethtool_number_of(gaps, "rx-usecs");
	nic->adaptive = adaptive_of(gaps);
	g_free(rings);
	g_free(gaps);
}

/* The greatest rx-usecs that is a mode of the driver and no time, from its get_coalesce: all but 0 adapt the gap to the traffic. */
static gint64 modes_of(const char *driver)
{
	static const struct {
		const char *driver;
		gint64 modes;
	} drivers[] = {{"e1000", 4}, {"e1000e", 4}, {"igb", 3}, {"igc", 3}, {"ixgbe", 1}};
	for (size_t i = 0; i < G_N_ELEMENTS(drivers); i++)
		if (g_strcmp0(driver, drivers[i].driver) == 0)
			return drivers[i].modes;
	return 0;
}

bool host_ethtool_read(const char *root, struct host_nic *nic)
{
	nic->rx_ring = nic->tx_ring = nic->rx_usecs = nic->adaptive = HOST_NUMBER_NONE;
	if (strcmp(root, "/") == 0)
		ask_kernel(nic);
	else
		read_printed(root, nic);
	if (nic->rx_usecs > 0 && nic->rx_usecs <= modes_of(nic->driver))
		nic->adaptive = 1;
	return nic->rx_ring != HOST_NUMBER_NONE || nic->rx_usecs != HOST_NUMBER_NONE;
}
