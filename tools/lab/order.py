# SPDX-License-Identifier: GPL-3.0-or-later
"""What the laboratory is to do: the settings of a scenario, as `vhostsim show` resolves them, and what it cannot express.

The laboratory is one core that executes an instruction in a nanosecond. A setting that means nothing there is refused with its
place; settings that describe costs and hardware of the model alone (costs, platform's links) are not looked at.
"""
import json
import re
import subprocess

KERNELS = ("6.1", "6.12")
PREEMPTS = ("none", "voluntary", "full")
TIMES = {"ps": 1e-3, "ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
GUESTS_MAX, FRAME_MAX = 8, 1518
FCS = 4  # bytes of the frame check sequence, which the kernel does not see


class Refused(Exception):
    """Messages for standard error, one a line; exit status 3 unless it says otherwise."""

    def __init__(self, *messages, status=3):
        super().__init__("\n".join(messages))
        self.status = status


def nanoseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(ps|ns|us|ms|s)", text).groups()
    return round(float(number) * TIMES[unit])


def byte_count(text):
    return int(re.fullmatch(r"(\d+)B?", text).group(1))


class Broken(Refused):
    """The laboratory itself did not work: exit status 4."""

    def __init__(self, message):
        super().__init__(message, status=4)


def vhostsim(program, *words):
    done = subprocess.run([program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Refused(done.stderr.rstrip("\n"), status=done.returncode)
    return done.stdout


class Settings:
    """The settings of a scenario by key, each with its place."""

    def __init__(self, program, scenario, sets):
        words = [word for s in sets for word in ("--set", s)]
        shown = json.loads(vhostsim(program, "show", "--resolved", "--format", "json", scenario, *words))
        self.scenario, self.program, self.words = scenario, program, words
        self.entries, self.faults = shown["settings"], []
        self.costs = shown["costs"]
        self.hosts = shown["machines"]["hosts"] if "machines" in shown else []

    def __getitem__(self, key):
        return self.entries[key]["value"]

    def get(self, key, default=""):
        return self.entries[key]["value"] if key in self.entries else default

    def place(self, key):
        entry = self.entries.get(key, {})
        if "line" in entry:
            return f"{entry['file']}:{entry['line']}:{entry['column']}"
        return f"--set {key}" if entry.get("origin") == "--set" else f"{self.scenario}:{key}"

    def refuse(self, key, what):
        self.faults.append(f"{self.place(key)}: error: {what}")

    def names(self, section):
        """The elements of a list of sections, in their order."""
        found = []
        for key in self.entries:
            parts = key.split(".")
            if parts[0] == section and len(parts) > 2 and parts[1] not in found:
                found.append(parts[1])
        return found

    def made(self):
        """The keys that the scenario or --set sets."""
        return [key for key, entry in self.entries.items() if entry["origin"] in ("file", "--set")]

    def only(self, key, *values, why):
        if self.get(key, values[0]) not in values:
            self.refuse(key, f"{key} is {self[key]}; in the laboratory it is {' or '.join(values)}: {why}")


# Settings that the laboratory looks at, that say something of the model alone, or that play no part in what it runs.
LOOKED_AT = re.compile(
    r"question|flow|kernel|platform|costs|cost_spread|host|wire|seed|replication|warmup(_cut)?|duration|series|load"
    r"|sched\.(hz|irq_time_accounting|preempt|timer_softirq)"
    r"|nic\.(queues|rx_ring|tx_ring|tx_delay|core|moderation|interrupt_gap|dma_latency|napi)|napi\.(weight|budget|threaded)"
    r"|tap\.(queue|backpressure)|vhost\.(busyloop_timeout|zerocopy)|virtio\.(ring|event_idx)|(feedback|callback|bringup|vf|pmd|qemu)\..*"
    r"|guests\.\d+\.(name|host|vhost_core|vcpu_core|ports|queues|spread|start|stop|app|to|stall_at|stall_for)|traffic\..*")

ONE_CORE = "the laboratory has one core"


def check_guests(s):
    guests = s.names("guests")
    if not 1 <= len(guests) <= GUESTS_MAX:
        s.refuse("guests", f"there are {len(guests)} guests; the laboratory takes 1 to {GUESTS_MAX}")
    for number in guests:
        key = f"guests.{number}."
        s.only(key + "vhost_core", "0", why=ONE_CORE)
        s.only(key + "vcpu_core", "0", why=ONE_CORE)
        s.only(key + "queues", "1", why="its guests have one queue")
        s.only(key + "ports", "1", why="its guests have one port")
        s.only(key + "app", "sink", why="its guests take packets and send none")
        s.only(key + "host", "", why="it is one machine")
        for date in ("start", "stop", "stall_at"):
            s.only(key + date, "0ps", why="its guests are there all the time")
    return [s[f"guests.{number}.name"] for number in guests]


def check_traffic(s, guests):
    for number in s.names("traffic"):
        key = f"traffic.{number}."
        if s.get(key + "from"):
            s.refuse(key + "from", "the source is a guest; in the laboratory all frames come from the wire")
        if s.get(key + "to") not in guests:
            s.refuse(key + "to", "the frames go to no guest; in the laboratory all of them do")


def check(s, kernel):
    """The names of the guests; adds a fault for each setting that the laboratory does not have."""
    if kernel not in KERNELS:
        s.refuse("kernel", f"the laboratory has the kernels {' and '.join(KERNELS)}, not {kernel}; choose one with --kernel")
    s.only("flow", "vhost", why="its datapath is the kernel's own: NIC, bridge, tap, vhost-net")
    s.only("sched.hz", "250", why="Debian's kernels are built so")
    s.only("sched.irq_time_accounting", "no", why="Debian's kernels are built so")
    s.only("nic.core", "0", why=ONE_CORE)
    s.only("nic.queues", "1", why="its NIC has one queue")
    s.only("nic.moderation", "off", "fixed", why="its NIC knows no other")
    s.only("nic.napi", "yes", why="its driver polls")
    s.only("napi.threaded", "no", why="its driver runs in the softirq")
    s.only("napi.weight", "64", why="NAPI_POLL_WEIGHT")
    s.only("napi.budget", "300", why="net.core.netdev_budget")
    s.only("tap.backpressure", "no", why="the kernel has none")
    s.only("vhost.busyloop_timeout", "0ps", why="it does not poll")
    for host in s.hosts:
        if host["name"] == s["host.name"] and host["clock"] != "1GHz":
            s.refuse("platform", f"the clock is {host['clock']}; in the laboratory an instruction takes 1 ns: take scenarios/platforms/lab.xml")
    for key in s.made():
        if not LOOKED_AT.fullmatch(key):
            s.refuse(key, f"{key} is set; the laboratory's kernel has its own and it cannot be changed: leave it out")
    guests = check_guests(s)
    check_traffic(s, guests)
    if s.faults:
        raise Refused(*s.faults)
    return guests


def application(s):
    """Instructions of the application a packet: the cost app_sink of the scenario."""
    return round(float(s.costs["app_sink"]["cycles"]["value"]))


class Order:
    """What one boot of the laboratory's machine does."""

    def __init__(self, s, kernel):
        self.kernel, self.guests = kernel, check(s, kernel)
        self.warmup, self.duration = nanoseconds(s["warmup"]), nanoseconds(s["duration"])
        self.gap = nanoseconds(s["nic.interrupt_gap"]) if s["nic.moderation"] == "fixed" else 0
        self.dma, self.rx_ring = nanoseconds(s["nic.dma_latency"]), int(s["nic.rx_ring"])
        self.ring, self.event_idx = int(s["virtio.ring"]), s["virtio.event_idx"] == "yes"
        self.tap_queue, self.work = int(s["tap.queue"]), application(s)
        self.symbols = False  # the kernel's functions are to be printed, too

    def text(self):
        """The file /order of tools/lab/init/init.c."""
        lines = [f"warmup {self.warmup}", f"duration {self.duration}", f"ring {self.ring}", f"event_idx {int(self.event_idx)}",
                 f"tap_queue {self.tap_queue}", f"nic ring={self.rx_ring} gap={self.gap} dma={self.dma}"]
        lines += [f"guest {self.work} {name}" for name in self.guests]
        lines += ["symbols 1"] if self.symbols else []
        return "\n".join(lines) + "\n"
