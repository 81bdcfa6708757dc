/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a guest sends to the wire, end to end, a packet a millisecond (transmit_case.h). To other guests and through a
 * guest: test_transmit_through.c.
 */
#include "tests/lib/bench/transmit_case.h"
#include "tests/lib/eras.h"
#include "tests/lib/suite.h"

/* Counted once everything is up. The vCPU is woken for each frame by its timer, and once by the interrupt that the first used entry
 * raises (no event index is known yet); each time it enters, and exits to halt. Each kick is another exit. The NIC's
 * one interrupt a packet is its completion. */
static const struct times tx_copied[] = {
	{COST_irq_entry, 3, 1}, /* timer, wake-up of the worker, completion; the signal */
	{COST_resched_ipi, 1, 1},
	{COST_wake_up, 2, 1},
	{COST_context_switch, 2, 1},
	{COST_softirq_entry, 2, 0}, /* backlog, completion */
	{COST_vm_entry, 1, 1},
	{COST_guest_irq, 1, 1},
	{COST_app_source, 1, 0},
	{COST_guest_tx, 1, 0},
	{COST_guest_tx_free, 1, -1},
	{COST_vm_exit, 2, 1},
	{COST_ioeventfd, 1, 0},
	{COST_vhost_work, 1, 0},
	{COST_handle_tx, 1, 0},
	{COST_vhost_disable_notify, 1, 0},
	{COST_vhost_get_desc, 2, 0},
	{COST_vhost_enable_notify, 1, 0},
	{COST_tun_get_user, 1, 0},
	{COST_netif_rx, 1, 0},
	{COST_napi_poll, 2, 0},
	{COST_netif_receive, 1, 0},
	{COST_bridge, 1, 0},
	{COST_dev_queue_xmit, 1, 0},
	{COST_nic_tx, 1, 0},
	{COST_vhost_add_used, 1, 0},
	{COST_vhost_publish, 1, 0},
	{COST_irqfd, 0, 1},
	{COST_nic_isr, 1, 0},
	{COST_nic_tx_clean, 1, 0},
	{COST_skb_free, 1, 0},
	{COST_nic_irq_enable, 1, 0},
	{0, 0, 0},
};

static const int tx_copied_way[] = {SENT, COST_tun_get_user, UP, OUT, -1};

/* The worker is woken once more, by the completion, and handle_tx runs a second time to write the used entry. */
static const struct times tx_zerocopy[] = {
	{COST_irq_entry, 4, 1},
	{COST_resched_ipi, 2, 1},
	{COST_wake_up, 3, 1},
	{COST_context_switch, 3, 1},
	{COST_softirq_entry, 2, 0},
	{COST_vm_entry, 1, 1},
	{COST_guest_irq, 1, 1},
	{COST_app_source, 1, 0},
	{COST_guest_tx, 1, 0},
	{COST_guest_tx_free, 1, -1},
	{COST_vm_exit, 2, 1},
	{COST_ioeventfd, 1, 0},
	{COST_vhost_work, 2, 0},
	{COST_handle_tx, 2, 0},
	{COST_vhost_disable_notify, 2, 0},
	{COST_vhost_get_desc, 3, 0},
	{COST_vhost_enable_notify, 2, 0},
	{COST_vhost_zerocopy, 1, 0},
	{COST_netif_rx, 1, 0},
	{COST_napi_poll, 2, 0},
	{COST_netif_receive, 1, 0},
	{COST_bridge, 1, 0},
	{COST_dev_queue_xmit, 1, 0},
	{COST_nic_tx, 1, 0},
	{COST_vhost_add_used, 1, 0},
	{COST_vhost_publish, 1, 0},
	{COST_irqfd, 0, 1},
	{COST_nic_isr, 1, 0},
	{COST_nic_tx_clean, 1, 0},
	{COST_skb_free, 1, 0},
	{COST_nic_irq_enable, 1, 0},
	{0, 0, 0},
};

