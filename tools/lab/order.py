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
BYTES = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
GUESTS_MAX, FRAME_MAX = 8, 1518
TAP_QUEUE = 1000  # TUN_READQ_SIZE
TIMER_LEAST = 1500  # ns from the setting of a timer to its interrupt, at least (measured: 1,370; docs/lab.md)
MASKS_MAX = 9  # tools/lab/init/upcall.c
OVS_MATCHES = {"mac": 1, "5-tuple": 2}  # enum ovs_match of tools/lab/init/ovs.h
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
    number, unit = re.fullmatch(r"([\d.]+)([A-Za-z]*)", text).groups()
    return round(float(number) * BYTES[unit or "B"])


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
            self.refuse(key, f"{key} is {self[key]}; in the laboratory it is {' or '.join(value or 'empty' for value in values)}: {why}")


# Settings that the laboratory looks at, that say something of the model alone, or that play no part in what it runs.
LOOKED_AT = re.compile(
    r"question|flow|kernel|platform|costs|cost_spread|host|wire|seed|replication|warmup(_cut)?|duration|series|load"
    r"|sched\.(hz|irq_time_accounting|preempt|timer_softirq|idle_exit)"
    r"|switch\.(kind|match|masks|handlers|handler_core|upcall_buffer)"
    r"|nic\.(rps_cpus|queues|rx_ring|tx_ring|tx_delay|core|moderation|interrupt_gap|interrupt_latency|unmask_latency|dma_latency|napi)|napi\.(weight|budget|threaded)"
    r"|tap\.(queue|backpressure|wait)|vhost\.(busyloop_timeout|zerocopy)|vcpu\.halt_poll|virtio\.(ring|event_idx)|(feedback|callback|bringup|vf|pmd|qemu)\..*"
    r"|guests\.\d+\.(name|host|vhost_core|vcpu_core|ports|queues|spread|start|stop|app|to|count|stall_at|stall_for)|traffic\..*")

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
        s.only(key + "app", "sink", "reflect", why="its guests take packets, or send them back")
        s.only(key + "host", "", why="it is one machine")
        for date in ("start", "stop", "stall_at"):
            s.only(key + date, "0ps", why="its guests are there all the time")
    return [s[f"guests.{number}.name"] for number in guests]


def check_wire_source(s, key, guests):
    if s.get(key + "to") not in guests:
        s.refuse(key + "to", "the frames go to no guest; in the laboratory those from the wire do")


def check_guest_source(s, key, guests):
    """A guest's generator makes its frames while it runs: the model's dates are of no use to it."""
    if s.get(key + "from") not in guests:
        s.refuse(key + "from", "the source is no guest; in the laboratory a source is a guest or on the wire")
    s.only(key + "to", "wire", why="what its guests send leaves by the NIC")
    s.only(key + "arrivals", "constant", why="its guests send at a constant rate")
    s.only(key + "socket", "0", why="its guests send as pktgen does")
    for setting in ("shape", "pcap"):
        s.only(key + setting, "", why="its guests send at a constant rate")
    for setting in ("start", "stop"):
        s.only(key + setting, "0ps", why="its guests send all the time")
    s.only(key + "count", "0", why="its guests send all the time")


def guest_sources(s):
    """The key of the source of each guest that has one, by the guest's name."""
    found = {}
    for number in s.names("traffic"):
        key = f"traffic.{number}."
        if s.get(key + "from"):
            if s[key + "from"] in found:
                s.refuse(key + "from", "it is this guest's second source; in the laboratory a guest has one")
            found[s[key + "from"]] = key
    return found


def check_traffic(s, guests):
    for number in s.names("traffic"):
        key = f"traffic.{number}."
        if s.get(key + "from"):
            check_guest_source(s, key, guests)
        else:
            check_wire_source(s, key, guests)
    sources = guest_sources(s)
    if sources and s["flow"] == "tap":
        s.refuse("flow", "flow is tap, and a program that reads its tap has no generator")
    for number, name in enumerate(guests):
        if name in sources and s[f"guests.{number}.app"] != "sink":
            s.refuse(f"guests.{number}.app", "the guest has a source, too; in the laboratory it does one of both")
    senders = [number for number, name in enumerate(guests) if name in sources or s[f"guests.{number}.app"] != "sink"]
    for number in senders[1:]:
        s.refuse(f"guests.{number}.name", "it is the second guest that sends; in the laboratory one does")


def check_switch(s):
    """Open vSwitch and RPS: both on the one core, with one handler."""
    s.only("switch.handlers", "1", why=ONE_CORE)
    s.only("switch.handler_core", "0", why=ONE_CORE)
    s.only("nic.rps_cpus", "", "0", why=ONE_CORE)
    s.only("switch.masks", *(str(n) for n in range(1, MASKS_MAX + 1)), why="masks differ in the bits of TTL that they look at")


