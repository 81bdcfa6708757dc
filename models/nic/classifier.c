/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nic/classifier.h"

#define RETA_ENTRIES 128 /* of the redirection table */

static int one(int paths, int host_queues)
{
	(void)paths, (void)host_queues;
	return 1;
}

static int each_path(int paths, int host_queues)
{
	(void)host_queues;
	return paths;
}

static int all_of_host(int paths, int host_queues)
{
	(void)paths;
	return host_queues;
}

static int classifier_first(const struct topology *topo, int queues, int port, uint32_t hash)
{
	(void)topo, (void)queues, (void)port, (void)hash;
	return 0;
}

static int of_path(const struct topology *topo, int queues, int port, uint32_t hash)
{
	(void)queues;
	return topology_select(topo, port, hash);
}

/* The low bits of the hash choose an entry of the table, which the driver fills with the queues in turn
 * (ixgbe_setup_reta). */
static int by_hash(const struct topology *topo, int queues, int port, uint32_t hash)
{
	(void)topo, (void)port;
	return (int)(hash % RETA_ENTRIES) % queues;
}

const struct classifier classifier_single = {"single", false, one, classifier_first};
const struct classifier classifier_rss = {"rss", false, all_of_host, by_hash};
const struct classifier classifier_by_path = {"by path", true, each_path, of_path};
