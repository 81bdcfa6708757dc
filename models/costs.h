/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The named costs of the datapath (the engine's own are in sim/kernel/cost.h), in the order a packet meets them.
 * Each name appears in every profile under scenarios/costs/ with cycles, cycles per byte, source and
 * confidence.
 */
#ifndef MODELS_COSTS_H
#define MODELS_COSTS_H

#include "sim/kernel/cost.h"
#include <stdbool.h>

/* X(name, what one payment stands for) */
#define MODEL_COSTS(X)                                                                                       \
	X(nic_isr, "the NIC driver's interrupt handler: read the cause, schedule NAPI")                      \
	X(napi_poll, "one call of a NAPI instance's poll function, beside its packets")                      \
	X(nic_rx, "driver work per received packet: descriptor, DMA sync, buffer refill")                    \
	X(skb_alloc, "allocate and set up an skb")                                                           \
	X(skb_free, "free an skb")                                                                           \
	X(slab_alloc, "___slab_alloc: the core's slab of skbs is used up, the next one is taken")            \
	X(slab_get_partial, "get_partial_node: slabs off the node's list, for a core")                       \
	X(slab_new, "new_slab: a page, and the list of its free objects")                                    \
	X(slab_free, "__slab_free: an skb goes back into another slab than the core's own")                  \
	X(slab_put_partial, "put_cpu_partial: a slab onto the core's list of partial ones")                  \
	X(slab_unfreeze, "__unfreeze_partials, __put_partials: a core's full list goes to the node's")       \
	X(slab_discard, "discard_slab: the page of a slab without an skb goes back")                         \
	X(netif_receive, "netif_receive_skb up to the bridge's rx handler")                                  \
	X(bridge, "bridge: look up the destination, netfilter hooks, forward")                               \
	X(ovs_receive, "Open vSwitch: netdev_frame_hook, ovs_vport_receive, ovs_flow_key_extract")           \
	X(ovs_mask, "Open vSwitch: one mask of a lookup: the key masked, hashed and looked for")             \
	X(ovs_execute,                                                                                       \
	  "Open vSwitch: ovs_flow_stats_update, ovs_execute_actions, do_output, ovs_vport_send")             \
	X(ovs_upcall, "Open vSwitch: queue_userspace_packet: a message with key and packet, into a socket")  \
	X(ovs_poll, "ovs-vswitchd: poll_block of a thread, and a read that finds nothing")                   \
	X(ovs_recv, "ovs-vswitchd: dpif_recv of one upcall: a system call, its copy and attributes")         \
	X(ovs_xlate, "ovs-vswitchd: process_upcall: one packet through the OpenFlow tables")                 \
	X(ovs_operate, "ovs-vswitchd: dpif_operate of one batch: system calls, beside its operations")       \
	X(ovs_flow_new, "Open vSwitch: ovs_flow_cmd_new, and its message in ovs-vswitchd")                   \
	X(ovs_packet_execute, "Open vSwitch: ovs_packet_cmd_execute, beside ovs_execute, and its message")   \
	X(ovs_dump, "ovs-vswitchd: one flow of a dump: ovs_flow_cmd_dump, ukey and statistics")              \
	X(ovs_flow_del, "Open vSwitch: ovs_flow_cmd_del, and its message in ovs-vswitchd")                   \
	X(tap_xmit, "tun_net_xmit: queue one packet for the reader, or drop it")                             \
	X(tun_automq,                                                                                        \
	  "__skb_get_hash_symmetric and a look into the tap's flows: with several queues, or RPS")           \
	X(tap_wake, "wake callback of the tap's reader: vhost_poll_wakeup, queue the work")                  \
	X(nic_irq_enable, "write the mask register to enable the queue's interrupt")                         \
	X(vhost_work, "vhost_worker: take one work item off the list and call it")                           \
	X(handle_rx, "handle_rx: one turn, beside its packets")                                              \
	X(handle_tx, "handle_tx: one turn, beside its packets")                                              \
	X(vhost_disable_notify, "vhost_disable_notify")                                                      \
	X(vhost_enable_notify, "vhost_enable_notify, with the barrier and the second look")                  \
	X(vhost_peek, "look whether the tap's queue holds a packet")                                         \
	X(vhost_get_desc, "vhost_get_vq_desc: take one descriptor chain off the avail ring")                 \
	X(vhost_copy, "tun_recvmsg: copy the packet into the guest's buffer")                                \
	X(vhost_add_used, "vhost_add_used: write one used entry")                                            \
	X(vhost_publish, "write the used index, barrier, decide about the interrupt")                        \
	X(irqfd, "eventfd_signal through irqfd to the MSI of the vCPU")                                      \
	X(ipi_send, "send an interrupt to another core: to its vCPU, or by RPS")                             \
	X(kvm_ipi, "the IPI that makes a core leave guest mode")                                             \
	X(vm_exit, "VM exit, its handling in the kernel and the return to the guest")                        \
	X(halt_poll, "spinning before a halted vCPU sleeps; the time is at most vcpu.halt_poll")             \
	X(vm_entry, "enter guest mode with an interrupt to inject")                                          \
	X(ioeventfd, "signal an eventfd from a kick's exit: wake-up callback, queue the work")               \
	X(guest_irq, "the guest's interrupt: vring_interrupt, disable callbacks, schedule NAPI")             \
	X(guest_poll, "one round of the guest's net_rx_action and virtnet_poll, beside its packets")         \
	X(guest_rx, "virtnet receive_buf per packet: used entry, skb, netif_receive_skb")                    \
	X(guest_rx_more, "virtnet receive_mergeable: one further buffer of a packet")                        \
	X(guest_refill, "the guest posts one receive buffer")                                                \
	X(guest_enable_cb, "virtqueue_enable_cb_prepare, napi_complete and the second look")                 \
	X(app_sink, "application sink: takes one packet")                                                    \
	X(app_reflect, "application reflect: the function's own work on one packet")                         \
	X(app_forward, "application forward: the function's own work on one packet")                         \
	X(app_source, "pktgen: build one packet")                                                            \
	X(app_spin, "pktgen: waiting for the next frame's date or for the driver; no cycles of its own")     \
	X(guest_halt, "halted in guest mode (vcpu.halt_exits: no); no cycles of its own")                    \
	X(guest_stall, "the guest stalls; the time is the setting guests[].stall_for")                       \
	X(guest_xmit, "the guest's dev_queue_xmit: qdisc, on the way to the driver")                         \
	X(guest_tx, "virtnet start_xmit: add one packet to the ring")                                        \
	X(guest_tx_free, "free_old_xmit_skbs: take one used packet off the ring and free it")                \
	X(tun_get_user, "tun_get_user: a new skb, the guest's packet copied into it (3.13)")                 \
	X(vhost_zerocopy, "tun_get_user without the copy: pin the guest's pages (3.13)")                     \
	X(vhost_build_xdp, "vhost_net_build_xdp: the guest's packet copied into a buffer (5.10)")            \
	X(tun_xdp_one, "tun_xdp_one: an skb around that buffer (5.10)")                                      \
	X(skb_copy, "copy a packet out of another guest's memory (skb_orphan_frags)")                        \
	X(netif_rx, "netif_rx: enqueue to the backlog of the core")                                          \
	X(rps_cpu, "get_rps_cpu: the flow's hash, and the core that the queue's RPS map has for it")         \
	X(rps_ipi, "rps_trigger_softirq: handler of the interrupt that has a core look at its backlog")      \
	X(dev_queue_xmit, "dev_queue_xmit of the host's NIC or of a tap: qdisc")                             \
	X(nic_tx, "the NIC driver's transmit of one packet: descriptor and a share of a doorbell")           \
	X(nic_tx_clean, "the NIC driver's cleaning of one sent packet's descriptor")                         \
	X(callback_rx, "callback flow: the vhost thread's rx handler per packet, no skb and no copy")        \
	X(pool_release, "callback flow: release one group of guest buffers to the NIC's pool")               \
	X(pool_depletion, "callback flow: the buffer-depletion handler registered by vhost")                 \
	X(vfio_irq, "vfio_msihandler: a host interrupt of an assigned device, up to its eventfd")            \
	X(pi_wakeup, "pi_wakeup_handler: find the sleeping vCPU that an interrupt was posted to")            \
	X(pmd_idle,                                                                                          \
	  "polling switch: looking at its queues; the time is that of pmd_look_nic and vhost_user_look")     \
	X(pmd_look_nic, "polling switch: one look at the NIC's receive ring, found empty or not")            \
	X(pmd_rx, "polling switch: the driver takes one packet off the receive ring")                        \
	X(pmd_classify, "polling switch: header, exact-match cache and action of one packet")                \
	X(pmd_tx, "polling switch: the driver puts one packet into the transmit ring, frees one sent")       \
	X(pmd_doorbell, "polling switch: write of the transmit ring's tail, once a burst")                   \
	X(vhost_user_look, "rte_vhost burst call: lock, read of the avail index")                            \
	X(vhost_user_enqueue, "rte_vhost_enqueue_burst: one packet copied into the guest's buffer")          \
	X(vhost_user_dequeue, "rte_vhost_dequeue_burst: one packet copied out of the guest's buffer")        \
	X(vhost_user_publish, "rte_vhost: used index, fence, decide about the interrupt, once a burst")      \
	X(eventfd_write, "write() to an eventfd from user space, beside what it signals")                    \
	X(qemu_ppoll, "QEMU's main loop: one ppoll call, with glib's and QEMU's work around it")             \
	X(qemu_poll_fds, "ppoll: one look at all of QEMU's file descriptors")                                \
	X(eventfd_read, "QEMU reads an eventfd that it has found set")                                       \
	X(qemu_read, "QEMU reads one packet from the tap: system call, tun_do_read, copy")                   \
	X(qemu_read_empty, "QEMU reads from an empty tap: EAGAIN")                                           \
	X(qemu_writev, "QEMU writes one packet into the tap: system call, beside tun_get_user")              \
	X(qemu_net_queue, "QEMU copies a packet into the queue of a device that has no buffer")              \
	X(qemu_has_buffers, "virtio_net_has_buffers: walk the next chain of the avail ring")                 \
	X(qemu_ring_empty, "QEMU looks at the avail index and finds nothing")                                \
	X(qemu_set_notification, "virtio_queue_set_notification: on, barrier, second look")                  \
	X(qemu_pop, "virtqueue_pop: one chain off the avail ring, its addresses translated")                 \
	X(qemu_copy, "virtio_net_receive: header and packet copied into the guest's buffer")                 \
	X(qemu_push, "virtqueue_fill, virtqueue_flush and virtio_notify up to the decision")                 \
	X(kvm_signal_msi, "ioctl KVM_SIGNAL_MSI: an MSI to a vCPU from QEMU")                                \
	X(kvm_irq_line, "ioctl KVM_IRQ_LINE: a line of the interrupt controller changes its level")          \
	X(user_exit, "an exit that QEMU handles: out of KVM_RUN and into it again, beside vm_exit")          \
	X(futex, "one futex call on QEMU's big lock")                                                        \
	X(e1000_mmio, "QEMU takes a register access to the e1000's handler, and the handler's own work")     \
	X(e1000_receive, "e1000_receive: filter, descriptor, packet copied to the guest, written back")      \
	X(e1000_transmit, "start_xmit: descriptor, packet copied from the guest, written back")              \
	X(e1000_rx, "the guest's e1000_clean_rx_irq per packet, up to netif_receive_skb")                    \
	X(e1000_copybreak, "the same: a small packet is copied into a new skb")                              \
	X(e1000_rx_buffer, "the same: a new buffer instead of a large packet's")                             \
	X(e1000_tx, "the guest's e1000_xmit_frame: map, one descriptor")                                     \
	X(e1000_tx_clean, "the guest's e1000_clean_tx_irq per packet")                                       \
	X(tap_restart, "restart a tap's stopped queue: netif_tx_wake_queue, the NET_TX softirq it raises")   \
	X(app_socket, "a process in a guest: system call, UDP and IP of one packet")                         \
	X(background, "a background thread; no cycles of its own, the time is duty x period")                \
	X(tap_read, "a program reads one packet from a tap: system call, tun_do_read, tun_put_user")         \
	X(tap_read_empty, "a program reads from an empty tap: EAGAIN")                                       \
	X(tap_poll, "a program calls poll() or epoll_wait() for a tap, up to the first look")                \
	X(tap_poll_look, "tun_chr_poll: a further look at the tap, after a wake-up")                         \
	X(tap_write, "a program writes one packet into a tap: system call, beside tun_get_user")             \
	X(vhost_busy_poll,                                                                                   \
	  "one turn of vhost_net_busy_poll's loop, which goes on for vhost.busyloop_timeout at most")

#define COSTS(X) SIM_COSTS(X) MODEL_COSTS(X)

enum model_cost { COST_MODEL_FIRST = SIM_COST_COUNT - 1, MODEL_COSTS(SIM_COST_ENUM) COST_COUNT };

/* What a list, an error message or a result says of a cost. */
struct cost_name {
	const char *name;
	const char *text;
};

/* cost_names: COST_COUNT entries, indexed by the enumerations above. */
extern const struct cost_name cost_names[];

/* cost_waits: whether what is paid under it lasts until a date or an event, and not as long as work takes. */
bool cost_waits(int cost);

#endif
