# SPDX-License-Identifier: GPL-3.0-or-later
"""Which named cost of the model a function of the kernel belongs to, and how often that cost is paid.

A function belongs to the first cost whose pattern it matches. What is called from several places belongs to the cost that calls it
most. Functions of the laboratory's own account belong to what they watch: the kernel of the laboratory executes them, too.
"""
import re

# What is paid for at each call of a function: pattern of the function, by name.
CALLS = {
    "slab_allocs": r"___slab_alloc$", "partial_gets": r"get_partial_node", "new_slabs": r"allocate_slab$", "slab_frees": r"__slab_free$",
    "partial_puts": r"put_cpu_partial$", "unfreezes": r"__(unfreeze|put)_partials$", "discards": r"__free_slab$",
}

# cost: (what it is paid for, pattern of the functions). What it is paid for is a figure of tools/lab/init/figures.c, or one of CALLS.
SLAB = {
    "slab_alloc": ("slab_allocs", r"___slab_alloc|get_freelist|freeze_slab"),
    "slab_get_partial": ("partial_gets", r"get_partial|acquire_slab|get_any_partial"),
    "slab_new": ("new_slabs", r"allocate_slab|setup_object|new_slab|alloc_pages|shuffle_freelist|next_freelist_entry"),
    "slab_free": ("slab_frees", r"__slab_free|(__)?cmpxchg_double_slab|(__)?slab_update_freelist"),
    "slab_put_partial": ("partial_puts", r"put_cpu_partial"),
    "slab_unfreeze": ("unfreezes", r"__unfreeze_partials|__put_partials"),
    "slab_discard": ("discards", r"discard_slab|(__)?free_slab|__free_pages"),
}

# A page is paid for by who asks for it: (cost that its functions belong to, functions, what counts pages, cost of others that ask).
PAGES = (("skb_alloc", r"clear_page|get_page_from_freelist|__alloc_pages|(__)?rmqueue|get_pfnblock|prep_new|post_alloc|__next_zones|zone_watermark|should_fail|cond_accept",
          r"__alloc_pages(_noprof)?$", "slab_new"),
         ("skb_free", r"free_unref_page|free_pcp", r"free_unref_page$", "slab_discard"))

