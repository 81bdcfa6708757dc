#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profile in counted proportions: proportions.py SOURCE_DIR.

The shipped profile is what tools/lab/proportions prints today. Its parts are in the proportions of counted-6.1, and its sums are those of
the sources, by an arithmetic of this file's own. After counting anew this holds again, and nothing else in the file has changed.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

SOURCE = pathlib.Path(sys.argv[1])
TOOL, COSTS = pathlib.Path("tools/lab/proportions"), pathlib.Path("scenarios/costs")
ALIKE = (("skb_alloc", "skb_free", "netif_receive", "bridge", "dev_queue_xmit", "irq_entry", "softirq_entry", "napi_poll", "tap_xmit", "tap_wake",
          "timer_tick", "ovs_receive", "ovs_execute", "rps_cpu", "netif_rx", "tun_automq", "slab_alloc", "slab_get_partial",
          "slab_new", "slab_free", "slab_put_partial", "slab_unfreeze", "slab_discard"), ("wake_up", "context_switch"),
         ("vhost_peek", "vhost_get_desc", "vhost_copy", "vhost_publish", "handle_rx", "handle_tx", "vhost_work", "vhost_build_xdp", "tun_xdp_one",
          "tap_read", "tap_read_empty", "tap_poll", "tap_poll_look"))
BRIDGED = ("nic_rx", "skb_alloc", "skb_free", "netif_receive", "bridge", "dev_queue_xmit", "nic_tx", "nic_tx_clean")
BY_QEMU = ("qemu_read", "skb_free", "slab_free", "qemu_has_buffers", "qemu_pop", "qemu_copy", "qemu_push")
DERIVED = {"vhost_disable_notify", "vhost_enable_notify", "vhost_add_used", "app_source", "qemu_read", "qemu_read_empty", "tun_get_user",
           "vhost_zerocopy", "tap_restart"}
FOLLOW = DERIVED.union(*ALIKE)
PLAUSIBLE = (0.5, 1.5)  # cycles an instruction
PUBLISHED = {"bridged": 3000, "switched": 2700, "vhost": 1432, "generated": 887, "by QEMU": 3325}


def read(root, name):
    return yaml.safe_load((root / COSTS / f"{name}.yaml").read_text())["costs"]


def print_profile(root, *options):
    return subprocess.run([root / TOOL, *options], capture_output=True, text=True, check=True).stdout


def sums_of(profile):
    cycles = {name: cost["cycles"] for name, cost in profile.items()}
    bytes_of_frame = {name: 64 * cost.get("cycles_per_byte", 0) for name, cost in profile.items()}
    turn = cycles["vhost_publish"] + cycles["handle_rx"] + cycles["wake_up"] + cycles["context_switch"]
    worker = ("vhost_peek", "vhost_get_desc", "vhost_copy", "skb_free", "slab_free")
    return {"bridged": sum(cycles[n] for n in BRIDGED), "switched": cycles["wake_up"] + cycles["context_switch"],
            "vhost": sum(cycles[n] + bytes_of_frame[n] for n in worker) + turn / 64,
            "generated": sum(cycles[n] for n in ("app_source", "skb_alloc", "skb_free", "tap_xmit")),
            "by QEMU": sum(cycles[n] + bytes_of_frame[n] for n in BY_QEMU)}


def check_proportions(profile, counted):
    for names in ALIKE:
        low = [(profile[n]["cycles"] - 0.5) / counted[n]["cycles"] for n in names]
        high = [(profile[n]["cycles"] + 0.5) / counted[n]["cycles"] for n in names]
        assert max(low) <= min(high), f"{names}: not one factor: {low}"
        assert PLAUSIBLE[0] < low[0] < PLAUSIBLE[1], f"{names}: {low}"
    for name, cycles in sums_of(profile).items():
        assert abs(cycles - PUBLISHED[name]) <= 4, f"{name}: {cycles} is not {PUBLISHED[name]}"
    cycles = {name: cost["cycles"] for name, cost in profile.items()}
    assert abs(cycles["tun_get_user"] - cycles["vhost_build_xdp"] - cycles["tun_xdp_one"]) <= 1
    assert cycles["qemu_read_empty"] == cycles["tap_read_empty"]


def check_counted_anew(folder):
    """The bridge has become dearer, and the NIC of the machine is another one."""
    shutil.copytree(SOURCE / "tools/lab", folder / "tools/lab", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SOURCE / COSTS, folder / COSTS)
    for name, cost in (("counted-6.1", "bridge"), ("x86-3.3GHz", "nic_rx")):
        file = folder / COSTS / f"{name}.yaml"
        text, found = re.subn(rf"(?<=^  {cost}: {{cycles: )\d+", lambda old: str(int(old[0]) + 100), file.read_text(), flags=re.M)
        assert found == 1, cost
        file.write_text(text)
    before, file = read(folder, "x86-3.3GHz"), folder / COSTS / "x86-3.3GHz.yaml"
    assert print_profile(folder, "--write") == ""
    after = read(folder, "x86-3.3GHz")
    check_proportions(after, read(folder, "counted-6.1"))
    assert {name for name in before if before[name] != after[name]} <= FOLLOW
    assert after["bridge"] != before["bridge"] and list(after) == list(before)
    assert print_profile(folder) == file.read_text(), "printed twice, the profile differs"


shipped = (SOURCE / COSTS / "x86-3.3GHz.yaml").read_text()
assert print_profile(SOURCE) == shipped, "the profile is not what tools/lab/proportions prints: tools/lab/proportions --write"
check_proportions(read(SOURCE, "x86-3.3GHz"), read(SOURCE, "counted-6.1"))
with tempfile.TemporaryDirectory() as temporary:
    check_counted_anew(pathlib.Path(temporary))

table = print_profile(SOURCE, "--table").splitlines()
text = (SOURCE / "docs/costs.md").read_text()
assert len(table) == 5
for row in table[2:]:
    assert row in text, f"docs/costs.md lacks: {row}"
print(f"{len(FOLLOW)} costs follow from {len(ALIKE)} proportions and {len(PUBLISHED)} sums")
