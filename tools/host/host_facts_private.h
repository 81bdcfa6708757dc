/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of host_facts_read, a file each. They add what they see to f, and a line to f->unseen for what they do not.
 */
#ifndef TOOLS_HOST_HOST_FACTS_PRIVATE_H
#define TOOLS_HOST_HOST_FACTS_PRIVATE_H

#include "tools/host/host_facts.h"

/* What host_facts_read reads below the root, each a part of it. host_kernel_read: version, HZ, preemption, mitigations.
 * host_cpu_read: model, clock, cores. host_net_read: NIC, taps, bridges. host_guests_read: guests and their threads. */
void host_kernel_read(const char *root, struct host_facts *f);
void host_cpu_read(const char *root, struct host_facts *f);
void host_net_read(const char *root, struct host_facts *f);
void host_guests_read(const char *root, struct host_facts *f);

/* host_ethtool_read: rings and moderation of a NIC: from the kernel when root is /, else from what the commands ethtool -g
 * and -c print, in the files ROOT/ethtool/NAME.g and .c. False: they cannot be seen. */
bool host_ethtool_read(const char *root, struct host_nic *nic);

/* host_unseen: adds a formatted line to what could not be seen. */
void host_unseen(struct host_facts *f, const char *what, ...) __attribute__((format(printf, 2, 3)));

#endif
