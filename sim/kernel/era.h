/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eras: the kernel versions whose rules a scenario can choose, and what differs between them.
 *
 * ERA_RULES is the only place that tells one era from another: a column for each era, a row for each rule, as plain
 * values. Whoever models a rule reads its row, era_rules.NAME[era], and knows no version by name. A row that has not a
 * value for every era stops the build. Versions between two eras keep the older rule.
 *
 * Adding an era: its line in ERA_LIST, its value in every row, and a file of code where a mechanism is really new.
 */
#ifndef SIM_KERNEL_ERA_H
#define SIM_KERNEL_ERA_H

#include <glib.h>
#include <stdbool.h>

/* X(identifier, name), the oldest first. */
#define ERA_LIST(X)                                                                                          \
	X(3_13, "3.13")                                                                                      \
	X(5_10, "5.10")                                                                                      \
	X(6_1, "6.1")                                                                                        \
	X(6_6, "6.6")                                                                                        \
	X(6_12, "6.12")

#define ERA_IDENTIFIER(id, name) ERA_##id,
enum era { ERA_LIST(ERA_IDENTIFIER) ERAS };

/* R(type, name, a value for each era of ERA_LIST); the kernel function that a rule is of stands above it. */
/* clang-format off */
#define ERA_RULES(R)                                                                                         \
	/* kernel/sched/fair.c: EEVDF instead of CFS */                                                      \
	R(bool, eevdf,                         false, false, false, true,  true)                             \
	/* kernel/sched/core.c, update_rq_clock(): the clock rests from a wake-up on that asks for the core */ \
	R(bool, sched_clock_rests,             true,  false, false, false, false)                            \
	/* kernel/sched/fair.c, update_min_vruntime(): a thread that goes to sleep still counts */           \
	R(bool, cfs_sleeper_counts,            true,  false, false, false, false)                            \
	/* kernel/sched/fair.c, sched_slice(): ALT_PERIOD, BASE_SLICE (from 5.13 on) */                     \
	R(bool, cfs_slice_of_all,              false, false, true,  true,  true)                             \
	/* kernel/sched/fair.c, sysctl_sched_base_slice: us, before scaling */                               \
	R(int,  eevdf_base_slice_us,            750,   750,   750,   750,   700)                             \
	/* kernel/sched/fair.c, dequeue_entity(): a thread that sleeps ahead of the mean stays queued */     \
	R(bool, eevdf_delays_dequeue,           false, false, false, false, true)                            \
	/* kernel/sched/fair.c, did_preempt_short(): without protection, ahead of the mean, it gives way */  \
	R(bool, eevdf_preempts_short,           false, false, false, false, true)                            \
	/* kernel/softirq.c, ksoftirqd_running(): softirqs are left to a ksoftirqd that is runnable */       \
	R(bool, ksoftirqd_running,             false, true,  true,  false, false)                            \
	/* net/core/dev.c, net_rx_action(): takes the poll list as it is, and each instance at most once */  \
	R(bool, net_rx_splices_list,           false, true,  true,  true,  true)                             \
	/* net/core/dev.c, net_rx_action(): goto start, when a device was scheduled meanwhile (from 6.4 on) */\
	R(bool, net_rx_starts_again,            false, false, false, true,  true)                            \
	/* net/core/dev.c, napi_threaded_poll(): NAPI may have threads (from 5.12 on) */                     \
	R(bool, napi_threads,                  false, false, true,  true,  true)                             \
	/* net/core/dev.c, napi_threaded_poll(): sends RPS's interrupts itself, without a softirq (from 6.5 on) */ \
	R(bool, napi_thread_sends_ipis,        false, false, false, true,  true)                             \
	/* net/openvswitch/flow_table.c, ovs_flow_tbl_lookup_stats(): a cache of masks (from 5.5 on) */       \
	R(bool, ovs_mask_cache,                false, true,  true,  true,  true)                             \
	/* net/openvswitch/datapath.c: a packet's handler is found by port, hash or core (enum ovs_upcall_dispatch) */ \
	R(int,  ovs_upcall_dispatch,            0,     1,     2,     2,     2)                               \
	/* ixgbe_main.c, ixgbe_poll(): a poll that completes returns 0 and not its packets */                \
	R(bool, ixgbe_poll_returns_zero,       true,  false, false, false, false)                            \
	/* ixgbe_main.c, ixgbe_update_itr(): moderation by packets per interrupt, not by bytes per us */     \
	R(bool, ixgbe_adaptive_itr,            false, true,  true,  true,  true)                             \
	/* ixgbevf_main.c, ixgbevf_set_itr(): least us between interrupts under bulk traffic */              \
	R(int,  ixgbevf_bulk_itr_us,           125,   84,    84,    84,    84)                               \
	/* mm/slub.c, set_cpu_partial(): skbs on a core's list of partial slabs */                           \
	R(int,  slub_cpu_partial,              13,    13,    52,    52,    52)                               \
	/* mm/slub.c, put_cpu_partial(): slabs, twice as full, limit that list, not free objects (from 5.16 on) */ \
	R(bool, slub_counts_slabs,             false, false, true,  true,  true)                             \
	/* net/core/skbuff.c, napi_skb_cache_get(): softirqs have skbs at hand (from 5.13 on) */             \
	R(bool, napi_skb_cache,                false, false, true,  true,  true)                             \
	/* drivers/net/tun.c: TUN_READQ_SIZE, which tun_net_init() sets, and later DEFAULT_TX_QUEUE_LEN */   \
	R(int,  tun_queue_length,              500,   1000,  1000,  1000,  1000)                             \
	/* drivers/net/tun.c, tun_net_xmit(): the queues of a tap share its length */                        \
	R(bool, tun_divides_length,             true,  false, false, false, false)                           \
	/* drivers/net/tun.c, tun_net_xmit(): the queue is a ptr_ring, whose reader frees slots in batches */ \
	R(bool, tun_ptr_ring,                  false, true,  true,  true,  true)                             \
	/* drivers/net/tun.c, tun_automq_xmit(): with RPS a tap of one queue hashes each packet anew */ \
	R(bool, tun_automq_hashes,             false, true,  true,  true,  true)                             \
	/* drivers/net/tun.c, tun_get_user(): packets of the guest go through the core's backlog */          \
	R(bool, tun_netif_rx,                  true,  false, false, false, false)                            \
	/* drivers/vhost/net.c: handle_rx() and handle_tx() serve batches, at most VHOST_NET_PKT_WEIGHT */   \
	R(bool, vhost_net_batches,             false, true,  true,  true,  true)                             \
	/* drivers/vhost/net.c, experimental_zcopytx: transmits without copying unless told otherwise */     \
	R(bool, vhost_net_zcopytx,             true,  false, false, false, false)                            \
	/* drivers/vhost/net.c, vhost_net_busy_poll(): from 4.6 on */                                        \
	R(bool, vhost_net_busy_polls,          false, true,  true,  true,  true)                             \
	/* arch/x86/kvm/vmx/posted_intr.c: the IOMMU posts interrupts (from 4.4 on) */                       \
	R(bool, vtd_posts,                     false, true,  true,  true,  true)                             \
	/* the same: a vCPU that spins before it sleeps is woken like one that sleeps */                     \
	R(bool, pi_wakes_spinning_vcpu,        false, true,  false, false, false)                            \
	/* virt/kvm/kvm_main.c, kvm_vcpu_halt(): a halted vCPU polls before it sleeps (from 4.0 on) */       \
	R(bool, kvm_halt_polls,                 false, true,  true,  true,  true)                            \
	/* the same, halt_poll_ns_shrink: what the window is divided by after a long halt; 0: it is closed */\
	R(int,  kvm_halt_poll_shrink,           0,     0,     0,     0,     2)                               \
	/* drivers/net/virtio_net.c, virtnet_receive(): refills before the ring is half empty */             \
	R(bool, virtnet_refills_early,         false, true,  true,  true,  true)                             \
	/* drivers/net/virtio_net.c, get_mergeable_buf_len(): receive buffers up to a page (from 3.14 on) */\
	R(bool, virtnet_page_buffers,          false, true,  true,  true,  true)                             \
	/* drivers/net/virtio_net.c, virtnet_poll(): what the second look finds is taken in the same poll */ \
	R(bool, virtnet_polls_again,           true,  false, false, false, false)                            \
	/* drivers/net/virtio_net.c, napi_tx: tx NAPI by default (from 5.x on) */                            \
	R(bool, virtnet_napi_tx,               false, true,  true,  true,  true)                             \
	/* drivers/net/virtio_net.c, virtnet_poll_cleantx(): the tx callback is off while it frees */        \
	R(bool, virtnet_masks_tx,              false, false, true,  true,  true)                             \
	/* e1000_main.c, e1000_xmit_frame(): descriptors kept beside MAX_SKB_FRAGS when the queue stops */   \
	R(int,  e1000_spare_descriptors,       2,     7,     7,     7,     7)                                \
	/* QEMU hw/net/e1000.c, set_interrupt_cause(): least delay between interrupts, in units of ITR */    \
	R(int,  e1000_min_itr,                 0,     500,   500,   500,   500)                              \
	/* QEMU net/tap.c, tap_can_send(): reads while the device has room; later at most 50 packets a call */ \
	R(bool, qemu_tap_asks_first,           true,  false, false, false, false)                            \
	/* QEMU hw/virtio/virtio.c, virtqueue_pop(): moves the event to the driver's index, not to its own */ \
	R(bool, qemu_event_to_driver,          true,  false, false, false, false)                            \
	/* QEMU util/async.c, aio_notify(): leaves the eventfd alone unless the loop waits (not in 2.0) */   \
	R(bool, qemu_notifies_sleeper_only,    false, true,  true,  true,  true)
/* clang-format on */

#define ERA_FIELD(type, name, ...) type name[ERAS];
struct era_rules {
	ERA_RULES(ERA_FIELD)
};

extern const struct era_rules era_rules;

/* era_names: as scenarios write them, by enum era, NULL-terminated. */
extern const char *const era_names[];

/* era_names_with: the names of the eras for which a rule of type bool holds, as in "6.6 or 6.12". The caller frees the
 * text (g_free). */
char *era_names_with(const bool rule[ERAS]);

#endif
