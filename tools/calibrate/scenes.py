# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenes that tools/calibrate/measure measures, and the file that it writes of them."""
import json
import os

import parsers
from host import warn

WAKE_UPS, LIGHT = 1000, 0.1  # packets a second; share of the flood


def figures_of(before, after, perf):
    """(packets offered a second, share of steal, the figures of a repetition by name (tools/calibrate/quantity.h)). What cannot be
    counted here has none."""
    seconds = after["date"] - before["date"]
    d = {name: (after[name] - before[name]) / seconds for name in before if isinstance(before[name], int)}
    cores, offered = perf["cores"], d["received"] + d["missed"]
    if offered == 0:
        raise parsers.Broken("no packet came in at the NIC: does the command of --send send to the guest?")
    found = {"events.nic_interrupts": d["interrupts"], "events.time_squeeze": d["squeeze"], "delivered_pps": d["taken"],
             "dropped.tap/queue_full": d["lost"], "dropped.nic/ring_full": d["missed"], "dropped.host/backlog_full": d["backlog"],
             "wake_to_run_mean_ns": parsers.schedstat(before["schedstat"], after["schedstat"])}
    found |= {f"cycles.{name}": perf[who]["cycles"] / offered for name, who in (("busy", "cores"), ("vhost", "vhost"), ("vcpu", "vcpu"))
              if "cycles" in perf.get(who, {})}
    found |= {name: cores[event] for name, event in (("events.context_switches", "context-switches"), ("events.exits", "kvm:kvm_exit")) if event in cores}
    return offered, parsers.steal(before["stat"], after["stat"]), found


def text_of(name, value):
    """As a file of measurements has it; a rate is a whole number there."""
    if name == "delivered_pps" or name.startswith("dropped."):
        return f"{value:.0f}pps"
    return f"{value:.0f}ns" if name.endswith("_ns") else f"{value:.3f}"


# What each scene says of costs. Events that do not depend on costs, such as interrupts at a fixed gap, do no harm.
CYCLES = ("cycles.busy", "cycles.vhost", "cycles.vcpu")
DROPS = ("delivered_pps", "dropped.tap/queue_full", "dropped.nic/ring_full", "dropped.host/backlog_full")


class Scenes:
    def __init__(self, a, host):
        self.a, self.host, self.written = a, host, []

    def repeated(self, measure):
        return [measure() for _ in range(self.a.repetitions)]

    def scene(self, name, pps, wanted, holdout=False, further=None):
        """Measures a scene of the traffic of --send, and keeps these of its figures."""
        print(f"# {name}", flush=True)
        counted = self.repeated(lambda: self.host.counted(self.a.send, pps))
        if self.a.dry_run:
            return
        found = [figures_of(*c) for c in counted]
        figures = {figure: [f[2][figure] for f in found] for figure in wanted if figure in found[0][2]} | (further or {})
        offered = sum(f[0] for f in found) / len(found)
        self.keep(name, {"traffic.rate": f"{offered:.0f}pps"}, max(f[1] for f in found), figures, holdout)

    def keep(self, name, sets, steal, figures, holdout):
        """A figure that is 0 says nothing of a cost, and a scene without a figure nothing at all."""
        sound = {figure: values for figure, values in figures.items() if min(values) > 0}
        for figure in sorted(figure for figure in figures if figure not in sound and max(figures[figure]) > 0):
            warn(f"{name}: {figure} was 0 in a repetition, and is left out")
        if not sound:
            warn(f"{name}: nothing of it could be counted here, and it is left out")
            return
        lines = [f"  - name: {json.dumps(name)}", f"    set: {json.dumps(sets)}", f"    steal: {100 * steal:.3f}%"]
        lines += ["    holdout: yes"] if holdout else []
        lines.append("    figures:")
        lines += [f"      {figure}: [{', '.join(text_of(figure, value) for value in values)}]" for figure, values in sound.items()]
        self.written.append("\n".join(lines))

    def wake_ups(self):
        """Where there is no bpftrace, the mean of schedstat has to do."""
        waits = self.repeated(lambda: self.host.wake_to_run(self.a.send, WAKE_UPS)) if self.host.traces else None
        wanted = CYCLES + ("events.context_switches", "events.exits") + (() if waits else ("wake_to_run_mean_ns",))
        self.scene("wake-ups at 1 kpps", WAKE_UPS, wanted, further={"wake_to_run_p50_ns": waits} if waits else None)

    def operations(self):
        self.scene("vhost and guest, light load", round(LIGHT * self.a.flood), CYCLES + ("events.context_switches",))
        self.scene("softirq, full tap", self.a.flood, CYCLES + DROPS)

    def transmit(self):
        if not self.a.transmit:
            return
        print("# transmit", flush=True)
        counted = self.repeated(lambda: self.host.counted(self.a.transmit, self.a.flood))
        if self.a.dry_run:
            return
        rates = [(after["sent"] - before["sent"]) / (after["date"] - before["date"]) for before, after, _ in counted]
        steal = max(parsers.steal(before["stat"], after["stat"]) for before, after, _ in counted)
        self.keep("transmit", {"traffic.from": self.a.guest, "traffic.to": "wire", "traffic.rate": "0pps"}, steal, {"delivered_pps": rates}, False)

    def ping(self):
        if not self.a.ping:
            return
        print("# ping", flush=True)
        trips = self.repeated(lambda: (self.host.ping(self.a.ping), self.host.ping(self.a.ping_host)))
        if not self.a.dry_run:
            values = {"latency_mean_ns": [guest - host for guest, host in trips]}
            self.keep("ping", {"guests.app": "reflect", "traffic.rate": "100pps"}, 0, values, True)

    def curve(self):
        for pps in self.a.loads:
            self.scene(f"curve, {pps / 1000:g} kpps", pps, ("delivered_pps",), holdout=True)

    def text(self):
        base = os.path.relpath(self.a.scenario, os.path.dirname(os.path.abspath(self.a.output)))
        return (f"# Measured by tools/calibrate/measure, {self.a.repetitions} repetitions of {self.a.seconds} s. docs/calibrate.md\n"
                f"extends: {json.dumps(base)}\nmeasurements:\n" + "\n".join(self.written) + "\n")
