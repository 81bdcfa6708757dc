# SPDX-License-Identifier: GPL-3.0-or-later
"""The host of tools/calibrate/measure: its commands and files, each printed before it is run or read."""
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import parsers

UNITS = {"pps": 1, "kpps": 1000, "Mpps": 1000000}
SETTLE_S = 1  # traffic runs so long before anything is counted
VCPU = r"CPU \d+/(KVM|TCG)"  # as QEMU names the thread with debug-threads=on
READY = "attached"  # bpftrace says so when its probes count, which takes it seconds
TRACE = ('BEGIN {{ printf("{ready}\\n"); }} '
         'tracepoint:sched:sched_wakeup /{woken}/ {{ @woken[args->pid] = nsecs; }} '
         'tracepoint:sched:sched_switch /@woken[args->next_pid]/ '
         '{{ @wait = hist(nsecs - @woken[args->next_pid]); delete(@woken[args->next_pid]); }} '
         'interval:s:{seconds} {{ clear(@woken); exit(); }}')
# What perf counts, and what is said when it cannot.
EVENTS = {"cycles": "perf counts no cycles here, as in a virtual machine without a PMU: rates, drops, events and times are measured, "
                    "and from them alone hardly a cost is learned",
          "context-switches": "perf counts no context switches here",
          "kvm:kvm_exit": "perf knows no kvm:kvm_exit, so exits are not counted: is the module kvm loaded, and tracefs mounted?"}


class Failed(Exception):
    """A command that failed, or something that is not there."""


def warn(text):
    print(f"tools/calibrate/measure: warning: {text}", file=sys.stderr, flush=True)