static const int tx_zerocopy_way[] = {SENT, COST_vhost_zerocopy, UP, OUT, -1};

/* From 5.10 on: a batch of one, for which the kick is asked for before it goes up, without a backlog; the guest has an
 * interrupt for each packet sent (napi_tx), whose poll frees it. */
static const struct times tx_later[] = {
	{COST_irq_entry, 4, 0}, /* timer, wake-ups of worker and vCPU, completion */
	{COST_resched_ipi, 2, 0},
	{COST_wake_up, 3, 0},
	{COST_context_switch, 3, 0},
	{COST_softirq_entry, 1, 0},
	{COST_vm_entry, 2, 0},
	{COST_guest_irq, 2, 0},
	{COST_guest_poll, 1, 0},
	{COST_guest_enable_cb, 1, 0},
	{COST_app_source, 1, 0},
	{COST_guest_tx, 1, 0},
	{COST_guest_tx_free, 1, 0},
	{COST_vm_exit, 3, 0},
	{COST_ioeventfd, 1, 0},
	{COST_vhost_work, 1, 0},
	{COST_handle_tx, 1, 0},
	{COST_vhost_disable_notify, 1, 0},
	{COST_vhost_get_desc, 2, 0},
	{COST_vhost_enable_notify, 1, 0},
	{COST_vhost_build_xdp, 1, 0},
	{COST_tun_xdp_one, 1, 0},
	{COST_napi_poll, 1, 0},
	{COST_netif_receive, 1, 0},
	{COST_bridge, 1, 0},
	{COST_dev_queue_xmit, 1, 0},
	{COST_nic_tx, 1, 0},
	{COST_vhost_add_used, 1, 0},
	{COST_vhost_publish, 1, 0},
	{COST_irqfd, 1, 0},
	{COST_nic_isr, 1, 0},
	{COST_nic_tx_clean, 1, 0},
	{COST_skb_free, 1, 0},
	{COST_nic_irq_enable, 1, 0},
	{0, 0, 0},
};

static const int tx_later_way[] = {SENT,
				   COST_vhost_build_xdp,
				   COST_vhost_add_used,
				   COST_vhost_get_desc,
				   COST_vhost_enable_notify,
				   COST_tun_xdp_one,
				   COST_netif_receive,
				   COST_bridge,
				   OUT,
				   -1};

/* What all have in common: each packet is kicked, and completes with an interrupt of its own. */
#define SENDS .guests = VM0, .traffic = "from: vm0, to: wire", .out = true, .kicks = N, .nic_interrupts = N
/* 3.13: one interrupt of the guest in all, and no freeing before the first packet. */
#define SENDS_3_13 SENDS, .signals = 1, .exits = 2 * N + 1, .frees = N - 1
#define SENDS_LATER SENDS, .signals = N, .exits = 3 * N

static const struct transmit_case copied = {SENDS_3_13,		.name = "64 B",	      .bytes = 64,
					    .times = tx_copied, .way = tx_copied_way, .copies = N,
					    .tx_runs = N};
static const struct transmit_case not_copied = {
	SENDS_3_13,	      .name = "512 B",	      .bytes = 512,
	.times = tx_zerocopy, .way = tx_zerocopy_way, .tx_runs = 2 * N};
static const struct transmit_case later = {SENDS_LATER,		.bytes = 512, .times = tx_later,
					   .way = tx_later_way, .copies = N,  .tx_runs = N};

static void test_copied(void)
{
	transmit_check(&copied);
}

static void test_not_copied(void)
{
	transmit_check(&not_copied);
}

static void test_later(void)
{
	FOR_ERAS (era, ERA_5_10) {
		struct transmit_case c = later;
		c.name = c.kernel = era_names[era];
		transmit_check(&c);
	}
}

static const struct test_case tests[] = {
	{"a guest sends 64 B: copied", test_copied},
	{"a guest sends 512 B: not copied", test_not_copied},
	{"the same with later kernels", test_later},
};

SUITE("transmit", tests)
