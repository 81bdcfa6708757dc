# SPDX-License-Identifier: GPL-3.0-or-later
"""What an upcall of Open vSwitch costs the kernel: counted by what its functions do it for, as they serve much else as well.

Two loads of packets of flows that are all new: one that the handler serves at once, one that fills its batches.
"""
import re

import counts
import shares

LOW, FULL = 10, 60  # kpps

HANDLER = r"user:(udpif_upcall_handler|operate)$"
SYSTEM_CALL = r"genl_(family_)?rcv_msg"
UPCALL, RECV, OPERATE, FLOW_NEW, EXECUTE, FORWARD = range(1, 7)
EACH = ((UPCALL, 0, r"ovs_dp_upcall$", r"ovs_dp_process_packet$"), (RECV, 0, r"user:recv$", HANDLER),
        (OPERATE, 0, r"user:genl_(send|await)$", HANDLER), (FLOW_NEW, OPERATE, r"ovs_flow_cmd_new$", SYSTEM_CALL),
        (EXECUTE, OPERATE, r"ovs_packet_cmd_execute$", SYSTEM_CALL), (FORWARD, EXECUTE, r"ovs_execute_actions$", r"ovs_packet_cmd_execute$"),
        (0, -1, r"(__do_softirq|handle_softirqs)$", r"(__)?irq_exit_rcu$|(__)?do_softirq|__local_bh_enable_ip$|run_ksoftirqd$"))
PARTS = counts.Parts(EACH, r"__schedule$", r"genl_(family_)?rcv_msg|netlink_(rcv_skb|sendmsg|recvmsg)$|ovs_packet_cmd_execute$|ovs_flow_cmd_new$|_*sys_(sendmsg|recvfrom)$")

# What has its own cost wherever it is paid, and an interrupt that came in between.
APART = re.compile("|".join(shares.COSTS[cost][1] for cost in ("timer_tick", "wake_up", "nic_irq_enable", "nic_isr", "napi_poll", "softirq_entry", "irq_entry")))
POLL = re.compile(shares.READING["tap_poll"][1])
DAEMON = re.compile(r"user:(udpif_upcall_handler|operate|genl_|append|need|recv|sendmsg|poll|__mem(move|set|cpy|cmp)|__pthread_(en|dis)able_asynccancel)")
NO_SOURCE = "the daemon's own work is not: that of the laboratory's handler is in ovs_xlate"


def within(counted, part):
    """Instructions of the kernel in this part."""
    return sum(n for name, n in counted.parts.get(part, {}).items() if not name.startswith("user:") and not APART.match(name))


def matching(counted, pattern):
    return sum(n for functions in counted.parts.values() for name, n in functions.items() if pattern.match(name))


def operating(low, full):
    """(instructions of a system call, of an operation beside its own work): two loads with few and with many operations a call."""
    rows = [(c.figures["ovs_operations"], c.figures["ovs_upcalls"] + c.figures["ovs_flow_new"], within(c, OPERATE)) for c in (low, full)]
    (calls, ops, total), (many_calls, many_ops, many_total) = rows
    each = (total * many_calls - many_total * calls) / (ops * many_calls - many_ops * calls)
    return (total - each * ops) / calls, each


def entries(low, full):
    """The entries of a profile. low, full: counted at these loads."""
    upcalls, puts, calls = (low.figures[name] for name in ("ovs_upcalls", "ovs_flow_new", "ovs_operations"))
    call, operation = operating(low, full)
    recv = within(full, RECV) / full.figures["ovs_upcalls"]
    empty = (within(low, RECV) - recv * upcalls) / calls
    found = {"ovs_upcall": (within(low, UPCALL) / low.figures["ovs_missed"], low.figures["ovs_missed"], "upcalls"),
             "ovs_poll": (empty + matching(low, POLL) / calls, calls, "batches, with the reads that find nothing"),
             "ovs_recv": (recv, full.figures["ovs_upcalls"], f"upcalls; {NO_SOURCE}"),
             "ovs_xlate": (matching(low, DAEMON) / upcalls, upcalls, "upcalls, of the laboratory's handler, which looks up one address"),
             "ovs_operate": (call, calls, "system calls"),
             "ovs_flow_new": (operation + within(low, FLOW_NEW) / puts, puts, "flows"),
             "ovs_packet_execute": (operation + within(low, EXECUTE) / upcalls, upcalls, "packets")}
    return {name: {"cycles": round(each), "source": f"instructions, {times} times: {what}"} for name, (each, times, what) in found.items()}
