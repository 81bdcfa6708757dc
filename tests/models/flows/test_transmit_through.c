/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a guest sends to another, and what one forwards from the wire to the wire, end to end, a packet a millisecond
 * (transmit_case.h).
 */
#include "tests/lib/bench/transmit_case.h"
#include "tests/lib/suite.h"

/* ---- from a guest to another ---- */

/* From the tap's wake-up to the guest's NAPI. */
#define RECEIVED                                                                                             \
	COST_dev_queue_xmit, COST_tap_xmit, COST_tap_wake, WOKEN, COST_vhost_work, COST_handle_rx,           \
		COST_vhost_disable_notify, COST_vhost_peek, COST_vhost_get_desc, COST_vhost_copy,            \
		COST_skb_free, COST_vhost_add_used, COST_vhost_publish, COST_irqfd, WOKEN, COST_vm_entry,    \
		COST_guest_irq, COST_guest_poll, COST_guest_rx

static const struct times east_west[] = {
	{COST_irq_entry, 4, 1}, /* timer, and wake-ups of both workers and of the other vCPU */
	{COST_resched_ipi, 3, 1},
	{COST_wake_up, 4, 1},
	{COST_context_switch, 4, 1},
	{COST_softirq_entry, 1, 0},
	{COST_vm_entry, 2, 1},
	{COST_guest_irq, 2, 1},
	{COST_app_source, 1, 0},
	{COST_guest_tx, 1, 0},
	{COST_guest_tx_free, 1, -1},
	{COST_vm_exit, 3, 1},
	{COST_ioeventfd, 1, 0},
	{COST_vhost_work, 2, 0},
	{COST_handle_rx, 1, 0},
	{COST_handle_tx, 1, 0},
	{COST_vhost_disable_notify, 2, 0},
	{COST_vhost_get_desc, 3, 0},
	{COST_vhost_enable_notify, 1, 0},
	{COST_tun_get_user, 1, 0},
	{COST_netif_rx, 1, 0},
	{COST_napi_poll, 1, 0},
	{COST_netif_receive, 1, 0},
	{COST_bridge, 1, 0},
	{COST_dev_queue_xmit, 1, 0},
	{COST_tap_xmit, 1, 0},
	{COST_tap_wake, 1, 0},
	{COST_vhost_peek, 2, 0},
	{COST_vhost_copy, 1, 0},
	{COST_skb_free, 1, 0},
	{COST_vhost_add_used, 2, 0},
	{COST_vhost_publish, 2, 0},
	{COST_irqfd, 1, 1},
	{COST_guest_poll, 1, 0},
	{COST_guest_rx, 1, 0},
	{COST_guest_enable_cb, 1, 0},
	{COST_app_sink, 1, 0},
	{0, 0, 0},
};

static const int east_west_way[] = {SENT, COST_tun_get_user, UP, RECEIVED, COST_app_sink, -1};

/* The NIC has no part in it. */
static const struct transmit_case east_west_case = {.name = "east-west",
						    .guests = VM0 VM1,
						    .traffic = "from: vm0, to: vm1",
						    .bytes = 64,
						    .times = east_west,
						    .way = east_west_way,
						    .frees = N - 1,
						    .copies = 2 * N,
						    .kicks = N,
						    .signals = N + 1,
						    .exits = 3 * N + 1,
						    .nic_interrupts = 0,
						    .tx_runs = N,
						    .rx_runs = N};

static void test_east_west(void)
{
	transmit_check(&east_west_case);
}

/* 512 B: the first packet and the 65th go without a copy, in vain: the other guest's tap copies them, and handle_tx
 * runs once more for each. */
static void test_east_west_zerocopy(void)
{
	struct times times[G_N_ELEMENTS(east_west) + 2];
	memcpy(times, east_west, sizeof(east_west));
	for (struct times *t = times; t->each; t++) {
		if (t->cost == COST_tun_get_user)
			t->beside -= 2;
		else if (t->cost == COST_vhost_work || t->cost == COST_handle_tx ||
			 t->cost == COST_vhost_disable_notify || t->cost == COST_vhost_get_desc ||
			 t->cost == COST_vhost_enable_notify)
			t->beside += 2;
	}
	times[G_N_ELEMENTS(east_west) - 1] = (struct times){COST_vhost_zerocopy, 0, 2};
	times[G_N_ELEMENTS(east_west)] = (struct times){COST_skb_copy, 0, 2};
	times[G_N_ELEMENTS(east_west) + 1] = (struct times){0};
	struct transmit_case larger = east_west_case;
	larger.name = "east-west, 512 B";
	larger.bytes = 512;
	larger.times = times;
	larger.tries = 2;
	larger.tx_runs = N + 2;
	transmit_check(&larger);
}

