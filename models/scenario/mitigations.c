/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/mitigations.h"

static const char *const state_names[] = {"off", "on", NULL};

#define MITIGATION_OPTION(name, cycles, text)                                                                \
	VALUE_OPTION(mitigations_settings, name, UNIT_FACTOR, cycles, "0", "1000000",                        \
		     "cycles that are added for each of these: " text),

static const struct option mitigations_options[] = {
	CHOICE_OPTION(mitigations_settings, state, state_names, "off",
		      "on: the costs contain the kernel's mitigations of speculative execution, as listed "
		      "in docs/costs.md; mitigations: on is short for it"),
	MITIGATION_GROUPS(MITIGATION_OPTION)
		VALUE_OPTION(mitigations_settings, kernel_code, UNIT_FACTOR, "1.21", "1", "100",
			     "what the cycles of the host's kernel are multiplied by, not its copied bytes: "
			     "IBRS of a CPU that has no Enhanced IBRS; 1: such a CPU or retpolines"),
};

OPTION_TABLE(mitigations_table, "mitigations", mitigations_settings, mitigations_options,
	     "mitigations of speculative execution: what they add to the costs");

/* How many operations of each group one payment of a cost contains, in the order of MITIGATION_GROUPS. */
struct contents {
	int system_call, indirect_branch, user_copy, vm_exit, context_switch;
};

#define CONTAINS(cost, ...) [COST_##cost] = {__VA_ARGS__},

/* Counted in Debian's 6.1, an indirect call as what is called through a pointer there (ops, callbacks), a user copy as
 * __get_user, __put_user, a copy_*_user or copy_*_iter. Costs of user space and of devices contain none. */
static const struct contents contents[COST_COUNT] = {
	/* the engine: softirq_action.action, the handlers of an interrupt (handle_irq, irq_ack, action->handler) */
	CONTAINS(softirq_entry, .indirect_branch = 1) CONTAINS(nic_isr, .indirect_branch = 3)
		CONTAINS(context_switch, .context_switch = 1)
	/* net/core/dev.c: n->poll, the bridge's rx_handler, ndo_select_queue, ndo_features_check, ndo_start_xmit */
	CONTAINS(napi_poll, .indirect_branch = 1) CONTAINS(bridge, .indirect_branch = 1)
		CONTAINS(dev_queue_xmit, .indirect_branch = 3) CONTAINS(nic_tx, .indirect_branch = 1)
	/* drivers/net/tun.c: sk_data_ready, the wait queue's func */
	CONTAINS(tap_wake, .indirect_branch = 2)
		CONTAINS(tap_restart, .indirect_branch = 1, .context_switch = 2)
	/* drivers/vhost: work->fn, peek_len, recvmsg and sendmsg; accesses to the rings and copies of packet and header */
	CONTAINS(vhost_work, .indirect_branch = 1) CONTAINS(vhost_disable_notify, .user_copy = 1)
		CONTAINS(vhost_enable_notify, .user_copy = 2) CONTAINS(vhost_get_desc, .user_copy = 3)
			CONTAINS(vhost_copy, .indirect_branch = 1, .user_copy = 2) CONTAINS(
				vhost_add_used, .user_copy = 1) CONTAINS(vhost_publish, .user_copy = 2)
				CONTAINS(tun_get_user, .indirect_branch = 1, .user_copy = 2)
					CONTAINS(vhost_zerocopy, .indirect_branch = 1, .user_copy = 1)
						CONTAINS(vhost_build_xdp, .user_copy = 2)
	/* virt/kvm/eventfd.c, kvm_main.c: the wait queue's func, kvm_io_bus_write's ops->write */
	CONTAINS(irqfd, .indirect_branch = 2) CONTAINS(ioeventfd, .indirect_branch = 3)
		CONTAINS(vfio_irq, .indirect_branch = 3) CONTAINS(vm_exit, .vm_exit = 1)
	/* the guest's kernel, which has the same mitigations: the interrupt's three, vq->callback; n->poll, poll_list */
	CONTAINS(guest_irq, .indirect_branch = 4) CONTAINS(guest_poll, .indirect_branch = 2)
		CONTAINS(guest_rx, .indirect_branch = 1) CONTAINS(guest_xmit, .indirect_branch = 2)
			CONTAINS(guest_tx, .indirect_branch = 1)
				CONTAINS(app_socket, .system_call = 1, .indirect_branch = 2, .user_copy = 2)
	/* QEMU: its system calls; f_op->read_iter, write_iter, unlocked_ioctl, and f_op->poll of 15 descriptors */
	CONTAINS(eventfd_write, .system_call = 1, .indirect_branch = 2, .user_copy = 1) CONTAINS(
		eventfd_read, .system_call = 1, .indirect_branch = 1,
		.user_copy = 1) CONTAINS(qemu_ppoll, .system_call = 1,
					 .user_copy = 3) CONTAINS(qemu_poll_fds, .indirect_branch = 15)
		CONTAINS(qemu_read, .system_call = 1, .indirect_branch = 1,
			 .user_copy = 2) CONTAINS(qemu_read_empty, .system_call = 1, .indirect_branch = 1)
			CONTAINS(qemu_writev, .system_call = 1, .indirect_branch = 1, .user_copy = 1)
				CONTAINS(kvm_signal_msi, .system_call = 1, .indirect_branch = 2,
					 .user_copy = 1) CONTAINS(kvm_irq_line, .system_call = 1,
								  .indirect_branch = 4, .user_copy = 1)
					CONTAINS(user_exit, .system_call = 1, .indirect_branch = 2)
						CONTAINS(futex, .system_call = 1, .user_copy = 1)
	/* a program: f_op->read_iter, write_iter, poll */
	CONTAINS(tap_read, .system_call = 1, .indirect_branch = 1, .user_copy = 2)
		CONTAINS(tap_read_empty, .system_call = 1, .indirect_branch = 1)
			CONTAINS(tap_poll, .system_call = 1, .indirect_branch = 1, .user_copy = 2)
				CONTAINS(tap_poll_look, .indirect_branch = 1)
					CONTAINS(tap_write, .system_call = 1, .indirect_branch = 1)};

