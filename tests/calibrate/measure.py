#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""measure.py VHOSTSIM SOURCE: tools/calibrate/measure, as far as it can be tested without root, a guest and a tester.

Its readers meet what the tools print; the whole of it runs with stand-ins for perf, the files of a host and the traffic, and what it writes
is read by vhostsim. Prints what is wrong.
"""
import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import types

sys.dont_write_bytecode = True
VHOSTSIM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
MEASURE = SOURCE / "tools/calibrate/measure"
sys.path.insert(0, str(SOURCE / "tools/calibrate"))
import host  # noqa: E402
import parsers  # noqa: E402
import scenes  # noqa: E402

failed = False


def expect(what, found, wanted):
    global failed
    if found != wanted:
        failed = True
        print(f"{what}: {found!r}, not {wanted!r}")


def expect_broken(what, read, *arguments):
    try:
        expect(what, read(*arguments), "Broken")
    except parsers.Broken:
        pass


PERF = """# started on Sat Nov 28 13:00:00 2026

33012345678,,cycles,30001234567,100.00,,
48210,,context-switches,30001234567,100.00,,
<not supported>,,kvm:kvm_exit,0,100.00,,
"""
HYBRID = """3000,,cpu_core/cycles/,500,100.00,,
500,,cpu_atom/cycles/,500,100.00,,
"""
SOFTNET = """0000f4a1 00000010 00000003 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
00000002 00000000 0000000a 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001
"""
INTERRUPTS = """           CPU0       CPU1
  0:         44          0   IO-APIC   2-edge      timer
 30:     120034          6   PCI-MSI 524288-edge      eth0-TxRx-0
 31:          9     110000   PCI-MSI 524289-edge      eth0-TxRx-1
 32:          5          5   PCI-MSI 524290-edge      eth01
LOC:    5511222    4411222   Local timer interrupts
"""
STAT = "cpu  100 0 200 700 0 10 90 {steal} 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\nintr 5\n"
HIST = """Attaching 3 probes...

@wait:
[512, 1K)             10 |@@@                                                 |
[1K, 2K)             100 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[2K, 4K)              30 |@@@@@@@@@@                                          |
[1M, 2M)               1 |                                                    |