def rate(text):
    """Packets a second of 850kpps."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(pps|kpps|Mpps)", text)
    if not found:
        raise ValueError(f"{text} is no rate; one is written like 850kpps")
    return round(float(found[1]) * UNITS[found[2]])


def comm_of(path):
    try:
        with open(path, encoding="ascii", errors="replace") as source:
            return source.read().strip()
    except OSError:  # it has ended
        return ""


class Traffic:
    """A command of the user's. What it prints goes to a file: a full pipe would stop it."""

    def __init__(self, command):
        self.command, self.said = command, tempfile.TemporaryFile("w+", errors="replace")
        self.process = subprocess.Popen(["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=self.said, stderr=subprocess.STDOUT)

    def check(self):
        if self.process.poll() not in (None, 0):
            self.said.seek(0)
            lines = self.said.read().strip().splitlines()
            raise Failed(f"{self.command}: exit status {self.process.returncode}: {lines[-1] if lines else 'it printed nothing'}")

    def end(self):
        self.process.wait()
        self.check()


class Host:
    def __init__(self, a):
        self.a, self.running = a, []
        self.traces = a.dry_run or shutil.which("bpftrace") is not None
        self.workers, self.vcpus = self.threads()
        self.irqs = self.interrupts_of_nic()
        self.events = [event for event in EVENTS if self.counts(event)]
        if not self.traces:
            warn("there is no bpftrace: wake-ups are the means of /proc/TID/schedstat, not a median")

    def show(self, text):
        print(f"+ {text}", flush=True)

    def read(self, path):
        self.show(f"cat {path}")
        if self.a.dry_run:
            return ""
        with open(path, encoding="ascii", errors="replace") as source:
            return source.read()

    # ---- commands ----

    def start(self, words):
        self.show(shlex.join(words))
        if self.a.dry_run:
            return None
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.running.append(process)
        return process

    def end(self, process, stderr=False):
        """What the command printed."""
        if process is None:
            return ""
        out, errors = process.communicate()
        self.running.remove(process)
        if process.returncode != 0:
            raise Failed(f"{shlex.join(process.args)}: exit status {process.returncode}: {(errors or out).strip()}")
        return errors if stderr else out

    def send(self, command, pps):
        """The traffic of a repetition, once it has settled."""
        command = command.replace("{pps}", str(pps)).replace("{seconds}", str(self.a.seconds + 2 * SETTLE_S))
        self.show(f"sh -c {shlex.quote(command)}")
        if self.a.dry_run:
            return None
        traffic = Traffic(command)
        self.running.append(traffic.process)
        time.sleep(SETTLE_S)
        traffic.check()
        return traffic

    def await_end(self, traffic):
        if traffic:
            traffic.end()
            self.running.remove(traffic.process)

    def stop(self):
        """Ends what still runs after a fault."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait()

    # ---- what there is ----

    def threads(self):
        """(the vhost workers, the vCPUs) of the guest, by their ids. A worker is a thread of QEMU from kernel 6.4 on, of the kernel
        before; there is one for each queue pair."""
        self.show(f"cat /proc/{self.a.qemu}/task/*/comm /proc/[0-9]*/comm")
        if self.a.dry_run:
            return ["VHOST"], ["VCPU"]
        own = {path.split("/")[-2]: comm_of(path) for path in glob.glob(f"/proc/{self.a.qemu}/task/*/comm")}
        others = {path.split("/")[-2]: comm_of(path) for path in glob.glob("/proc/[0-9]*/comm")}
        name = f"vhost-{self.a.qemu}"
        workers = sorted((tid for tid, comm in (own | others).items() if comm == name), key=int)
        vcpus = sorted((tid for tid, comm in own.items() if re.fullmatch(VCPU, comm)), key=int)
        if not workers:
            raise Failed(f"process {self.a.qemu} has no vhost worker ({name}): is it the guest's QEMU, with vhost=on, and has the guest's driver started?")
        if not vcpus:
            raise Failed(f"process {self.a.qemu} has no thread CPU N/KVM: start QEMU with -name NAME,debug-threads=on, as libvirt does")
        if any("TCG" in own[tid] for tid in vcpus):
            warn("the guest's vCPUs are emulated (TCG): what is measured of them is not what a guest under KVM costs")
        return workers, vcpus

    def interrupts_of_nic(self):
        """The numbers of its interrupts; a device of virtio has those of its parent. None: the rows that name it are taken."""
        device = f"/sys/class/net/{self.a.nic}/device"
        self.show(f"ls {device}/msi_irqs {device}/../msi_irqs")
        if self.a.dry_run:
            return None
        if not os.path.exists(device):
            warn(f"{self.a.nic} is no device of a bus: its interrupts are not counted")
            return []
        virtio = os.path.basename(os.path.realpath(f"{device}/subsystem")) == "virtio"
        folder = os.path.join(os.path.realpath(device), "../msi_irqs" if virtio else "msi_irqs")
        return sorted(int(name) for name in os.listdir(folder)) if os.path.isdir(folder) else None

    def counts(self, event):
        """Whether perf can count it here."""
        try:
            said = self.end(self.start(["perf", "stat", "-x,", "-a", "-e", event, "--", "true"]), stderr=True)
            if self.a.dry_run or parsers.perf_stat(said):
                return True
        except (Failed, parsers.Broken):
            warn(EVENTS[event])
        return False

    # ---- counters ----

    def statistic(self, device, name):
        return int(self.read(f"/sys/class/net/{device}/statistics/{name}") or 0)

    def of_nic(self, text):
        if self.a.dry_run or self.irqs == []:
            return 0
        return parsers.interrupts_numbered(text, self.irqs) if self.irqs else parsers.interrupts(text, self.a.nic)

    def snapshot(self):
        a, softnet = self.a, self.read("/proc/net/softnet_stat")
        rows = parsers.softnet_stat(softnet) if not a.dry_run else [(0, 0, 0)]
        found = {"date": time.monotonic(), "stat": self.read("/proc/stat"), "squeeze": sum(row[2] for row in rows), "backlog": sum(row[1] for row in rows)}
        found["interrupts"] = self.of_nic(self.read("/proc/interrupts"))
        found["schedstat"] = [self.read(f"/proc/{worker}/schedstat") for worker in self.workers]
        found |= {"received": self.statistic(a.nic, "rx_packets"), "missed": self.statistic(a.nic, "rx_missed_errors")}
        found |= {"taken": self.statistic(a.tap, "tx_packets"), "lost": self.statistic(a.tap, "tx_dropped"), "sent": self.statistic(a.tap, "rx_packets")}
        return found

    # ---- a repetition ----

    def perf(self, seconds):
        """The processes that count, by whose events they count."""
        def stat(events, *words):
            return self.start(["perf", "stat", "-x,", *words, "-e", ",".join(["duration_time", *events]), "--", "sleep", str(seconds)])
        found = {"cores": stat(self.events, "-C", self.a.cores)}
        if "cycles" in self.events:
            found["vhost"] = stat(["cycles"], "-t", ",".join(self.workers))
            found["vcpu"] = stat(["cycles"], "-t", ",".join(self.vcpus))
        return found

    def counted(self, command, pps):
        """What was counted in a repetition: two snapshots, and the counts of perf a second."""
        traffic = self.send(command, pps)
        before, counting = self.snapshot(), self.perf(self.a.seconds)
        said = {who: self.end(process, stderr=True) for who, process in counting.items()}
        after = self.snapshot()
        self.await_end(traffic)
        return (before, after, {who: parsers.perf_rates(text) for who, text in said.items()}) if not self.a.dry_run else None

    def wake_to_run(self, command, pps):
        """The median of bpftrace's histogram, in ns."""
        woken = " || ".join(f"args->pid == {worker}" for worker in self.workers)
        tracing = self.start(["bpftrace", "-B", "line", "-e", TRACE.format(ready=READY, woken=woken, seconds=self.a.seconds + SETTLE_S)])
        while tracing and READY not in (line := tracing.stdout.readline()):
            if not line:
                self.end(tracing)
                raise Failed("bpftrace ended before its probes were attached")
        traffic = self.send(command, pps)
        text = self.end(tracing)
        self.await_end(traffic)
        return parsers.bpftrace_hist(text) if not self.a.dry_run else None

    def ping(self, command):
        text = self.end(self.start(["sh", "-c", command]))
        return parsers.ping(text)[0] if not self.a.dry_run else None