#define HOST_KERNEL(cost) [COST_##cost] = true,

/* Work of the host's kernel. Neither of processor and devices (vm_exit, vm_entry, ipi_send, kvm_ipi, nic_irq_enable), nor of
 * QEMU, ovs-vswitchd and guests, or partly theirs (qemu_ppoll, ovs_flow_new), nor of a source, which may be a guest's. */
static const bool host_kernel[COST_COUNT] = {
	/* the engine */
	HOST_KERNEL(irq_entry) HOST_KERNEL(timer_tick) HOST_KERNEL(softirq_entry) HOST_KERNEL(context_switch)
		HOST_KERNEL(wake_up) HOST_KERNEL(resched_ipi)
	/* from the NIC to the tap or to a NIC */
	HOST_KERNEL(nic_isr) HOST_KERNEL(napi_poll) HOST_KERNEL(nic_rx) HOST_KERNEL(skb_alloc)
		HOST_KERNEL(skb_free) HOST_KERNEL(netif_receive) HOST_KERNEL(bridge) HOST_KERNEL(ovs_receive)
			HOST_KERNEL(ovs_mask) HOST_KERNEL(ovs_execute) HOST_KERNEL(ovs_upcall)
				HOST_KERNEL(ovs_packet_execute) HOST_KERNEL(dev_queue_xmit)
					HOST_KERNEL(tap_xmit) HOST_KERNEL(tap_wake) HOST_KERNEL(tap_restart)
						HOST_KERNEL(nic_tx) HOST_KERNEL(nic_tx_clean)
							HOST_KERNEL(netif_rx) HOST_KERNEL(rps_cpu)
								HOST_KERNEL(rps_ipi) HOST_KERNEL(skb_copy)
	/* the slab allocator */
	HOST_KERNEL(slab_alloc) HOST_KERNEL(slab_get_partial) HOST_KERNEL(slab_new) HOST_KERNEL(slab_free)
		HOST_KERNEL(slab_put_partial) HOST_KERNEL(slab_unfreeze) HOST_KERNEL(slab_discard)
	/* vhost and its signals */
	HOST_KERNEL(vhost_work) HOST_KERNEL(vhost_disable_notify) HOST_KERNEL(vhost_enable_notify)
		HOST_KERNEL(vhost_peek) HOST_KERNEL(vhost_get_desc) HOST_KERNEL(vhost_copy)
			HOST_KERNEL(vhost_add_used) HOST_KERNEL(vhost_publish) HOST_KERNEL(irqfd)
				HOST_KERNEL(ioeventfd) HOST_KERNEL(tun_get_user) HOST_KERNEL(vhost_zerocopy)
					HOST_KERNEL(vhost_build_xdp) HOST_KERNEL(tun_xdp_one)
						HOST_KERNEL(callback_rx) HOST_KERNEL(pool_release)
							HOST_KERNEL(pool_depletion) HOST_KERNEL(vfio_irq)
								HOST_KERNEL(pi_wakeup)
	/* system calls */
	HOST_KERNEL(eventfd_write) HOST_KERNEL(eventfd_read) HOST_KERNEL(qemu_poll_fds) HOST_KERNEL(qemu_read)
		HOST_KERNEL(qemu_read_empty) HOST_KERNEL(qemu_writev) HOST_KERNEL(kvm_signal_msi)
			HOST_KERNEL(kvm_irq_line) HOST_KERNEL(user_exit) HOST_KERNEL(futex)
				HOST_KERNEL(tap_read) HOST_KERNEL(tap_read_empty) HOST_KERNEL(tap_poll)
					HOST_KERNEL(tap_poll_look) HOST_KERNEL(tap_write)};

#define MITIGATION_ADDED(name, cycles, text) sum += c->name * m->name;

/* What they add to one payment of the cost, in millionths of a cycle. */
static int64_t added(const struct mitigations_settings *m, int cost)
{
	const struct contents *c = &contents[cost];
	int64_t sum = 0;
	MITIGATION_GROUPS(MITIGATION_ADDED)
	return sum;
}

void mitigations_apply(const struct mitigations_settings *m, struct cost_entry costs[COST_COUNT])
{
	for (int i = 0; i < COST_COUNT && m->state == MITIGATIONS_ON; i++) {
		if (host_kernel[i])
			costs[i].cycles_ppm = cost_times(costs[i].cycles_ppm, m->kernel_code);
		costs[i].cycles_ppm += added(m, i);
	}
}