"""
PING = """--- 10.0.0.2 ping statistics ---
100 packets transmitted, 99 received, 1% packet loss, time 1003ms
rtt min/avg/max/mdev = 0.061/0.083/0.140/0.011 ms
"""
BUSYBOX = "3 packets transmitted, 3 packets received, 0% packet loss\nround-trip min/avg/max = 0.102/0.110/0.121 ms\n"


def check_parsers():
    expect("perf stat", parsers.perf_stat(PERF), {"cycles": 33012345678, "context-switches": 48210})
    expect_broken("perf stat, multiplexed", parsers.perf_stat, "1000,,cycles,500,50.00,,\n")
    expect_broken("perf stat, nothing", parsers.perf_stat, "# started\n<not counted>,,cycles,0,100.00,,\n")
    expect("perf stat, hybrid", parsers.perf_stat(HYBRID), {"cycles": 3500})
    expect("perf stat a second", parsers.perf_rates(PERF + "500000000,,duration_time,500000000,100.00,,\n"),
           {"cycles": 2 * 33012345678, "context-switches": 2 * 48210})
    expect_broken("perf stat without its time", parsers.perf_rates, PERF)
    expect("softnet_stat", parsers.softnet_stat(SOFTNET), [(62625, 16, 3), (2, 0, 10)])
    expect_broken("softnet_stat, empty", parsers.softnet_stat, "")
    expect("interrupts", parsers.interrupts(INTERRUPTS, "eth0"), 120034 + 6 + 9 + 110000)
    expect("interrupts by number", parsers.interrupts_numbered(INTERRUPTS, [31, 32, 40]), 9 + 110000 + 5 + 5)
    expect_broken("interrupts of no number", parsers.interrupts_numbered, INTERRUPTS, [40])
    expect_broken("interrupts of no device", parsers.interrupts, INTERRUPTS, "eth2")
    expect("steal", parsers.steal(STAT.format(steal=0), STAT.format(steal=0).replace("700", "790").replace(" 90 0 ", " 90 10 ")), 0.1)
    expect_broken("stat without steal", parsers.steal, "cpu 1 2 3\n", "cpu 1 2 3\n")
    expect("schedstat", parsers.schedstat(["100 5000 10\n"], ["900 25000 20\n"]), 2000.0)
    expect("schedstat of two", parsers.schedstat(["100 5000 10\n", "0 0 0\n"], ["900 25000 20\n", "9 10000 5\n"]), 2000.0)
    expect("schedstat at rest", parsers.schedstat(["100 5000 10\n"], ["100 5000 10\n"]), 0.0)
    expect_broken("schedstat, off", parsers.schedstat, ["0\n"], ["0\n"])
    # 141 in all: the median is the 70.5th, of which 10 lie below 1,024 and 60.5 of 100 in the next bucket.
    expect("bpftrace", parsers.bpftrace_hist(HIST), 1024 + 1024 * 60.5 / 100)
    expect("bpftrace, single values", parsers.bpftrace_hist("@wait:\n[0]      0 | |\n[1]      4 |@|\n"), 1.5)
    expect_broken("bpftrace, empty", parsers.bpftrace_hist, "Attaching 3 probes...\n\n")
    expect("ping", parsers.ping(PING), (83000.0, 0.01))
    expect("ping of busybox", parsers.ping(BUSYBOX), (110000.0, 0.0))
    expect_broken("ping, lost", parsers.ping, "3 packets transmitted, 0 received, 100% packet loss\n")
    expect("a rate", host.rate("1.5Mpps"), 1500000)


REAL = SOURCE / "tests/data/calibrate/debian-12"


def real(name):
    """What a tool printed in a virtual machine with Debian 12, three processors without a PMU, e1000e, and an emulated guest."""
    return (REAL / f"{name}.txt").read_text(encoding="ascii")


def check_real():
    """Each figure was read off the file by eye."""
    expect("perf stat of cores", parsers.perf_rates(real("perf-cores")), {"context-switches": 843 / 3.767342862})
    expect("perf stat of a thread", parsers.perf_stat(real("perf-thread")), {"duration_time": 1164080637, "task-clock": 23.02, "context-switches": 14})
    expect_broken("perf stat of a core that is not there", parsers.perf_stat, real("perf-no-core"))
    expect("softnet_stat", parsers.softnet_stat(real("softnet_stat")), [(244, 0, 0), (132, 0, 0), (138160, 0, 505)])
    expect("interrupts by name", parsers.interrupts(real("interrupts"), "eth0"), 62708 + 246 + 1)
    expect("interrupts by number", parsers.interrupts_numbered(real("interrupts"), [24, 25, 26]), 62708 + 246 + 1)
    expect("virtio's by number", parsers.interrupts_numbered(real("interrupts"), [35, 36]), 74069)
    expect_broken("virtio's by name", parsers.interrupts, real("interrupts"), "eth1")
    expect("steal", parsers.steal(real("stat-before"), real("stat-after")), 0.0)
    expect("schedstat", parsers.schedstat([real("schedstat-before")], [real("schedstat-after")]), (5488786926 - 5421022928) / 73)
    # 383 in all: of the half, 191.5, 60 lie below 32 K, and 131.5 of 142 in the next bucket.
    expect("bpftrace", parsers.bpftrace_hist(real("bpftrace")), 32768 + 32768 * 131.5 / 142)
    expect_broken("bpftrace without a wake-up", parsers.bpftrace_hist, real("bpftrace-none"))
    expect("ping", parsers.ping(real("ping")), (12920000.0, 0.0))
    expect("ping of busybox", parsers.ping(real("ping-busybox")), (34135000.0, 0.0))
    expect_broken("ping, lost", parsers.ping, real("ping-lost"))


WORDS = ["--scenario", "host.yaml", "--nic", "eth0", "--tap", "tap0", "--qemu", "77", "--cores", "0,1,2", "--send", "send {pps} {seconds}"]


def run(*words, **more):
    return subprocess.run([MEASURE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def check_dry_run(folder):
    said = run(*WORDS, "--transmit", "guest {pps} {seconds}", "--ping", "ping a", "--ping-host", "ping b", "--dry-run", cwd=folder)
    expect("dry run", (said.returncode, said.stderr), (0, ""))
    for part in ("send 1000 12", "send 1000000 12", "send 100000 12", "send 800000 12", "guest 1000000 12", "ping a", "ping b", "bpftrace -B line -e",
                 "perf stat -x, -C 0,1,2 -e duration_time,cycles,context-switches,kvm:kvm_exit", "cat /proc/net/softnet_stat", "cat /proc/interrupts"):
        expect(f"dry run has {part}", part in said.stdout, True)
    expect("dry run writes", os.listdir(folder), [])


def check_refused(_):
    expect("an option missing", run(*WORDS[:-2]).returncode, 2)
    expect("no rate", run(*WORDS, "--flood", "fast").returncode, 2)
    expect("one repetition", run(*WORDS, "--repetitions", "1", "--dry-run").returncode, 2)
    expect("ping alone", run(*WORDS, "--ping", "ping a", "--dry-run").returncode, 2)
    said = subprocess.run([sys.executable, MEASURE, *WORDS], env={"PATH": "/nonexistent"}, stderr=subprocess.PIPE, text=True)
    expect("no root or no tools", said.returncode, 2)
    expect("which says so", ("perf cannot be found" if os.geteuid() == 0 else "needs root") in said.stderr, True)


class Stand(host.Host):
    """A host that is none: a second passes in each repetition, in which so much is counted as a scene of that rate would."""

    def __init__(self, a, cycles):  # no threads to be found
        self.a, self.traces, self.date, self.cycles = a, True, 0.0, cycles
        self.total = dict.fromkeys(("received", "taken", "lost", "squeeze", "backlog", "interrupts", "missed", "sent"), 0)

    def snapshot(self):
        waits = f"0 {int(self.date * 2e6)} {int(self.date * 1000)}"
        return {"date": self.date, "stat": STAT.format(steal=0).replace("700", str(700 + int(self.date * 100))), "schedstat": [waits]} | self.total

    def counted(self, command, pps):
        before, taken = self.snapshot(), min(pps, 400000)
        self.date += 1.000128  # so that no rate is a whole number
        for name, n in (("received", pps), ("taken", taken), ("lost", pps - taken), ("interrupts", 1000), ("sent", 250000)):
            self.total[name] += n
        cores = {"cycles": 6000 * pps, "context-switches": 2 * pps, "kvm:kvm_exit": pps}
        if not self.cycles:
            return before, self.snapshot(), {"cores": {"context-switches": 2 * pps}}
        return before, self.snapshot(), {"cores": cores, "vhost": {"cycles": 2000 * pps}, "vcpu": {"cycles": 3000 * pps}}

    def wake_to_run(self, command, pps):
        return 2500.0

    def ping(self, command):
        return 90000.0 if "guest" in command else 40000.0


HOST_SCENARIO = """flow: vhost
host: {cores: 4, clock: 3GHz}
wire: {bandwidth: 10Gbps, latency: 1us}
costs: x86-3.3GHz
warmup: 10ms
duration: 20ms
nic: {core: 0}
guests: [{name: vm0, vhost_core: 1, vcpu_core: 2}]
traffic: [{to: vm0, rate: 100kpps}]
"""


def measured_by_stand(folder, cycles):
    """The text of what is measured of the stand-in, which vhostsim finds sound, and what was said of it."""
    path, base = os.path.join(folder, "measurements.yaml"), os.path.join(folder, "host.yaml")
    a = types.SimpleNamespace(scenario=base, output=path, send="s", transmit="t", ping="guest", ping_host="host", guest="vm0", flood=1000000,
                              loads=[100000, 500000], seconds=1, repetitions=2, dry_run=False)
    with open(base, "w", encoding="ascii") as out:
        out.write(HOST_SCENARIO)
    measured = scenes.Scenes(a, Stand(a, cycles))
    with contextlib.redirect_stdout(io.StringIO()):
        for step in (measured.wake_ups, measured.operations, measured.transmit, measured.ping, measured.curve):
            step()
    text = measured.text()
    with open(path, "w", encoding="ascii") as out:
        out.write(text)
    said = subprocess.run([VHOSTSIM, "validate", path], stderr=subprocess.PIPE, text=True)
    expect("validate", (said.returncode, said.stderr), (0, ""))
    return text


def check_written(folder):
    """What is written of the stand-in has the figures that were counted, and leaves out what is 0."""
    text = measured_by_stand(folder, cycles=True)
    for part in ("cycles.busy: [6000.768, 6000.768]", "wake_to_run_p50_ns: [2500ns, 2500ns]", "latency_mean_ns: [50000ns, 50000ns]",
                 "dropped.tap/queue_full: [599923pps, 599923pps]", '"traffic.rate": "499936pps"', "delivered_pps: [249968pps"):
        expect(f"written {part}", part in text, True)
    expect("a figure that is 0", "ring_full" in text, False)
    expect("held out", text.count("holdout: yes"), 3)


def check_no_cycles(folder):
    """A machine without a PMU: the other figures are written."""
    text = measured_by_stand(folder, cycles=False)
    expect("cycles", "cycles." in text, False)
    expect("context switches", text.count("events.context_switches"), 2)


def main():
    check_parsers()
    check_real()
    for check in (check_dry_run, check_refused, check_written, check_no_cycles):
        with tempfile.TemporaryDirectory() as folder:
            check(folder)
    return failed


sys.exit(main())
