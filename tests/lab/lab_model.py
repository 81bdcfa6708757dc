#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model against a real kernel: lab_model.py VHOSTSIM SOURCE_DIR [--write].

results/reference/lab has what Debian's kernels did in the laboratory (tools/lab/validate; docs/lab.md). The model runs the same
scenarios with costs that were counted there and nothing fitted. The name of a file says which: [SCENARIO/]KERNEL-PREEMPT[+SETTING].csv.

Every figure of every row is held to LIMITS, but at loads within NEAR of those where the kernel changes its regime (CHANGES). What is
missed elsewhere stands in tests/lab/misses.txt, with its reason and a limit of its own. An entry of which nothing is missed any more
fails the test, too, and so does a table of docs/validation.md that has other figures.
--write writes the limits of misses.txt and those tables anew. A new miss has the reason of its file's others, or none: UNKNOWN.
"""
import csv
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import lab_tables  # noqa: E402
import misses  # noqa: E402

VHOSTSIM, SOURCE, WRITE = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:] == ["--write"]
REFERENCE, DOCUMENT = SOURCE / "results/reference/lab", SOURCE / "docs/validation.md"
ROWS_LEAST = 231

NEAR = 0.05
# By the name of a file: kpps at which the kernel changes its regime: its knee, and the hand-over to ksoftirqd. The first pattern that
# matches counts. Elsewhere the kernel has been run at too few loads to say where it changes.
CHANGES = ((r"^(transmit|reflect)/|rps_cpus|feedback|moderation=off|frame=|app_sink=", ()), (r"^upcalls/", (20,)), (r"^tap-reader/", (209, 337)), (r"^ovs/6.12", (168, 272)), (r"^ovs/", (165, 275)), (r"^two-guests/6.12", (173, 327)),
           (r"^two-guests/", (185, 315)), (r"6.12-", (183, 332)), (r"6.1-full", (195, 355)), (r"", (195, 332)))

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
        if not float(row["delivered_pps"]) or not float(real["delivered_pps"]):
            return FAR
        is_, is_there = is_ / float(row["delivered_pps"]), is_there / float(real["delivered_pps"])
    return min(abs(is_ / is_there - 1), FAR) if is_there else FAR


def differs(name, column):
    """Whether the two count different things: with RPS the model's polls are those of the backlog, too, the laboratory's the driver's."""
    return "rps_cpus" in name and column == "napi_polls_ps"


def near_change(name, load):
    return any(abs(load / change - 1) <= NEAR for change in of(CHANGES, name))


def missed(name, real, row):
    """By column: how far off the model is, of what is beyond its limit."""
    if near_change(name, float(real["load_kpps"])):
        return {}
    found = {column: distance(column, real, row) for column in LIMITS if real.get(column) and not differs(name, column)}
    return {column: off for column, off in found.items() if off > LIMITS[column]}


def judged(name, real, row, known):
    """What is too far from the kernel. Takes what it needs out of what is known to be missed, by name and load."""
    beyond, miss = missed(name, real, row), known.get((name, real["load_kpps"]))
    limits = miss.limits if miss else {}
    if beyond.keys() & limits.keys():
        del known[name, real["load_kpps"]]
    return [f"{column} is {row[column]}, the kernel's {real[column]}: off by {off:.3f}" for column, off in beyond.items()
            if off > limits.get(column, 0)]


def rows_by_name():
    """Pairs of rows, kernel and model, by the name of a file and by the load."""
    found = {}
    for path in sorted(REFERENCE.rglob("*.csv")):
        name = path.relative_to(REFERENCE).as_posix().removesuffix(".csv")
        reals = list(csv.DictReader(path.open(encoding="ascii")))
        loads = [real["load_kpps"] for real in reals]
        found[name] = dict(zip(loads, zip(reals, model(name, loads), strict=True), strict=True))
    return found


def write(tables):
    each = ((name, load, missed(name, *pair)) for name, pairs in tables.items() for load, pair in pairs.items())
    misses.write([(name, load, beyond) for name, load, beyond in each if beyond])
    DOCUMENT.write_text(lab_tables.rewritten(DOCUMENT.read_text(encoding="utf-8"), tables), encoding="utf-8")


def wrong(tables):
    """Sentences that say what is wrong."""
    known = {(miss.name, miss.load): miss for miss in misses.read()}
    found = [f"{name}, {load} kpps: {what}" for name, pairs in tables.items() for load, pair in pairs.items()
             for what in judged(name, *pair, known)]
    found += [f"{name}, {load} kpps: nothing is missed: take it out of tests/lab/misses.txt" for name, load in known]
    found += [f"tests/lab/misses.txt: {name} is no reason that is said, or no miss has it" for name in misses.without_reason()]
    text = DOCUMENT.read_text(encoding="utf-8")
    if text != lab_tables.rewritten(text, tables):
        found.append("docs/validation.md: a table has other figures than the rows: lab_model.py --write")
    rows = sum(map(len, tables.values()))
    return found + [f"{rows} rows, expected at least {ROWS_LEAST}"] * (rows < ROWS_LEAST)


def main():
    tables = rows_by_name()
    if WRITE:
        write(tables)
    found = wrong(tables)
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
