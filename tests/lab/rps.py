#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""RPS of the kernel that runs here beside the model's: rps.py VHOSTSIM SOURCE_DIR.

A veth pair in a network namespace of its own; frames are sent from core 0, and /proc/net/softnet_stat says where they were
received. The model has the same map and as many flows. Both must give each core the same share. Without root, namespaces,
veth or a second core it ends with status 77: skipped."""
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import unittest

FRAMES = 30000
NOISE = 0.02  # of the frames: what others on this machine receive meanwhile
SKIPPED = 77


def frame(flow):
    """A UDP packet whose port is the number of the flow."""
    udp = struct.pack("!HHHH", 1024 + flow, 9, 8 + 18, 0) + bytes(18)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes([10, 9, 0, 1]), bytes([10, 9, 0, 2]))
    return b"\xff" * 6 + b"\x02" + bytes(5) + b"\x08\x00" + ip + udp


def softnet():
    """processed, dropped and received_rps of each core."""
    text = pathlib.Path("/proc/net/softnet_stat").read_text()
    rows = [[int(field, 16) for field in line.split()] for line in text.splitlines()]
    return [(row[0], row[1], row[9]) for row in rows]


def send(flows):
    """What FRAMES frames of so many flows, sent by core 0, add to softnet_stat."""
    frames = [frame(i) for i in range(flows)]
    before = softnet()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
        out.bind(("rps-a", 0))
        for i in range(FRAMES):
            out.send(frames[i % flows])
    # What waits in backlogs goes on by itself; until it has, the sums are not complete.
    for _ in range(200):
        added = [tuple(b - a for a, b in zip(*cores)) for cores in zip(before, softnet())]
        if sum(core[0] + core[1] for core in added) >= FRAMES:
            break
        os.sched_yield()
    return added


def model(vhostsim, source, mask, flows):
    """The share of the received packets by core, as the model has it: by what netif_receive takes."""
    cores = ",".join(str(i) for i in range(2) if mask >> i & 1)
    sets = [f"nic.rps_cpus={cores}", f"traffic.flows={flows}", "load=200kpps", "duration=50ms"]
    run = subprocess.run([vhostsim, "run", str(source / "scenarios/rps.yaml"), "--format", "json",
                          *(word for s in sets for word in ("--set", s))], check=True, stdout=subprocess.PIPE)
    spent = [0.0, 0.0]
    for row in json.loads(run.stdout)["cpu_by_cost"]:
        if row["cost"] == "netif_receive":
            spent[row["core"]] += row["share"]
    return [each / sum(spent) for each in spent]


def ready():
    """The veth pair, in this namespace."""
    subprocess.run(["ip", "link", "add", "rps-a", "type", "veth", "peer", "name", "rps-b"], check=True, stderr=subprocess.DEVNULL)
    for name in "rps-a", "rps-b":
        pathlib.Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").write_text("1")
        subprocess.run(["ip", "link", "set", name, "up"], check=True)
    os.sched_setaffinity(0, {0})


class Rps(unittest.TestCase):
    def case(self, mask, flows):
        """The kernel's shares, and the model's, with interrupts of RPS."""
        pathlib.Path("/sys/class/net/rps-b/queues/rx-0/rps_cpus").write_text(f"{mask:x}")
        for attempt in range(5):
            added = send(flows)
            seen = sum(core[0] + core[1] for core in added)
            if abs(seen - FRAMES) <= NOISE * FRAMES:
                break
        self.assertLessEqual(abs(seen - FRAMES), NOISE * FRAMES, "others receive too much on this machine")
        kernel = [(core[0] + core[1]) / seen for core in added]
        print(f"map {mask:x}, {flows} flows: kernel", added, file=sys.stderr)
        return kernel[:2], added[1][2], model(sys.argv[1], pathlib.Path(sys.argv[2]), mask, flows)

    def alike(self, kernel, by_model, near=NOISE):
        for core in range(2):
            self.assertAlmostEqual(kernel[core], by_model[core], delta=near)

    def test_off(self):
        kernel, interrupts, by_model = self.case(0, 100)
        self.alike(kernel, by_model)
        self.assertLess(interrupts, NOISE * FRAMES)

    def test_other_core(self):
        kernel, interrupts, by_model = self.case(2, 100)
        self.alike(kernel, by_model)
        self.assertTrue(0 < interrupts <= FRAMES)

    def test_many_flows(self):
        """1,000 flows by hash: half of them each, with a deviation of 0.016 in either."""
        kernel, _, by_model = self.case(3, 1000)
        self.alike(kernel, [0.5, 0.5], 0.08)
        self.alike(by_model, [0.5, 0.5], 0.08)

    def test_one_flow(self):
        """It has one core, whichever; in the model each of the two sources has one flow."""
        kernel, _, by_model = self.case(3, 1)
        self.assertLess(min(kernel), NOISE)
        for share in by_model:
            self.assertLess(min(abs(share - each) for each in (0, 0.5, 1)), NOISE)


if __name__ == "__main__":
    if "INSIDE" not in os.environ:
        able = os.geteuid() == 0 and os.cpu_count() > 1
        if not able or subprocess.run(["unshare", "-nm", "true"], stderr=subprocess.DEVNULL).returncode:
            sys.exit(SKIPPED)
        os.environ["INSIDE"] = "yes"
        # The namespace has a sysfs of its own.
        os.execvp("unshare", ["unshare", "-nm", "sh", "-c", 'mount -t sysfs none /sys && exec "$@"', "sh",
                              sys.executable, *sys.argv])
    try:
        ready()
    except (OSError, subprocess.CalledProcessError):
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
