# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of what standard tools print, for tools/calibrate/measure. What they do not know how to read is a Broken."""
import re


class Broken(Exception):
    """An output that is not what the tool is known to print."""


def perf_stat(text):
    """{event: count} of `perf stat -x,`; an event that was not counted is left out. One that was counted part of the time is scaled by
    perf, which makes it an estimate: it is refused. The kinds of cores of a hybrid processor are summed."""
    found = {}
    for line in text.splitlines():
        fields = line.split(",")
        if line.startswith("#") or len(fields) < 5 or not fields[0] or fields[0].startswith("<not"):
            continue
        name = re.sub(r"^cpu_\w+/([^/]+)/", r"\1", fields[2]).split(":u")[0]
        if float(fields[4] or 100) < 99.5:
            raise Broken(f"perf counted {name} in {fields[4]} % of the time only: too many events at once")
        found[name] = found.get(name, 0) + float(fields[0])
    if not found:
        raise Broken("perf stat counted nothing")
    return found


def perf_rates(text):
    """{event: count a second}, by the time that perf itself counted (its event duration_time, in ns): its start takes time, too."""
    found = perf_stat(text)
    if found.get("duration_time", 0) <= 0:
        raise Broken("perf stat says no duration_time")
    seconds = found.pop("duration_time") / 1e9
    return {name: count / seconds for name, count in found.items()}


def softnet_stat(text):
    """(processed, dropped, time_squeeze) of each row of /proc/net/softnet_stat, which are hexadecimal."""
    rows = [[int(word, 16) for word in line.split()[:3]] for line in text.splitlines() if line.strip()]
    if not rows or any(len(row) < 3 for row in rows):
        raise Broken("/proc/net/softnet_stat has fewer than three columns")
    return [tuple(row) for row in rows]


def interrupt_rows(text):
    """(what stands before the colon, interrupts of all cores, the rest of the words) of each row of /proc/interrupts."""
    lines = text.splitlines()
    cores = len(lines[0].split()) if lines else 0
    rows = [line.split() for line in lines[1:] if len(line.split()) > cores]
    return [(row[0].rstrip(":"), sum(int(count) for count in row[1:1 + cores]), " ".join(row[1 + cores:])) for row in rows]


def interrupts(text, device):
    """Interrupts of the rows of /proc/interrupts that name the device, as eth0 or eth0-TxRx-0 does."""
    own = re.compile(rf"(^|[^\w.]){re.escape(device)}($|[^\w.])")
    counts = [count for _, count, rest in interrupt_rows(text) if own.search(rest)]
    if not counts:
        raise Broken(f"/proc/interrupts has no row of {device}")
    return sum(counts)


def interrupts_numbered(text, numbers):
    """Interrupts of the rows of /proc/interrupts with these numbers. One that nobody has asked for has no row."""
    counts = [count for number, count, _ in interrupt_rows(text) if number.isdigit() and int(number) in numbers]
    if not counts:
        raise Broken(f"/proc/interrupts has none of the rows {', '.join(str(number) for number in numbers)}")
    return sum(counts)


def steal(before, after):
    """The share of the CPU time between two readings of /proc/stat that a hypervisor took."""
    def times(text):
        line = next((line for line in text.splitlines() if line.startswith("cpu ")), None)
        if line is None or len(line.split()) < 9:
            raise Broken("/proc/stat has no column of steal")
        return [int(word) for word in line.split()[1:9]]
    spent = [b - a for a, b in zip(times(before), times(after), strict=True)]
    return spent[7] / sum(spent) if sum(spent) > 0 else 0.0


def schedstat(before, after):
    """Mean time in ns that threads waited for their core, between two readings of each one's /proc/TID/schedstat; 0: none ran."""
    waited = turns = 0
    for first, last in zip(before, after, strict=True):
        first, last = [int(word) for word in first.split()], [int(word) for word in last.split()]
        if len(first) != 3 or len(last) != 3:
            raise Broken("schedstat has not three columns: is CONFIG_SCHED_INFO off?")
        waited, turns = waited + last[1] - first[1], turns + last[2] - first[2]
    return waited / turns if turns > 0 else 0.0


SUFFIXES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def bpftrace_hist(text):
    """The median of a histogram by powers of two that bpftrace prints with hist(), taken as even within its bucket."""
    rows = re.findall(r"^\[(\d+)([KMG]?)(?:, (\d+)([KMG]?)\)|\])\s+(\d+) ", text, re.MULTILINE)
    buckets = [(int(low) * SUFFIXES[l], int(high) * SUFFIXES[h] if high else int(low) + 1, int(count)) for low, l, high, h, count in rows]
    total = sum(count for _, _, count in buckets)
    if total == 0:
        raise Broken("bpftrace printed no histogram, or an empty one")
    passed = 0
    for low, high, count in buckets:
        if passed + count >= total / 2:
            return low + (high - low) * (total / 2 - passed) / count
        passed += count
    raise Broken("a histogram without a median")


def ping(text):
    """(mean round trip in ns, share that was lost) of what ping of iputils or busybox prints at its end."""
    rtt = re.search(r"(?:rtt|round-trip) min/avg/max(?:/mdev)? = [\d.]+/([\d.]+)/", text)
    loss = re.search(r"([\d.]+)% packet loss", text)
    if not rtt or not loss:
        raise Broken("ping printed no round trip")
    return float(rtt[1]) * 1e6, float(loss[1]) / 100
