# SPDX-License-Identifier: GPL-3.0-or-later
"""The host of tools/calibrate/measure: its commands and files, each printed before it is run or read."""
import glob
import re
import shlex
import shutil
import subprocess
import time

import parsers

UNITS = {"pps": 1, "kpps": 1000, "Mpps": 1000000}
SETTLE_S = 1  # traffic runs so long before anything is counted
TRACE = ('tracepoint:sched:sched_wakeup /args->pid == {tid}/ {{ @woken = nsecs; }} '
         'tracepoint:sched:sched_switch /args->next_pid == {tid} && @woken/ {{ @wait = hist(nsecs - @woken); @woken = 0; }} '
         'interval:s:{seconds} {{ clear(@woken); exit(); }}')


class Failed(Exception):
    """A command that failed, or something that is not there."""


def rate(text):
    """Packets a second of 850kpps."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(pps|kpps|Mpps)", text)
    if not found:
        raise ValueError(f"{text} is no rate; one is written like 850kpps")
    return round(float(found[1]) * UNITS[found[2]])


class Host:
    def __init__(self, a):
        self.a = a
        self.traces = a.dry_run or shutil.which("bpftrace") is not None
        self.vhost, self.vcpus = self.threads()

    def show(self, text):
        print(f"+ {text}", flush=True)

    def read(self, path):
        self.show(f"cat {path}")
        if self.a.dry_run:
            return ""
        with open(path, encoding="ascii", errors="replace") as source:
            return source.read()

    def start(self, words):
        self.show(shlex.join(words))
        return None if self.a.dry_run else subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def start_shell(self, command, pps, seconds):
        return self.start(["sh", "-c", command.replace("{pps}", str(pps)).replace("{seconds}", str(seconds))])

    def end(self, process, stderr=False):
        """What the command printed."""
        if process is None:
            return ""
        out, errors = process.communicate()
        if process.returncode != 0:
            raise Failed(f"{shlex.join(process.args)}: exit status {process.returncode}: {errors.strip()}")
        return errors if stderr else out

    def threads(self):
        """(the vhost worker, the vCPUs) of the guest, by their ids; the worker is a thread of QEMU from kernel 6.4 on, of the kernel before."""
        self.show(f"cat /proc/{self.a.qemu}/task/*/comm /proc/[0-9]*/comm")
        if self.a.dry_run:
            return "VHOST", ["VCPU"]
        name, worker, vcpus = f"vhost-{self.a.qemu}", None, []
        for path in sorted(glob.glob(f"/proc/{self.a.qemu}/task/*/comm") + glob.glob("/proc/[0-9]*/comm")):
            try:
                with open(path, encoding="ascii", errors="replace") as source:
                    comm = source.read().strip()
            except OSError:  # it has ended
                continue
            thread = path.split("/")[-2]
            if comm == name:
                worker = worker or thread
            elif path.startswith(f"/proc/{self.a.qemu}/task/") and re.fullmatch(r"CPU \d+/KVM", comm):
                vcpus.append(thread)
        if not worker or not vcpus:
            raise Failed(f"QEMU {self.a.qemu} has {'no vCPU thread' if worker else f'no vhost worker ({name}): is vhost=on set?'}")
        return worker, vcpus

    # ---- counters ----

    def statistic(self, device, name):
        return int(self.read(f"/sys/class/net/{device}/statistics/{name}") or 0)

    def snapshot(self):
        a, softnet = self.a, self.read("/proc/net/softnet_stat")
        rows = parsers.softnet_stat(softnet) if not a.dry_run else [(0, 0, 0)]
        found = {"date": time.monotonic(), "stat": self.read("/proc/stat"), "squeeze": sum(row[2] for row in rows), "backlog": sum(row[1] for row in rows)}
        interrupts, waits = self.read("/proc/interrupts"), self.read(f"/proc/{self.vhost}/schedstat")
        found |= {"interrupts": parsers.interrupts(interrupts, a.nic) if not a.dry_run else 0, "schedstat": waits}
        found |= {"received": self.statistic(a.nic, "rx_packets"), "missed": self.statistic(a.nic, "rx_missed_errors")}
        found |= {"taken": self.statistic(a.tap, "tx_packets"), "lost": self.statistic(a.tap, "tx_dropped"), "sent": self.statistic(a.tap, "rx_packets")}
        return found

    # ---- a repetition ----

    def perf(self, seconds):
        """The processes that count: of the cores, of the worker, of the vCPUs."""
        def stat(*words):
            return self.start(["perf", "stat", "-x,", *words, "--", "sleep", str(seconds)])
        return (stat("-C", self.a.cores, "-e", "cycles,context-switches,kvm:kvm_exit"), stat("-t", self.vhost, "-e", "cycles"),
                stat("-t", ",".join(self.vcpus), "-e", "cycles"))

    def counted(self, command, pps):
        """What was counted in a repetition: two snapshots and the counts of perf."""
        seconds = self.a.seconds
        traffic = self.start_shell(command, pps, seconds + 2 * SETTLE_S)
        if not self.a.dry_run:
            time.sleep(SETTLE_S)
        before, counting = self.snapshot(), self.perf(seconds)
        said = [self.end(process, stderr=True) for process in counting]
        after = self.snapshot()
        self.end(traffic)
        return (before, after, [parsers.perf_stat(text) for text in said]) if not self.a.dry_run else None

    def wake_to_run(self, command, pps):
        """The median of bpftrace's histogram, in ns."""
        traffic = self.start_shell(command, pps, self.a.seconds + 2 * SETTLE_S)
        if not self.a.dry_run:
            time.sleep(SETTLE_S)
        text = self.end(self.start(["bpftrace", "-e", TRACE.format(tid=self.vhost, seconds=self.a.seconds)]))
        self.end(traffic)
        return parsers.bpftrace_hist(text) if not self.a.dry_run else None

    def ping(self, command):
        text = self.end(self.start(["sh", "-c", command]))
        return parsers.ping(text)[0] if not self.a.dry_run else None