/* ---- from the wire through a guest to the wire ---- */

#define FROM_NIC                                                                                             \
	COST_irq_entry, COST_nic_isr, COST_softirq_entry, COST_napi_poll, COST_nic_rx, COST_skb_alloc,       \
		COST_netif_receive, COST_bridge
#define SENT_ON                                                                                              \
	COST_app_forward, COST_guest_xmit, COST_guest_tx, COST_vm_exit, COST_ioeventfd, WOKEN,               \
		COST_vhost_work, COST_handle_tx, COST_vhost_disable_notify, COST_vhost_get_desc

static const int forward_way[] = {FROM_NIC, RECEIVED, SENT_ON, COST_tun_get_user, UP, OUT, -1};

/* The NIC interrupts for what has come and for what has been sent. The first used entry of the transmit ring wakes the
 * vCPU once more. */
static const struct times forward[] = {
	{COST_irq_entry, 5, 1}, /* arrival, completion, worker twice, vCPU */
	{COST_resched_ipi, 3, 1},
	{COST_wake_up, 3, 1},
	{COST_context_switch, 3, 1},
	{COST_softirq_entry, 3, 0},
	{COST_nic_isr, 2, 0},
	{COST_napi_poll, 3, 0},
	{COST_nic_rx, 1, 0},
	{COST_skb_alloc, 1, 0},
	{COST_skb_free, 2, 0},
	{COST_netif_receive, 2, 0},
	{COST_bridge, 2, 0},
	{COST_nic_irq_enable, 2, 0},
	{COST_tap_xmit, 1, 0},
	{COST_tap_wake, 1, 0},
	{COST_vhost_work, 2, 0},
	{COST_handle_rx, 1, 0},
	{COST_handle_tx, 1, 0},
	{COST_vhost_disable_notify, 2, 0},
	{COST_vhost_enable_notify, 1, 0},
	{COST_vhost_peek, 2, 0},
	{COST_vhost_get_desc, 3, 0},
	{COST_vhost_copy, 1, 0},
	{COST_vhost_add_used, 2, 0},
	{COST_vhost_publish, 2, 0},
	{COST_irqfd, 1, 1},
	{COST_vm_entry, 1, 1},
	{COST_vm_exit, 2, 1},
	{COST_ioeventfd, 1, 0},
	{COST_guest_irq, 1, 1},
	{COST_guest_poll, 1, 0},
	{COST_guest_rx, 1, 0},
	{COST_guest_enable_cb, 1, 0},
	{COST_app_forward, 1, 0},
	{COST_guest_xmit, 1, 0},
	{COST_guest_tx, 1, 0},
	{COST_guest_tx_free, 1, -1},
	{COST_tun_get_user, 1, 0},
	{COST_netif_rx, 1, 0},
	{COST_dev_queue_xmit, 2, 0}, /* to the tap, and to the NIC */
	{COST_nic_tx, 1, 0},
	{COST_nic_tx_clean, 1, 0},
	{0, 0, 0},
};

#define FORWARDS                                                                                             \
	.traffic = "to: vm0", .bytes = 64, .times = forward, .way = forward_way, .in = true, .out = true,    \
	.frees = N - 1, .copies = 2 * N, .kicks = N, .signals = N + 1, .exits = 2 * N + 1,                   \
	.nic_interrupts = 2 * N, .tx_runs = N, .rx_runs = N

/* With two ports: in at one device, out at the other, whose worker is on the same core or on the next one. */
static const struct transmit_case forward_cases[] = {
	{FORWARDS, .name = "forward",
	 .guests = "  - {name: vm0, vhost_core: 2, vcpu_core: 1, app: forward}\n"},
	{FORWARDS, .name = "forward, two ports",
	 .guests = "  - {name: vm0, vhost_core: 2, vcpu_core: 1, app: forward, ports: 2}\n"},
	{FORWARDS, .name = "forward, two ports and cores",
	 .guests = "  - {name: vm0, vhost_core: 2, vcpu_core: 1, app: forward, ports: 2, spread: yes}\n"},
};

static void test_forward(void)
{
	EACH_CASE (i, forward_cases)
		transmit_check(&forward_cases[i]);
}

static const struct test_case tests[] = {
	{"from a guest to another", test_east_west},
	{"from a guest to another, 512 B", test_east_west_zerocopy},
	{"from the wire through a guest to the wire, by one port and by two", test_forward},
};

SUITE("transmit: through guests", tests)
