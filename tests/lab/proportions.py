#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profile in counted proportions: proportions.py SOURCE_DIR.

The shipped file is what tools/lab/proportions prints today. Its parts are in the proportions of counted-6.1, and its sums are those of
the sources, by an arithmetic of this file's own.
"""
import pathlib
import subprocess
import sys

import yaml

SOURCE = pathlib.Path(sys.argv[1])
COSTS = SOURCE / "scenarios/costs"
ALIKE = (("skb_alloc", "skb_free", "netif_receive", "bridge", "dev_queue_xmit", "irq_entry", "softirq_entry", "napi_poll", "tap_xmit", "tap_wake",
          "timer_tick", "ovs_receive", "ovs_execute", "rps_cpu", "netif_rx", "tun_automq"), ("wake_up", "context_switch"),
         ("vhost_peek", "vhost_get_desc", "vhost_copy", "vhost_publish", "handle_rx", "handle_tx", "vhost_work", "vhost_build_xdp", "tun_xdp_one"))
PLAUSIBLE = (0.5, 1.5)  # cycles an instruction


def read(name):
    return yaml.safe_load((COSTS / f"{name}.yaml").read_text())["costs"]


base, counted = read("x86-3.3GHz"), read("counted-6.1")
shipped = (COSTS / "x86-3.3GHz-counted.yaml").read_text()
printed = subprocess.run([SOURCE / "tools/lab/proportions"], capture_output=True, text=True, check=True).stdout
assert printed == shipped, "the profile is not what tools/lab/proportions prints: print it anew"

profile = base | yaml.safe_load(shipped)["costs"]
cycles = {name: cost["cycles"] for name, cost in profile.items()}
for names in ALIKE:
    factors = [(cycles[n] - 0.5) / counted[n]["cycles"] for n in names], [(cycles[n] + 0.5) / counted[n]["cycles"] for n in names]
    assert max(factors[0]) <= min(factors[1]), f"{names}: not one factor: {factors}"
    assert PLAUSIBLE[0] < factors[0][0] < PLAUSIBLE[1], f"{names}: {factors}"

bridged = sum(cycles[n] for n in ("nic_rx", "skb_alloc", "skb_free", "netif_receive", "bridge", "dev_queue_xmit", "nic_tx", "nic_tx_clean"))
assert abs(bridged - 3000) <= 3, bridged
assert abs(cycles["wake_up"] + cycles["context_switch"] - 2700) <= 1
vhost = sum(cycles[n] for n in ("vhost_peek", "vhost_get_desc", "vhost_copy", "skb_free")) + 64 * profile["vhost_copy"]["cycles_per_byte"]
vhost += (cycles["vhost_publish"] + cycles["handle_rx"] + cycles["wake_up"] + cycles["context_switch"]) / 64
assert abs(vhost - 1432) <= 3, vhost
assert abs(sum(cycles[n] for n in ("app_source", "skb_alloc", "skb_free", "tap_xmit")) - 887) <= 2
kept = set(base) - set(yaml.safe_load(shipped)["costs"])
assert {"nic_rx", "nic_isr", "guest_rx", "qemu_read", "vm_exit", "irqfd"} <= kept, kept

table = subprocess.run([SOURCE / "tools/lab/proportions", "--table"], capture_output=True, text=True, check=True).stdout.splitlines()
text = (SOURCE / "docs/costs.md").read_text()
assert len(table) == 5
for row in table[2:]:
    assert row in text, f"docs/costs.md lacks: {row}"
print(f"{len(cycles) - len(kept)} costs in {len(ALIKE)} proportions")
