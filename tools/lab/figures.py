# SPDX-License-Identifier: GPL-3.0-or-later
"""The laboratory's figures, under the names that `vhostsim run --format json` gives them."""
VECTORS = ((1, "TIMER"), (2, "NET_TX"), (3, "NET_RX"), (7, "SCHED"), (8, "HRTIMER"), (9, "RCU"))
CONTEXTS = ("hardirq", "softirq", "ksoftirqd", "vhost", "vcpu", "other", "idle")
QUANTILES = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999))
OVS = ("ovs_hit", "ovs_missed", "ovs_lost", "ovs_mask_hit", "ovs_cache_hit", "ovs_flow_new")
# vhostsim's rule: a percentile needs that many samples above it.
SAMPLES_ABOVE = 10


def latency(raw, guest):
    """guest: its number, or "wire" for what has left by the NIC."""
    n = raw[f"latency_n.{guest}"]
    if n == 0:
        return None
    found = {"min": raw[f"latency_min.{guest}"], "mean": round(raw[f"latency_sum.{guest}"] / n, 3)}
    for name, quantile in QUANTILES:
        found[name] = raw[f"latency_{name}.{guest}"] if n * (1 - quantile) >= SAMPLES_ABOVE else None
    found["max"] = raw[f"latency_max.{guest}"]
    return found


def dropped(raw, guest):
    return {"nic/ring_full": raw[f"lost.{guest}"], "tap/queue_full": raw[f"tap.tx_dropped.{guest}"],
            "guest/qdisc_full": raw[f"unsent.{guest}"]}


def share(part, whole):
    return round(part / whole, 9) if whole else None


def sends(order, guest):
    return order.actors[guest].app != "sink"


def of_guest(raw, order, frames, guest):
    """What a guest takes is counted in it; what it sends, where it has left by the NIC. Only one guest may send."""
    offered, drops = frames.offered(guest, raw["from"], raw["to"]), dropped(raw, guest)
    place = "wire" if sends(order, guest) else guest
    delivered = raw["n_sent"] if sends(order, guest) else raw[f"delivered.{guest}"]
    if order.actors[guest].app == "source":
        offered = delivered + raw[f"unsent.{guest}"]
    return {"name": order.guests[guest], "offered": offered, "delivered": delivered,
            "loss_ratio": share(sum(drops.values()), offered), "dropped": drops, "latency_ns": latency(raw, place)}


def total(raw, name, n):
    return sum(raw[f"{name}.{guest}"] for guest in range(n))


def counters(raw, n):
    return {"interrupts": raw["n_interrupts"], "wakeups": raw["n_wakeups"], "context_switches": raw["n_switches"],
            "ksoftirqd_wakeups": raw["n_ksoftirqd_wakeups"], "softirqs": {name: raw[f"vectors.{i}"] for i, name in VECTORS},
            "nic_interrupts": raw["n_irqs"], "napi_polls": raw["n_polls"],
            "time_squeeze": raw["time_squeeze"], "kicks": total(raw, "kicks", n), "signals": total(raw, "signals", n),
            **{name: raw[name] for name in OVS if name in raw},
            "vhost_wakeups": raw["n_vhost_wakeups"], "saturations": raw["n_saturations"], "guest_polls": total(raw, "guest_polls", n)}


def result(scenario, settings, order, frames, raw, kernel, preempt):
    n, window = len(order.guests), raw["to"] - raw["from"]
    guests = [of_guest(raw, order, frames, guest) for guest in range(n)]
    offered, delivered = sum(g["offered"] for g in guests), sum(g["delivered"] for g in guests)
    drops = {place: sum(g["dropped"][place] for g in guests) for place in guests[0]["dropped"]}
    counted = counters(raw, n)
    core = {"core": 0} | {name: share(raw[f"spent.{i}"], window) for i, name in enumerate(CONTEXTS)}
    if order.wait:  # a program's time and system calls are counted as QEMU's
        core["qemu"], core["vcpu"] = core["vcpu"], 0.0
        counted["qemu_polls"], counted["qemu_reads"] = counted["guest_polls"], total(raw, "reads", n)
        counted["guest_polls"] = 0
    return {"scenario": scenario, "flow": settings["flow"], "kernel": order.kernel, "release": kernel.release, "preempt": preempt,
            "seed": int(settings["seed"]), "simulated_s": round(window / 1e9, 9), "offered_pps": round(offered / window * 1e9, 3),
            "delivered_pps": round(delivered / window * 1e9, 3), "loss_ratio": share(sum(drops.values()), offered),
            "packets": {"offered": offered, "delivered": delivered, "dropped": drops},
            "latency_ns": guests[0]["latency_ns"] if n == 1 else None, "cores": [core], "counters": counted,
            "per_packet": {name: share(counted[name], delivered)
                           for name in ("interrupts", "kicks", "signals", "wakeups", "context_switches")},
            "guests": guests}
