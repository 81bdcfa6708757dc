/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bridge br0 with the NIC and the taps, or Open vSwitch's datapath.
 */
#ifndef LAB_NETWORK_H
#define LAB_NETWORK_H

/* make_network: starts the guests of the order, and joins the NIC and their taps by a bridge that knows all addresses, or by
 * Open vSwitch's datapath, whose flows come with the traffic. */
void make_network(void);

#endif
