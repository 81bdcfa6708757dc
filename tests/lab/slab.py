#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often the slab allocator takes its slow paths, in the model and in a real kernel: slab.py VHOSTSIM SOURCE_DIR.

CALLS are calls of the kernel's functions for each packet that the NIC's driver has taken, as QEMU counted them in Debian's kernels in
the laboratory (tools/lab/counts.py; docs/lab.md). The model pays a cost at each of them, in instructions that were counted there, too.
Nothing is fitted.
"""
import json
import pathlib
import subprocess
import sys

VHOSTSIM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
SECONDS = 0.3
NS = 1e9
OFF, RARE = 0.35, 0.02  # of the kernel's calls; calls a packet that are too few to say more

COSTS = ("slab_alloc", "slab_free", "slab_put_partial", "slab_get_partial", "slab_unfreeze", "slab_new")
# Instructions of a call, by kernel, as tools/lab/costs prints them.
INSTRUCTIONS = {"6.1": dict(zip(COSTS, (168, 97, 29, 388, 522, 1680)), slab_discard=282, skb_alloc=449, skb_free=255),
                "6.12": dict(zip(COSTS, (148, 107, 28, 209, 259, 1860)), slab_discard=313, skb_alloc=526, skb_free=269)}
# kernel, scenario, kpps; ___slab_alloc, __slab_free, put_cpu_partial, get_partial_node, __unfreeze_partials, allocate_slab
CALLS = (
    ("6.1", "shared-core", 50, 0.0005, 0.0102, 0.0007, 0.0000, 0.0000, 0.0000),
    ("6.1", "shared-core", 150, 0.0263, 0.4219, 0.0266, 0.0000, 0.0000, 0.0000),
    ("6.1", "shared-core", 225, 0.2637, 0.8940, 0.3777, 0.0292, 0.0206, 0.0007),
    ("6.1", "shared-core", 250, 0.2938, 0.8765, 0.4092, 0.0298, 0.0208, 0.0001),
    ("6.1", "shared-core", 275, 0.2557, 0.8309, 0.3528, 0.0249, 0.0175, 0.0001),
    ("6.1", "shared-core", 300, 0.2018, 0.7427, 0.2698, 0.0177, 0.0123, 0.0003),
    ("6.1", "shared-core", 310, 0.1865, 0.7110, 0.2418, 0.0144, 0.0100, 0.0004),
    ("6.1", "shared-core", 500, 0.0520, 0.8240, 0.0539, 0.0006, 0.0047, 0.0305),
    ("6.1", "tap-reader", 150, 0.0290, 0.4647, 0.0293, 0.0000, 0.0000, 0.0000),
    ("6.1", "tap-reader", 225, 0.3968, 0.9347, 0.6164, 0.0553, 0.0393, 0.0000),
    ("6.1", "tap-reader", 300, 0.3105, 0.8502, 0.4517, 0.0354, 0.0252, 0.0000),
    ("6.1", "tap-reader", 500, 0.0622, 0.9022, 0.0639, 0.0006, 0.0044, 0.0287),
    ("6.12", "shared-core", 225, 0.3130, 0.8926, 0.4395, 0.0335, 0.0229, 0.0001),
    ("6.12", "shared-core", 275, 0.2389, 0.7865, 0.3238, 0.0222, 0.0154, 0.0004),
)


def payments(kernel, scenario, kpps):
    """Payments of COSTS for each packet that the model's driver has taken."""
    words = [VHOSTSIM, "run", SOURCE / f"scenarios/lab/{scenario}.yaml", "--format", "json", "--set", f"kernel={kernel}",
             "--set", f"costs=../costs/counted-{kernel}.yaml", "--set", f"traffic.0.rate={kpps}kpps"]
    for cost, cycles in INSTRUCTIONS[kernel].items():
        words += ["--set", f"cost.{cost}={cycles}"]
    result = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
    taken = result["packets"]["offered"] - result["packets"]["dropped"].get("nic/ring_full", 0)
    time = dict.fromkeys(COSTS, 0)
    for entry in result["cpu_by_cost"]:
        if entry["cost"] in time:
            time[entry["cost"]] += entry["share"] * SECONDS * NS
    return {cost: time[cost] / INSTRUCTIONS[kernel][cost] / taken for cost in COSTS}


def main():
    failed = False
    for kernel, scenario, kpps, *calls in CALLS:
        paid = payments(kernel, scenario, kpps)
        print(f"{kernel} {scenario} {kpps} kpps:", ", ".join(f"{cost} {called:.3f} / {paid[cost]:.3f}" for cost, called in zip(COSTS, calls)))
        for cost, called in zip(COSTS, calls):
            if abs(paid[cost] - called) > max(OFF * called, RARE):
                failed = True
                print(f"  {cost}: the kernel {called:.3f} a packet, the model {paid[cost]:.3f}")
    return failed


sys.exit(main())