COSTS = SLAB | {
    "timer_tick": ("ticks", r"tick_(?!program|irq|nohz|check)|update_process_times|scheduler_tick|task_tick|account_|run_local_timers|run_posix|rcu_sched_clock|"
                            r"update_wall_time|timekeeping|run_timer|run_rebalance|trigger_load|calc_global|perf_event_task|jiffies|update_vsyscall|"
                            r"rcu_core|rcu_segcblist|rebalance|update_blocked|profile_tick|arch_scale|hrtimer_run_softirq|note_gp|ntp_|cyc2ns|"
                            r"hrtimer_run_queues$|run_irq_workqueue|irq_work|call_timer|expire_timers|collect_expired|__run_timers"),
    "guest_irq": ("guest_interrupts", r"eventfd_read|vfs_read|ksys_read|(x64_)?sys_|__x64_sys|do_syscall|entry_SYSCALL|syscall_|__fget|__fdget|fput|"
                                      r"(security|apparmor|aa|common|rw|fsnotify)_|exit_to_user|__rseq|rseq|switch_fpu|fpregs_|restore_regs|user:__libc_read|user:read|"
                                      r"add_wait_queue|remove_wait_queue|mem_cgroup_handle|blkcg|__audit|"
                                      r"__get_task_ioprio|get_task_ioprio|error_return|task_work|copy_to_user|fdget|arch_exit_to_user|do_wait_intr"),
    "guest_refill": ("delivered", r"user:virtqueue_(add|kick)|user:refill"),
    "guest_rx": ("delivered", r"user:"),
    "nic_rx": ("taken", r"poll$|look$|take$|expect_next$|feedback_filled$|eth_type_trans|skb_put|dma_|receive$"),
    "skb_alloc": ("taken", r"(__)?napi_alloc_skb|__napi_build_skb|__build_skb|napi_skb_cache_get|kmem_cache_alloc|page_frag_alloc|get_page_from_freelist|"
                           r"clear_page|__alloc_pages|__memset|memset|(__)?rmqueue|get_pfnblock|cond_accept|kmem_cache_size|prep_new|post_alloc|__page_frag_cache_(alloc|refill)|"
                           r"__next_zones|zone_watermark|should_fail|memcg"),
    "netif_receive": ("taken", r"netif_receive|__netif_receive|skb_defer_rx|ktime_get_with|deliver_skb|nf_hook|nf_ingress|__rcu_read|packet_rcv"),
    "bridge": ("taken", r"br_|__br_|fdb_|nbp_|is_skb_forwardable|ipv6_mod_enabled|rht_key|memcmp|skb_push|skb_pull"),
    "dev_queue_xmit": ("forwarded", r"__dev_queue_xmit|dev_queue_xmit|sch_direct|dev_hard_start|netif_skb_features|__qdisc|validate_xmit|skb_network_protocol|"
                                    r"fq_codel|__fq_codel|codel|netdev_core_pick|skb_clone_tx|__local_bh|local_bh|qdisc_|skb_get_hash|__skb_flow|flow_hash|"
                                    r"siphash|bpf_flow|skb_tx_hash|netdev_pick|passthru|dev_qdisc"),
    "tap_xmit": ("forwarded", r"tun_net_xmit|__ptr_ring|tun_automq|sk_filter|skb_orphan|sock_efree|kfree_skb_reason|kfree_skb_list|sk_skb_reason_drop|"
                              r"netdev_core_stats"),
    "tap_wake": ("forwarded", r"__wake_up_(common|sync)|sock_def_readable|vhost_poll_(wakeup|queue)|vhost_work_queue|vhost_vq_work|vhost_worker_queue|"
                              r"llist_|tun_sock_write"),
    "vhost_work": ("signals", r"vhost_worker|vhost_task|vhost_run_work|handle_rx_net|handle_rx_kick|vhost_poll_(start|stop)|tun_chr_poll|vhost_poll_func|"
                                 r"vhost_net_(en|dis)able|vhost_enable|vhost_disable|kthread_|mutex_(un)?lock|llist"),
    "vhost_peek": ("delivered", r"vhost_net_buf_peek|vhost_net_rx_peek|tun_ptr_peek|tun_peek|vhost_net_buf|ptr_ring"),
    "vhost_get_desc": ("delivered", r"vhost_get_vq_desc|translate_desc|vhost_iotlb|__get_user|get_rx_bufs|vhost_get_avail|vq_meta_prefetch|copy_from_user|_copy_from"),
    "irqfd": ("signals", r"eventfd_signal"),
    "vhost_publish": ("signals", r"(__)?vhost_add_used|vhost_update_used|vhost_put_|__put_user|vhost_signal|vhost_notify|vhost_net_signal"),
    "skb_free": ("delivered", r"consume_skb|kmem_cache_free|skb_release|kfree_skb|skb_free|page_frag_free|free_unref|free_pcp|__kfree_skb|"
                              r"cache_from_obj|__free|free_|skb_ext|napi_consume|slab_|uncharge"),
    "vhost_copy": ("delivered", r"handle_rx|tun_recvmsg|tun_do_read|tun_put_user|_copy_to|copy_user|__check_|check_(?!preempt|spread|cfs|new)|iov_iter|import_|skb_copy_datagram|"
                                r"__skb_datagram|simple_copy|__virt_addr|vhost_exceeds|copyout|rep_movs|memcpy|__memcpy|is_vmalloc|copy_to_iter|iovec|virtio_net_hdr|csum|skb_"),
    "wake_up": ("wakeups", r"try_to_wake|ttwu_|enqueue_(task|entity)|place_entity|wake_(task|up)|check_(preempt|spread|cfs)|select_task|check_preempt|resched_curr|activate_task|psi_task_change|"
                           r"autoremove|default_wake|available_idle|wakeup_|update_entity_lag|avg_vruntime|__enqueue|native_smp_send|pollwake|set_nr|reweight|__task_rq_lock"),
    "context_switch": ("switches", r"__schedule|schedule|save_fpregs|pick_|put_prev|set_next|dequeue_|switch_|__switch|psi_|update_(load|curr|min|rq|entity|cfs|stats)|__update_load|"
                                   r"finish_task|rcu_note|(__)?rb_|native_load|load_gs|asm_load|prepare_task|cpuacct|cgroup|record_times|clear_buddies|"
                                   r"change_task|of_task|strncmp|ret_from|newidle|native_sched_clock|sched_clock|entity_eligible|eligible|vruntime_eligible|__dequeue_entity|mm_cid|__set_next_task|update_deadline|requeue_delayed|clear_delayed|dl_server|"
                                   r"rcu_qs|min_vruntime|__calc_delta|sched_|load_balance|attach_|detach_|nohz|fair|prandom|"
                                   r"tick_nohz|tick_check|ct_|cpu_idle|do_idle|default_idle|acpi_idle|cpuidle|menu_|leave_mm|enter_lazy"),
    "nic_irq_enable": ("nic_interrupts", r"arm$|nic_enable$|nic_sooner$|nic_tx_next$|due$|hrtimer_start|enqueue_hrtimer|hrtimer_reprogram|timerqueue_add|remove_hrtimer|hrtimer_try|lock_hrtimer"),
    "nic_isr": ("nic_interrupts", r"fire$|raise_softirq|napi_schedule|__napi_schedule|____napi"),
    "napi_poll": ("polls", r"__napi_poll|nic_tx_clean$|__usecs_to_jiffies|net_rx_action|napi_complete|gro_normal|napi_gro|netif_poll|net_rps|net_rps_send"),
    "softirq_entry": ("softirqs", r"__do_softirq|handle_softirqs|do_softirq|enter_softirq|leave_softirq|ksoftirqd|run_ksoftirqd|smpboot|wakeup_softirqd"),
    "irq_entry": ("interrupts", r"tick_irq|idle_cpu|swapgs_|asm_sysvec|sysvec|__sysvec|irq_(enter|exit)|__irq_exit|irqentry|error_entry|sync_regs|hrtimer|__hrtimer|clockevents|lapic|"
                                r"timerqueue_del|tick_program|ktime_get|read_tsc|native_apic|enter_interrupt|leave_interrupt|charge|common_interrupt|"
                                r"timer|native_iret|restore_regs|iret|idtentry|ack_|fixup_bad|rdtsc|delay"),
}

