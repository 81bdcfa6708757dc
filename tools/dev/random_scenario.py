#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tools/dev/random_scenario.py SEED FOLDER: writes a random scenario into FOLDER, with its platform and captures, and prints
# the subcommand that it is for: run, sweep, check, crawl or search. The same seed gives the same files, as long as the settings are the
# same: they are those that vhostsim lists (list options, list costs, list flows), so that a new one is drawn by itself. What
# settings demand of each other is obeyed, for the most part; runs are short. Environment: VHOSTSIM, the program
# (build/vhostsim).

import functools
import math
import os
import pathlib
import random
import re
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VHOSTSIM = os.environ.get("VHOSTSIM", str(ROOT / "build/vhostsim"))

# Sections that are drawn by functions of their own; "" holds the settings at the top.
OWN = {"host", "wire", "fabric", "limits", "", "guests", "traffic", "background", "crawl", "study", "search", "goals"}
UNITS = {"ps": 1, "ns": 10**3, "us": 10**6, "ms": 10**9, "s": 10**12, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
TIMES = {"ps", "ns", "us", "ms", "s"}


def listed(what):
    """The rows of a list of vhostsim: fields apart by two blanks or more."""
    text = subprocess.run([VHOSTSIM, "list", what], capture_output=True, text=True, check=True).stdout
    return [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()[1:] if line.strip()]


@functools.cache
def options():
    """Section to rows (key, default, range)."""
    sections = {}
    for row in listed("options"):
        section, _, key = row[0].replace(".N.", ".").rpartition(".")
        sections.setdefault(section, []).append((key, row[1], row[2]))
    return sections


@functools.cache
def costs():
    return [row[0] for row in listed("costs")]


@functools.cache
def flows():
    return [row[0] for row in listed("flows")]


@functools.cache
def kernels():
    return next(row[2] for row in options()[""] if row[0] == "kernel").split(", ")


def number(text):
    """A value and its unit, as vhostsim writes them."""
    value, unit = re.fullmatch(r"([0-9.]+) ?([A-Za-z]*)", text).groups()
    return float(value) * UNITS.get(unit, 1), unit


class Draw:
    def __init__(self, seed, folder):
        self.r = random.Random(seed)
        self.folder = folder
        self.s = {}

    def chance(self, p):
        return self.r.random() < p

    def log(self, low, high):
        """Any size is as likely as any other."""
        return math.exp(self.r.uniform(math.log(max(low, 1)), math.log(max(high, 1))))

    # ---- one value ----

    def time(self, low, high):
        """In ps, mostly short beside a run; now and then the bound itself."""
        if low == 0 and self.chance(0.2):
            return "0s"
        value = self.log(max(low, 1000), min(high, 2 * 10**9) if self.chance(0.9) else high)
        return f"{max(int(value), math.ceil(low / 1000) * 1000) // 1000}ns"

    def in_range(self, low, high, default):
        bottom, unit = number(low)
        top, top_unit = number(high)
        if {unit, top_unit} & TIMES:
            return self.time(bottom, top)
        if "pps" in unit + top_unit:
            return f"{int(self.log(1000, 500000))}pps"
        if "." in low + high or top <= 1:
            return f"{self.r.uniform(bottom, top):.4f}"
        near = number(default)[0] if re.match(r"[0-9]", default) else 0
        if near > 0 and self.chance(0.5):
            value = min(max(near * 2 ** self.r.uniform(-3, 3), bottom), top)
        else:
            value = self.r.choice([bottom, top, self.log(bottom, top)])
        return f"{int(value)}B" if unit in ("B", "KiB", "MiB") else int(value)

    def value(self, row):
        """Of a setting; None: it is a text."""
        _, default, allowed = row
        if ".." in allowed:
            return self.in_range(*[end.strip() for end in allowed.split("..")], default)
        if "," in allowed:
            return self.r.choice([word.strip() for word in allowed.split(",")])
        return None

    # ---- platform ----

    def platform(self):
        """Sometimes it has two servers, joined by the wire."""
        self.cores = self.r.choice([1, 2, 3, 4, 4, 8, 8, 16, 64])
        self.peer = self.chance(0.12)
        self.bits = self.r.choice([1, 10, 10, 10, 25, 40, 100]) * 10**9
        speed = self.r.choice(["1Gf", "2.4Gf", "3.3Gf", "3.3Gf", "4.3Gf"])
        latency = self.r.choice(["1ns", "100ns", "500ns", "500ns", "5us"])
        far = f'<host id="other" speed="{speed}" core="{self.cores}"/>' if self.peer else '<host id="other" speed="1Gf"/>'
        (self.folder / "platform.xml").write_text(f"""<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
  <zone id="lab" routing="Full">
    <host id="server" speed="{speed}" core="{self.cores}"/>
    {far}
    <link id="wire" bandwidth="{self.bits // 10**9}Gbps" latency="{latency}"/>
    <route src="server" dst="other"><link_ctn id="wire"/></route>
  </zone>
</platform>
""")

    def core(self, room=1):
        return self.r.randrange(max(self.cores - room + 1, 1))

    # ---- settings of the host ----

    def general(self):
        self.flow = self.r.choice(flows())
        self.kernel = self.r.choice(kernels())
        self.program = self.flow == "tap"
        self.bridges = self.flow in ("vhost", "virtio", "emulated", "tap")
        self.taps = self.bridges or self.flow == "feedback"
        self.ms = self.r.choice([1, 2, 3, 4])
        self.s.update(flow=self.flow, kernel=f'"{self.kernel}"', platform="platform.xml",
                      costs=str(ROOT / "scenarios/costs/x86-3.3GHz.yaml"), seed=self.r.randrange(1, 2**31),
                      warmup=f"{self.r.choice([0, 0, 1, 2])}ms", duration=f"{self.ms}ms")
        if self.chance(0.2):
            self.s["replication"] = self.r.randrange(5)
        if self.chance(0.25):
            self.s["series"] = self.r.choice(["100us", "1ms", "333us", "10ms"])
        if self.chance(0.05):
            self.s["warmup_cut"] = "mser5"
        if self.chance(0.1):
            self.s.update(question='"What, and why?"', host="server", wire="wire")

    def sections(self):
        for section, rows in options().items():
            if section in OWN:
                continue
            drawn = {row[0]: self.value(row) for row in rows if self.chance(0.3)}
            drawn = {key: value for key, value in drawn.items() if value is not None}
            if drawn:
                self.s[section] = drawn
        self.obey()

    def get(self, section, key):
        default = next(row[1] for row in options()[section] if row[0] == key)
        return self.s.get(section, {}).get(key, int(default) if default.isdigit() else default)

    def put(self, section, key, value):
        self.s.setdefault(section, {})[key] = value

    def drop(self, section, *keys):
        for key in keys:
            self.s.get(section, {}).pop(key, None)

    def obey(self):
        """What settings demand of each other."""
        if "ring" in self.s.get("virtio", {}):
            self.put("virtio", "ring", 1 << self.r.randrange(6, 16))
        for section in ("nic", "pmd"):
            if "core" in self.s.get(section, {}):
                self.put(section, "core", self.core())
        if self.chance(0.8):
            self.put("bringup", "instant", self.r.choice(["yes", "yes", "no"]))
        self.obey_kernel()
        self.obey_flow()
        self.obey_levels()

    def obey_kernel(self):
        if self.kernel == "3.13":
            self.drop("vhost", "busyloop_timeout")
        elif "busyloop_timeout" in self.s.get("vhost", {}):
            self.put("vhost", "busyloop_timeout", f"{self.r.choice([0, 1, 10, 50, 500])}us")
        if self.kernel in ("3.13", "5.10"):
            self.drop("napi", "threaded")
        elif self.get("napi", "threaded") == "yes" and self.chance(0.5):
            self.put("napi", "core", self.core())

    def obey_queues(self):
        """Lists of cores: of the interrupts of further queues, and of RPS."""
        self.drop("nic", "further_cores", "rps_cpus")
        further = self.get("nic", "queues") - 1
        if further > 0 and not self.s.get("napi", {}).get("core") and self.chance(0.3):
            self.put("nic", "further_cores", '"' + ",".join(str(self.core()) for _ in range(further)) + '"')
        if self.bridges and self.get("nic", "napi") != "no" and self.chance(0.3):
            self.put("nic", "rps_cpus", '"' + ",".join(str(self.core()) for _ in range(self.r.randrange(1, 4))) + '"')

    def obey_switch(self):
        if not self.bridges or self.chance(0.5):
            self.drop("switch", "kind")
        if "switch" in self.s:
            handlers = min(self.get("switch", "handlers"), self.cores)
            self.put("switch", "handlers", handlers)
            self.put("switch", "handler_core", self.core(handlers))

    def obey_flow(self):
        queues = min(self.get("nic", "queues"), self.cores)
        if self.flow in ("vhost", "tap") and queues > 1:
            self.put("nic", "queues", queues)
            self.put("nic", "core", self.core(queues))
            self.drop("napi", "core")
        else:
            self.drop("nic", "queues")
        if not self.bridges:
            self.drop("nic", "napi")
        if self.get("nic", "napi") == "no":
            self.drop("napi", "threaded", "core")
        self.obey_queues()
        self.obey_switch()
        self.drop("tap", "backpressure")

    def obey_levels(self):
        pool = self.get("callback", "pool")
        if self.get("callback", "refill_below") > pool:
            self.put("callback", "refill_below", pool)
        if self.get("nic", "refill_batch") > self.get("nic", "rx_ring"):
            self.drop("nic", "refill_batch")
        if self.get("pmd", "burst") > self.get("pmd", "rx_ring"):
            self.drop("pmd", "burst")
        tap = self.get("tap", "queue") or (500 if self.kernel == "3.13" else 1000)
        stop = min(self.get("feedback", "stop") or tap, tap)
        if self.get("feedback", "stop") > tap:
            self.put("feedback", "stop", stop)
        if self.get("feedback", "restart") >= stop:
            self.drop("feedback", "restart")
        if tap < 2:
            self.put("tap", "queue", 16)
            self.drop("feedback", "stop", "restart")

    # ---- costs ----

    def cost(self):
        cost = {}
        if self.chance(0.06):
            cost["all"] = 0
        for name in self.r.sample(costs(), self.r.choice([0, 0, 0, 1, 3])):
            cycles = self.r.choice([0, int(self.log(1, 20000))])
            cost[name] = self.r.choice([cycles, f"{{cycles: {cycles}, cycles_per_byte: {self.r.choice([0, 0.1, 0.5])}}}"])
        if "all" in cost and self.chance(0.5):
            self.put("sched", "idle_exit", "0us")
        if cost:
            self.s["cost"] = cost

    # ---- guests ----

    def date(self):
        return f"{self.r.randrange(1, self.ms * 1000)}us"

    def guest(self, i):
        g = {"name": f"g{i}"}
        if self.chance(0.25):
            g["ports"] = 2
        queues = self.r.choice([1, 1, 1, 2, 3])
        if queues > 1 and queues <= self.cores and self.flow != "emulated":
            g["queues"] = queues
        workers = g.get("ports", 1) * g.get("queues", 1)
        if self.chance(0.3) and workers <= self.cores and self.flow not in ("emulated", "virtio"):
            g["spread"] = "yes"
        g["vhost_core"] = self.core(workers if "spread" in g else 1)
        g["vcpu_core"] = self.core(g.get("queues", 1))
        g["app"] = self.r.choice(["sink", "sink", "reflect", "forward"])
        if self.peer and i % 2:
            g["host"] = "other"
        self.life(g)
        return g

    def life(self, g):
        """Most of the time it runs all the while."""
        if self.chance(0.15):
            g["start"] = self.date()
        if self.chance(0.15):
            g["stop"] = f"{self.r.randrange(self.ms * 1000, 2 * self.ms * 1000)}us" if "start" in g else self.date()
        if self.chance(0.12) and not self.program:
            g.update(stall_at=self.date(), stall_for=self.date())
        for row in options()["guests"]:
            value = self.value(row)
            if row[0] not in KNOWN_OF_GUESTS and value is not None and self.chance(0.3):
                g[row[0]] = value

    def guests(self):
        n = self.r.choice([1, 1, 2, 2, 3, 4, 6])
        self.guest_list = [self.guest(i) for i in range(max(n, 2) if self.peer else n)]
        names = [g["name"] for g in self.guest_list]
        for i, g in enumerate(self.guest_list):
            others = names[i + 1:] if self.chance(0.8) else names[:i] + names[i + 1:]
            if g["app"] != "forward":
                continue
            if others:
                g["to"] = self.r.choice(others if self.peer else others + ["wire"])
            elif self.peer:
                g["app"] = "sink"
        self.s["guests"] = self.guest_list

    # ---- traffic ----

    def capture(self):
        """A few frames of a capture, in us or ns."""
        path = self.folder / "capture.pcap"
        nano = self.chance(0.5)
        text = struct.pack("<IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
        date = 1_700_000_000 * 10**9
        for _ in range(self.r.randrange(2, 60)):
            date += int(self.log(1000, 200000))
            size = self.r.choice([60, 60, 200, 1514])
            kept = min(size, self.r.choice([34, 1514]))
            frame = bytes(12) + b"\x08\x00\x45\x00" + struct.pack(">H", size - 14) + bytes(kept - 18)
            text += struct.pack("<IIII", date // 10**9, date % 10**9 // (1 if nano else 1000), len(frame), size) + frame
        path.write_bytes(text)
        return path.name

    def frame(self):
        size = self.r.choice([64, 64, 128, 256, 1000, 1518, 9000])
        return self.r.choice([(f"{size}B", size)] * 4 + [("imix", 1518), ('"64B:3,1000B:1"', 1000)])

    def ends(self, t):
        """From and to. Who sends."""
        names = [g["name"] for g in self.guest_list]
        kind = self.r.choice(["tester", "tester", "guest", "host"])
        if self.peer or (kind == "guest" and not self.program):
            t["from"] = self.r.choice(names)
            others = [n for n in names if n != t["from"]] + ([] if self.peer else ["wire"])
            t["to"] = self.r.choice(others)
            return "guest"
        t["to"] = self.r.choice(names)
        if kind == "host" and self.taps:
            t.update({"from": "host", "core": self.core()})
            return "host"
        if self.bridges and self.chance(0.1):
            t["to"] = "wire"
        return "tester"

    def pace(self, t, who, n):
        """How often its frames come."""
        t["frame"], size = self.frame()
        squeeze = 1
        if self.chance(0.25):
            on, off = self.r.randrange(20, 500), self.r.randrange(1, 500)
            t.update(arrivals="bursts", burst_on=f"{on}us", burst_off=f"{off}us")
            squeeze = (on + off) / on
        elif self.chance(0.4):
            t["arrivals"] = "poisson"
        most = min(0.9 * self.bits / ((size + 20) * 8) / squeeze, 1.5e6) / n
        rate = int(self.log(2000, most))
        if self.chance(0.15):
            rates = [f"{k * 300}us:{int(self.log(1000, most))}pps" for k in range(self.r.randrange(1, 5))]
            t.update(shape=f'"{", ".join(rates)}"', shape_kind=self.r.choice(["steps", "ramp"]))
        elif who != "tester" and self.chance(0.25):
            t["rate"] = "0pps"
            for key in ("arrivals", "burst_on", "burst_off"):
                t.pop(key, None)
        else:
            t["rate"] = f"{rate}pps"

    def source(self, n):
        t = {}
        who = self.ends(t)
        if self.chance(0.08):
            t.update(pcap=self.capture())
            if self.chance(0.2):
                t["pcap_mtu"] = "1500B"
            if self.chance(0.5):
                t.update(pcap_speed="rate", rate=f"{int(self.log(1000, 200000 / n))}pps")
        else:
            self.pace(t, who, n)
            t["flows"] = self.r.choice([1, 1, 16, 1000])
        if who == "guest" and self.chance(0.2):
            t["socket"] = int(self.log(1, 1000))
        if t.get("rate") != "0pps":
            self.span(t)
        for row in options()["traffic"]:
            value = self.value(row)
            if "pcap" in row[0] and "pcap" not in t:
                continue
            if row[0] not in KNOWN_OF_TRAFFIC and value is not None and self.chance(0.3):
                t[row[0]] = value
        return t

    def span(self, t):
        if self.chance(0.15):
            t["start"] = self.date()
        if self.chance(0.15):
            t["stop"] = f"{self.r.randrange(self.ms * 1000, 2 * self.ms * 1000)}us"
        if self.chance(0.1):
            t["count"] = int(self.log(1, 1000))

    def traffic(self):
        n = self.r.choice([1, 1, 2, 3, 4])
        sources = [self.source(n) for _ in range(n)]
        self.s["traffic"] = sources
        if all(t.get("from") == "host" for t in sources) and self.chance(0.5):
            self.put("tap", "backpressure", self.r.choice(["empty", "half", "space"]))
        paced = all(t.get("rate", "0pps") != "0pps" and "pcap" not in t for t in sources)
        if paced and self.chance(0.1):
            self.s["load"] = f"{int(self.log(1000, 100000))}pps"

    # ---- plans ----

    def axis(self):
        """A setting of the host with two values."""
        section = self.r.choice([s for s in options() if s not in OWN])
        row = self.r.choice(options()[section])
        values = [self.value(row) for _ in range(2)]
        if None in values or values[0] == values[1]:
            return {"set": "sched.hz", "values": [250, 1000]}
        return {"set": f"{section}.{row[0]}", "values": values}

    def maybe(self, settings, p=0.3):
        """Each of them, or not."""
        return {key: value for key, value in settings.items() if value is not None and self.chance(p)}

    def any_guest(self):
        return self.r.choice(self.guest_list)["name"]

    def lone_target(self):
        """A guest that the tester has one source for, with a rate, and nobody else any; None: there is none."""
        to = [t["to"] for t in self.s["traffic"]]
        lone = [t["to"] for t in self.s["traffic"] if to.count(t["to"]) == 1 and not {"from", "pcap", "shape"} & set(t)]
        return self.r.choice([name for name in lone if name != "wire"] or [None])

    def study(self):
        axes = [{"set": "kernel", "values": [f'"{kernel}"' for kernel in kernels()]}] if self.chance(0.3) else [self.axis()]
        if self.chance(0.3):
            axes.append({"set": "traffic.frame", "values": ["64B", "256B"]})
        self.s["study"] = {"replications": self.r.choice([1, 2]), "axes": axes, "compare": axes[0]["set"]}
        self.s["study"] |= self.maybe({"guest": self.any_guest(), "confidence": self.r.choice([0.9, 0.99])})
        if self.chance(0.2):
            self.s["study"].update(precision=0.2, max_replications=3, replications=2,
                                   precision_metric=self.r.choice(["delivered_pps", "latency_mean_ns"]))
        if len(axes) > 1 and self.chance(0.5):
            self.s["study"].update(map="loss_ratio", map_loss=self.r.choice([0.01, 0.1, 1]))

    def check(self):
        """A study, and what holds of any."""
        self.study()
        self.s["expect"] = [{"metric": "loss_ratio", "min": 0, "max": 1}, {"metric": "delivered_pps", "min": "0pps"}]

    def crawl(self):
        names = self.r.sample(flows(), 2)
        curves = [{"name": f, "set": {"flow": f}} for f in names] if self.chance(0.5) else [{"name": "one"}]
        self.s["crawl"] = {"from": "10kpps", "to": f"{self.r.choice([40, 100, 200])}kpps", "points": 3,
                           "compare": self.r.choice(["yes", "no"]), "curves": curves}
        self.s["crawl"] |= self.maybe({"replications": 2, "guest": self.any_guest(), "source": self.lone_target()})

    def search(self):
        self.s["search"] = {"method": self.r.choice(["mlrsearch", "binary"]), "trial": "1ms", "initial_trial": "1ms",
                            "duration_sum": self.r.choice(["1ms", "3ms"]), "width": 0.2, "min_load": "10kpps",
                            "max_load": "200kpps", "max_trials": 300}
        self.s["search"] |= self.maybe({"preset": self.r.choice(["rfc2544", "tst009", "csit"]), "exceed_ratio": 0.5,
                                        "guest": self.any_guest(), "source": self.lone_target()})
        if self.chance(0.3):
            self.s["search"].update(type="back_to_back", repeats=2, max_burst="100us", drain="1ms")
        own = {"trial": "2ms", "initial_trial": "1ms", "duration_sum": "4ms", "exceed_ratio": 0.5, "width": 0.1}
        goals = [{"name": "NDR", "loss_ratio": 0} | self.maybe(own, 0.1), {"name": "PDR", "loss_ratio": 0.01}]
        self.s["goals"] = goals[:self.r.choice([1, 2])]

    def plan(self):
        kind = self.r.choice(["run"] * 12 + ["sweep", "check", "crawl", "search"])
        if kind != "run":
            self.s["duration"] = "1ms"
            for t in self.s["traffic"]:
                if kind in ("crawl", "search") and "from" not in t and "pcap" not in t and "shape" not in t:
                    t["rate"] = "20kpps"
            {"sweep": self.study, "check": self.check, "crawl": self.crawl, "search": self.search}[kind]()
        return kind

    # ---- all of it ----

    def scenario(self):
        self.platform()
        self.general()
        self.sections()
        self.cost()
        self.guests()
        self.traffic()
        kind = self.plan()
        lines = [f"{key}: {flow_style(value)}\n" for key, value in self.s.items()]
        (self.folder / "s.yaml").write_text("".join(lines))
        return kind


KNOWN_OF_GUESTS = {"count", "name", "host", "vhost_core", "vcpu_core", "ports", "queues", "spread", "start", "stop", "app", "to",
                   "stall_at", "stall_for", "cgroup_quota"}
KNOWN_OF_TRAFFIC = {"from", "to", "rate", "frame", "flows", "core", "socket", "arrivals", "burst_on", "burst_off", "start",
                    "stop", "count", "shape", "shape_kind", "pcap", "pcap_speed", "pcap_mtu"}


def flow_style(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow_style(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_style(part) for part in value) + "]"
    return str(value)


def write(seed, folder):
    """Writes the scenario s.yaml; returns its subcommand."""
    return Draw(seed, pathlib.Path(folder)).scenario()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: random_scenario.py SEED FOLDER")
    pathlib.Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    print(write(int(sys.argv[1]), sys.argv[2]))
