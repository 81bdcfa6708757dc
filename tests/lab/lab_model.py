#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model against a real kernel: lab_model.py VHOSTSIM SOURCE_DIR [--table | --misses].

results/reference/lab has what Debian's kernels did in the laboratory (tools/lab/validate; docs/lab.md). The model runs the same
scenarios with costs that were counted there and nothing fitted. The name of a file says which: [SCENARIO/]KERNEL-PREEMPT[+SETTING].csv.

Every figure of every row is held to LIMITS, but at loads within NEAR of those where the kernel changes its regime (CHANGES). What is
missed elsewhere stands in tests/lab/misses.py, with its reason and a limit of its own. An entry of which nothing is missed any more
fails the test, too.
--table prints all rows as markdown, --misses what is beyond its limit as lines of misses.py.
"""
import csv
import math
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from misses import MISSES  # noqa: E402

VHOSTSIM, SOURCE, OPTION = sys.argv[1], pathlib.Path(sys.argv[2]), (sys.argv[3:] + [""])[0]
REFERENCE = SOURCE / "results/reference/lab"
ROWS_LEAST = 204

NEAR = 0.05
# By the name of a file: kpps at which the kernel changes its regime: its knee, and the hand-over to ksoftirqd. The first pattern that
# matches counts. Elsewhere the kernel has been run at too few loads to say where it changes.
CHANGES = ((r"^(transmit|reflect)/|rps_cpus|feedback|moderation=off|frame=|app_sink=", ()), (r"^tap-reader/", (209, 337)), (r"^ovs/", (165, 287)), (r"^two-guests/6.12", (173, 327)),
           (r"^two-guests/", (185, 315)), (r"6.12-", (183, 337)), (r"", (195, 325)))

CONTEXTS = dict.fromkeys(("hardirq", "softirq", "ksoftirqd", "vhost", "vcpu", "idle"), 0.03)  # of the core
LOSSES = dict.fromkeys(("ring_full_pps", "queue_full_pps"), 0.05)  # of what is offered
EVENTS = dict.fromkeys(("context_switches_ps", "nic_interrupts_ps", "napi_polls_ps", "wakeups_ps", "signals_ps", "kicks_ps"), 0.1)  # a packet
FAR = 10  # times and more are all the same
RARE = 150  # a second: what happens less often may be off by that
LIMITS = CONTEXTS | LOSSES | EVENTS | {"delivered_pps": 0.05, "latency_p50_ns": 0.1, "delivered_pps.quiet": 0.05, "latency_p50_ns.quiet": 0.1}


def of(table, name):
    """What a table has for the name of a file."""
    return next(value for pattern, value in table if re.search(pattern, name))


def model(name, loads):
    """The rows of the model at these loads, as tools/lab/validate gives them."""
    scenario, case = name.rpartition("/")[::2]
    case, setting = case.partition("+")[::2]
    kernel, preempt = case.split("-")
    words = [SOURCE / "tools/lab/validate", "--model", "--kernel", kernel, "--preempt", preempt, "--loads", ",".join(loads)]
    words += ["--set", setting] if setting else []
    words.append(SOURCE / "scenarios/lab" / f"{scenario or 'shared-core'}.yaml")
    said = subprocess.run(words, env=dict(os.environ, VHOSTSIM=VHOSTSIM), stdout=subprocess.PIPE, text=True, check=True).stdout
    return list(csv.DictReader(said.splitlines()))


def distance(column, real, row):
    """How far off the model is in a column, in the unit of its limit."""
    is_, is_there = float(row[column] or 0), float(real[column])
    if column in CONTEXTS:
        return abs(is_ - is_there)
    if column in LOSSES:
        return abs(is_ - is_there) / float(real["offered_pps"])
    if column in EVENTS:
        if abs(is_ - is_there) <= RARE:
            return 0
        is_, is_there = is_ / float(row["delivered_pps"]), is_there / float(real["delivered_pps"])
    return min(abs(is_ / is_there - 1), FAR) if is_there else FAR


def near_change(name, load):
    return any(abs(load / change - 1) <= NEAR for change in of(CHANGES, name))


def missed(name, real, row):
    """By column: how far off the model is, of what is beyond its limit."""
    if near_change(name, float(real["load_kpps"])):
        return {}
    found = {column: distance(column, real, row) for column in LIMITS if real.get(column)}
    return {column: off for column, off in found.items() if off > LIMITS[column]}


def excused(name, load):
    """By column: the limit of a miss that has a reason; the entries that say so."""
    found = [miss for miss in MISSES if miss[0] == name and load in miss[1].split(",")]
    return {column: limit for miss in found for column, limit in miss[2].items()}, found


def judged(name, real, row, needed):
    """What is too far from the kernel. Puts the entries of MISSES that are needed for it into the set."""
    beyond, (known, entries) = missed(name, real, row), excused(name, real["load_kpps"])
    needed.update(MISSES.index(miss) for miss in entries if beyond.keys() & miss[2].keys())
    return [f"{column} is {row[column]}, the kernel's {real[column]}: off by {off:.3f}" for column, off in beyond.items()
            if off > known.get(column, 0)]


def as_miss(name, load, beyond):
    """A line of misses.py: limits are the model's distances, rounded up."""
    limits = ", ".join(f'"{column}": {math.ceil(100 * off) / 100:g}' for column, off in beyond.items())
    print(f'    ("{name}", "{load}", {{{limits}}}, ),')


def shown(name, real, row):
    """A row of docs/validation.md."""
    def pair(column, unit):
        return " | ".join(f"{float(r[column]) / unit:,.1f}" if r[column] else "" for r in (real, row))
    off = 100 * (float(row["delivered_pps"]) / float(real["delivered_pps"]) - 1)
    print(f"| {name} | {real['load_kpps']} | {pair('delivered_pps', 1e3)} | {off:+.1f} % | {pair('context_switches_ps', 1)} "
          f"| {pair('latency_p50_ns', 1e3)} |")


def main():
    rows, failed, needed = 0, False, set()
    for path in sorted(REFERENCE.rglob("*.csv")):
        name = path.relative_to(REFERENCE).as_posix().removesuffix(".csv")
        reals = list(csv.DictReader(path.open(encoding="ascii")))
        for real, row in zip(reals, model(name, [real["load_kpps"] for real in reals]), strict=True):
            rows += 1
            for wrong in judged(name, real, row, needed):
                failed = True
                print(f"{name}, {real['load_kpps']} kpps: {wrong}")
            if OPTION == "--table":
                shown(name, real, row)
            elif OPTION == "--misses" and missed(name, real, row):
                as_miss(name, real["load_kpps"], missed(name, real, row))
    for name, loads, *_ in (miss for i, miss in enumerate(MISSES) if i not in needed):
        print(f"{name}, {loads} kpps: nothing is missed: take it out of tests/lab/misses.py")
    return failed or rows < ROWS_LEAST or len(needed) < len(MISSES)


sys.exit(main())