# The same while a guest sends and receives nothing: what both directions call is the sender's then.
SENDING = {
    "app_spin": ("sent", r"user:(vcpu|run_source|virtqueue_signalled)"),  # waits for the next date: not a cost
    "guest_tx_free": ("sent", r"user:(virtqueue_get_buf|virtqueue_more_used|virtnet_poll_tx|free_old_xmit|clean_tx)"),
    "guest_tx": ("sent", r"user:(start_xmit|virtqueue_)"),
    "ioeventfd": ("kicks", r"eventfd_write|vfs_write|ksys_write|user:(__libc_)?write|_copy_from_user|__wake_up_(common|locked)|vhost_poll_(wakeup|queue)|"
                           r"vhost_work_queue|vhost_worker_queue|llist_|" + COSTS["guest_irq"][1]),
    "vhost_build_xdp": ("sent", r"handle_tx|tun_sendmsg|rep_movs|get_tx_bufs|vhost_tx_batch|vhost_net_build|vhost_net_tx|copy_page_from_iter|_copy_from_iter|copy_user|__check_object|"
                                r"check_(heap|stack|page)|__virt_addr|is_vmalloc|iov_iter|import_|vhost_exceeds|init_iov|page_frag_(alloc|refill)|skb_page_frag|"
                                r"alloc_pages|memcpy|__memcpy|memcpy_from|vhost_(en|dis)able_notify|vhost_vq_avail|vhost_has_work|vhost_net_busy"),
    "tun_xdp_one": ("sent", r"tun_(xdp_one|get|put|rx)|build_skb|__build_skb|kmem_cache_alloc|memset|__memset|virtio_net_hdr|eth_type_trans|__skb_flow|"
                            r"skb_(put|probe|set)|skb_flow|should_fail"),
    "nic_tx": ("sent", r"nic_tx$|occupy_wire|count_frame"),
    "nic_tx_clean": ("sent", r"nic_tx_clean|napi_consume|kmem_cache_free|skb_(release|free)|page_frag_free|free_(?!slab)|__free(?!_slab)|__kfree|"
                             r"consume_skb|napi_skb_cache_put|cache_from_obj|slab_free"),
} | COSTS

