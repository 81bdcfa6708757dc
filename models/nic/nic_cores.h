/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cores of the host's receive queues: which takes a queue's interrupt (/proc/irq/N/smp_affinity_list), and which its
 * packets are spread over (/sys/class/net/DEVICE/queues/rx-N/rps_cpus).
 */
#ifndef MODELS_NIC_NIC_CORES_H
#define MODELS_NIC_NIC_CORES_H

#include "models/nic/nic.h"

/* nic_irq_core: the core of a queue's interrupt: nic.core for the first; nic.further_cores names the others, or they follow.
 * -1: the setting is no list, or has none for this queue. */
int64_t nic_irq_core(const struct nic_settings *s, int queue);

/* nic_rps_cores: the cores (int) of the queue's RPS map, empty: it has none. One list of nic.rps_cpus stands for all queues.
 * NULL: the setting is no list, or has none for this queue. The caller frees it (g_array_unref). */
GArray *nic_rps_cores(const struct nic_settings *s, int queue);

#endif