def check(s, kernel):
    """The names of the guests; adds a fault for each setting that the laboratory does not have."""
    if kernel not in KERNELS:
        s.refuse("kernel", f"the laboratory has the kernels {' and '.join(KERNELS)}, not {kernel}; choose one with --kernel")
    s.only("flow", "vhost", "feedback", "tap", why="its datapath is the kernel's own: NIC, bridge, tap, vhost-net or a program")
    s.only("sched.hz", "250", why="Debian's kernels are built so")
    s.only("sched.irq_time_accounting", "no", why="Debian's kernels are built so")
    s.only("nic.core", "0", why=ONE_CORE)
    s.only("nic.queues", "1", why="its NIC has one queue")
    s.only("nic.moderation", "off", "fixed", why="its NIC knows no other")
    if 0 < nanoseconds(s["nic.interrupt_latency"]) < TIMER_LEAST:
        s.refuse("nic.interrupt_latency", f"the laboratory's interrupt is a timer, and takes {TIMER_LEAST} ns at least: take 0 or more than that")
    s.only("nic.napi", "yes", why="its driver polls")
    s.only("napi.threaded", "no", why="its driver runs in the softirq")
    s.only("napi.weight", "64", why="NAPI_POLL_WEIGHT")
    s.only("napi.budget", "300", why="net.core.netdev_budget")
    s.only("tap.backpressure", "no", why="the kernel has none")
    if "sched.idle_exit" in s.made():
        s.only("sched.idle_exit", "0ps", why="its core takes an interrupt at once, idle or not")
    if "vcpu.halt_poll" in s.made():
        s.only("vcpu.halt_poll", "0ps", why="its guests are threads, which sleep at once")
    for host in s.hosts:
        if host["name"] == s["host.name"] and host["clock"] != "1GHz":
            s.refuse("platform", f"the clock is {host['clock']}; in the laboratory an instruction takes 1 ns: take scenarios/platforms/lab.xml")
    for key in s.made():
        if not LOOKED_AT.fullmatch(key):
            s.refuse(key, f"{key} is set; the laboratory's kernel has its own and it cannot be changed: leave it out")
    check_switch(s)
    guests = check_guests(s)
    check_traffic(s, guests)
    if s.faults:
        raise Refused(*s.faults)
    return guests


def application(s, app="sink"):
    """Instructions of the application a packet: the cost app_sink, app_reflect or app_source of the scenario."""
    return round(float(s.costs[f"app_{app}"]["cycles"]["value"]))


def period(rate):
    """Nanoseconds between two frames; 0: as fast as possible."""
    number, unit = re.fullmatch(r"([\d.]+)(k|M|G)?pps", rate).groups()
    per_second = float(number) * {None: 1, "k": 1e3, "M": 1e6, "G": 1e9}[unit]
    return round(1e9 / per_second) if per_second else 0


class Guest:
    """app: what it does: sink, reflect or source; gap and length: of a source's frames, ns and bytes without frame check sequence."""

    def __init__(self, s, number, name, source):
        self.name, self.app = name, "source" if source else s[f"guests.{number}.app"]
        self.work = application(s, self.app)
        self.gap = period(s[source + "rate"]) if source else 0
        self.length = byte_count(s[source + "frame"]) - FCS if source else 0
        if source and self.length + FCS > FRAME_MAX:
            raise Refused(f"{s.place(source + 'frame')}: error: the frame has more than {FRAME_MAX} bytes, the laboratory's most")

    def line(self):
        return f"guest {self.app} {self.work} {self.gap} {self.length} {self.name}"


def feedback(s, tap_queue):
    """Parameters of the NIC: the packets in a tap at which its queue is left unpolled, and at which it starts again."""
    stop = int(s["feedback.stop"]) or tap_queue or TAP_QUEUE
    return f" stop={stop} restart={int(s['feedback.restart']) or stop // 2}"


def datapath(s):
    """What flows of Open vSwitch match, the bytes of its handler's socket, and masks; empty: the bridge forwards."""
    return f"{OVS_MATCHES[s['switch.match']]} {byte_count(s['switch.upcall_buffer'])} {s['switch.masks']}" if s["switch.kind"] == "ovs" else ""


class Order:
    """What one boot of the laboratory's machine does."""

    def __init__(self, s, kernel):
        self.kernel, self.guests = kernel, check(s, kernel)
        sources = guest_sources(s)
        self.actors = [Guest(s, number, name, sources.get(name)) for number, name in enumerate(self.guests)]
        self.seed = int(s["seed"])
        self.warmup, self.duration = nanoseconds(s["warmup"]), nanoseconds(s["duration"])
        self.gap = nanoseconds(s["nic.interrupt_gap"]) if s["nic.moderation"] == "fixed" else 0
        self.dma, self.rx_ring = nanoseconds(s["nic.dma_latency"]), int(s["nic.rx_ring"])
        self.ring, self.event_idx = int(s["virtio.ring"]), s["virtio.event_idx"] == "yes"
        self.tap_queue, self.busyloop_us = int(s["tap.queue"]), nanoseconds(s["vhost.busyloop_timeout"]) // 1000
        self.tx_ring = int(s["nic.tx_ring"])
        latency = nanoseconds(s["nic.interrupt_latency"])
        self.latency = f" latency={latency}" if latency else ""
        self.wait = s["tap.wait"] if s["flow"] == "tap" else ""
        self.queues, self.feedback = 1, ""
        if s["flow"] == "feedback":
            self.queues, self.feedback = len(self.guests), feedback(s, self.tap_queue)
        self.ovs, self.rps = datapath(s), s["nic.rps_cpus"] != ""
        self.symbols = False  # the kernel's functions are to be printed, too

    def text(self):
        """The file /order of tools/lab/init/order.c."""
        lines = [f"seed {self.seed}", f"warmup {self.warmup}", f"duration {self.duration}", f"ring {self.ring}", f"event_idx {int(self.event_idx)}",
                 f"tap_queue {self.tap_queue}", f"nic ring={self.rx_ring} tx_ring={self.tx_ring} queues={self.queues} gap={self.gap} dma={self.dma}{self.latency}"
                 f"{self.feedback}{' udp=1' if self.ovs or self.rps else ''}"]
        lines += [f"busyloop_us {self.busyloop_us}"] if self.busyloop_us else []
        lines += [f"tap_wait {self.wait}"] if self.wait else []
        lines += [f"ovs {self.ovs}"] if self.ovs else []
        lines += ["rps 1"] if self.rps else []
        lines += [actor.line() for actor in self.actors]
        lines += ["symbols 1"] if self.symbols else []
        return "\n".join(lines) + "\n"