# The same of a program that reads its tap. system_call and read_call are no costs, but parts of them (tools/lab/costs).
READING = {
    "tap_poll": ("waits", r"do_sys_poll|do_poll|__x64_sys_poll|poll_|__pollwait|datagram_poll|sock_poll|remove_wait|add_wait|_?_?_?copy_from_user|"
                          r"schedule_hrtimeout|select_|ep_"),
    "tap_poll_look": ("looks", r"tun_chr_poll"),
    "read_call": ("reads", r"vfs_read|ksys_read|new_sync_read|tun_chr_read|tun_do_read|rw_verify|security_file|apparmor_file|aa_file|common_file|fsnotify|"
                           r"(__)?get_task_ioprio|user:(__libc_)?read"),
    "system_call": ("calls", r"(x64_)?sys_|__x64_sys|do_syscall|entry_SYSCALL|syscall_|exit_to_user|__fget|__fdget|fput|__rseq|rseq|switch_fpu|"
                             r"user:__pthread|error_return|task_work"),
    "tap_read": ("delivered", r"user:|tun_put_user|skb_copy_datagram|__skb_datagram|simple_copy|_copy_to_iter|copy_user|copyout|rep_movs|__check_|"
                              r"check_(?!preempt|spread|cfs|new)|__virt_addr|iov_iter|is_vmalloc|memcpy"),
} | COSTS

# The same with Open vSwitch's kernel datapath in the bridge's place.
SWITCHING = {
    "ovs_mask": ("masks", r"masked_flow_lookup|find_bucket"),
    "ovs_receive": ("taken", r"netdev_frame_hook|ovs_vport_receive|ovs_flow_key_extract|key_extract|parse_vlan|(__)?ovs_ct_update_key|udphdr_ok|ovs_dp_process|"
                             r"ovs_flow_tbl_lookup|flow_lookup|skb_push|skb_pull"),
    "ovs_execute": ("forwarded", r"do_execute_actions|ovs_execute_actions|ovs_flow_stats_update|ovs_vport_send|do_output|ovs_lookup_vport"),
} | COSTS

# The same with RPS.
SPREADING = {
    "rps_cpu": ("taken", r"get_rps_cpu|set_rps_cpu"),
    "netif_rx": ("taken", r"enqueue_to_backlog|process_backlog|napi_schedule_rps"),
    "tun_automq": ("forwarded", r"__skb_get_hash_symmetric|__skb_flow|siphash|__siphash|tun_flow|flow_hash"),
} | COSTS


def share(functions, table=None):
    """(instructions by cost, instructions by function that belong to none) of instructions by function."""
    patterns = [(cost, re.compile(pattern)) for cost, (_, pattern) in (table or COSTS).items()]
    by_cost, rest = dict.fromkeys(table or COSTS, 0), {}
    for function, instructions in functions.items():
        cost = next((cost for cost, pattern in patterns if pattern.match(function)), None)
        if cost:
            by_cost[cost] += instructions
        else:
            rest[function] = instructions
    return by_cost, rest


def number(calls, pattern):
    """Calls of the functions that match."""
    return sum(n for function, n in calls.items() if re.match(pattern, function))


def calls_paid_for(calls):
    """How often what is paid for at each call happened."""
    return {name: number(calls, pattern) for name, pattern in CALLS.items()}


def divide_pages(by_cost, functions, calls, paid):
    """Moves what pages cost to the costs of those who asked for them, page by page."""
    for cost, pattern, page, other in PAGES:
        pages = number(calls, page)
        part = number(functions, pattern) * paid[SLAB[other][0]] / pages if pages else 0
        by_cost[cost] -= part
        by_cost[other] += part


def come_with(packets, events, over, packets_there, events_there, over_there):
    """How many instructions that belong to no cost alone come with one that is paid for packets, and with one of the others: two loads, at
    which both kinds have other shares, say it."""
    det = packets * events_there - packets_there * events
    return (over * events_there - over_there * events) / det, (packets * over_there - packets_there * over) / det
