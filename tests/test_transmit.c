/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What guests send, end to end, a packet a millisecond (transmit_case.h).
 */
#include "tests/suite.h"
#include "tests/transmit_case.h"

/* ---- a guest sends to the wire ---- */

#define VM0 "  - {name: vm0, vhost_core: 2, vcpu_core: 1}\n"
#define VM1 "  - {name: vm1, vhost_core: 3, vcpu_core: 0}\n"

/* A wake-up on an idle core, as the thread woken sees it. */
#define WOKEN COST_irq_entry, COST_resched_ipi, COST_context_switch
/* From the generator to handle_tx. */
#define SENT                                                                                                 \
	COST_app_source, COST_guest_tx, COST_vm_exit, COST_ioeventfd, WOKEN, COST_vhost_work,                \
		COST_vhost_disable_notify, COST_vhost_get_desc
/* From the tap through the backlog and the bridge. */
#define UP COST_netif_rx, COST_softirq_entry, COST_napi_poll, COST_netif_receive, COST_bridge
#define OUT COST_dev_queue_xmit, COST_nic_tx

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

static void test_tx_copied(void)
{
	transmit_check(&(struct transmit_case){.name = "64 B",
					       .guests = VM0,
					       .traffic = "from: vm0, to: wire",
					       .bytes = 64,
					       .times = tx_copied,
					       .way = tx_copied_way,
					       .out = true,
					       .frees = N - 1,
					       .copies = N,
					       .kicks = N,
					       .signals = 1,
					       .exits = 2 * N + 1,
					       .nic_interrupts = N,
					       .tx_runs = N});
}

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

static void test_tx_zerocopy(void)
{
	transmit_check(&(struct transmit_case){.name = "512 B",
					       .guests = VM0,
					       .traffic = "from: vm0, to: wire",
					       .bytes = 512,
					       .times = tx_zerocopy,
					       .way = tx_zerocopy_way,
					       .out = true,
					       .frees = N - 1,
					       .copies = 0,
					       .kicks = N,
					       .signals = 1,
					       .exits = 2 * N + 1,
					       .nic_interrupts = N,
					       .tx_runs = 2 * N});
}

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

static void test_tx_later(void)
{
	static const char *const kernels[] = {"5.10", "6.6"};
	for (size_t i = 0; i < G_N_ELEMENTS(kernels); i++)
		transmit_check(&(struct transmit_case){.name = kernels[i],
						       .kernel = kernels[i],
						       .guests = VM0,
						       .traffic = "from: vm0, to: wire",
						       .bytes = 512,
						       .times = tx_later,
						       .way = tx_later_way,
						       .out = true,
						       .copies = N,
						       .kicks = N,
						       .signals = N,
						       .exits = 3 * N,
						       .nic_interrupts = N,
						       .tx_runs = N});
}

/* ---- from a guest to another ---- */

/* From the tap's wake-up to the guest's NAPI. */
#define RECEIVED                                                                                             \
	COST_tap_xmit, COST_tap_wake, WOKEN, COST_vhost_work, COST_vhost_disable_notify, COST_vhost_peek,    \
		COST_vhost_get_desc, COST_vhost_copy, COST_skb_free, COST_vhost_add_used,                    \
		COST_vhost_publish, COST_irqfd, WOKEN, COST_vm_entry, COST_guest_irq, COST_guest_poll,       \
		COST_guest_rx

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
	{COST_vhost_disable_notify, 2, 0},
	{COST_vhost_get_desc, 3, 0},
	{COST_vhost_enable_notify, 1, 0},
	{COST_tun_get_user, 1, 0},
	{COST_netif_rx, 1, 0},
	{COST_napi_poll, 1, 0},
	{COST_netif_receive, 1, 0},
	{COST_bridge, 1, 0},
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
static void test_east_west(void)
{
	transmit_check(&(struct transmit_case){.name = "east-west",
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
					       .rx_runs = N});
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
		else if (t->cost == COST_vhost_work || t->cost == COST_vhost_disable_notify ||
			 t->cost == COST_vhost_get_desc || t->cost == COST_vhost_enable_notify)
			t->beside += 2;
	}
	times[G_N_ELEMENTS(east_west) - 1] = (struct times){COST_vhost_zerocopy, 0, 2};
	times[G_N_ELEMENTS(east_west)] = (struct times){COST_skb_copy, 0, 2};
	times[G_N_ELEMENTS(east_west) + 1] = (struct times){0};
	transmit_check(&(struct transmit_case){.name = "east-west, 512 B",
					       .guests = VM0 VM1,
					       .traffic = "from: vm0, to: vm1",
					       .bytes = 512,
					       .times = times,
					       .way = east_west_way,
					       .frees = N - 1,
					       .tries = 2,
					       .copies = 2 * N,
					       .kicks = N,
					       .signals = N + 1,
					       .exits = 3 * N + 1,
					       .nic_interrupts = 0,
					       .tx_runs = N + 2,
					       .rx_runs = N});
}

/* ---- from the wire through a guest to the wire ---- */

#define FROM_NIC                                                                                             \
	COST_irq_entry, COST_nic_isr, COST_softirq_entry, COST_napi_poll, COST_nic_rx, COST_skb_alloc,       \
		COST_netif_receive, COST_bridge
#define SENT_ON                                                                                              \
	COST_app_forward, COST_guest_xmit, COST_guest_tx, COST_vm_exit, COST_ioeventfd, WOKEN,               \
		COST_vhost_work, COST_vhost_disable_notify, COST_vhost_get_desc

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
	{COST_dev_queue_xmit, 1, 0},
	{COST_nic_tx, 1, 0},
	{COST_nic_tx_clean, 1, 0},
	{0, 0, 0},
};

static void check_forward(const char *name, const char *guests)
{
	transmit_check(&(struct transmit_case){.name = name,
					       .guests = guests,
					       .traffic = "to: vm0",
					       .bytes = 64,
					       .times = forward,
					       .way = forward_way,
					       .in = true,
					       .out = true,
					       .frees = N - 1,
					       .copies = 2 * N,
					       .kicks = N,
					       .signals = N + 1,
					       .exits = 2 * N + 1,
					       .nic_interrupts = 2 * N,
					       .tx_runs = N,
					       .rx_runs = N});
}

static void test_forward(void)
{
	check_forward("forward", "  - {name: vm0, vhost_core: 2, vcpu_core: 1, app: forward}\n");
}

/* In at one device, out at the other, whose worker is on the same core or on the next one. */
static void test_forward_two_ports(void)
{
	check_forward("forward, two ports",
		      "  - {name: vm0, vhost_core: 2, vcpu_core: 1, app: forward, ports: 2}\n");
	check_forward("forward, two ports and cores",
		      "  - {name: vm0, vhost_core: 2, vcpu_core: 1, app: forward, ports: 2, spread: yes}\n");
}

static const struct test_case tests[] = {
	{"a guest sends 64 B: copied", test_tx_copied},
	{"a guest sends 512 B: not copied", test_tx_zerocopy},
	{"the same with later kernels", test_tx_later},
	{"from a guest to another", test_east_west},
	{"from a guest to another, 512 B", test_east_west_zerocopy},
	{"from the wire through a guest to the wire", test_forward},
	{"in at one port, out at another", test_forward_two_ports},
};

SUITE("transmit", tests)
