#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model against a real kernel: lab_model.py VHOSTSIM SOURCE_DIR [--table].

results/reference/lab has what Debian's kernels did in the laboratory (tools/lab/validate; docs/lab.md). The model runs the same
scenarios with costs that were counted there and nothing fitted. The name of a file says which: [SCENARIO/]KERNEL-PREEMPT[+SETTING].csv.

Where the kernel goes from one regime to another, the model need not do so at the same load (CHANGES). What is missed elsewhere is named
with its reason (MISSES), and stands in docs/validation.md, too. --table prints all rows as markdown.
"""
import csv
import os
import pathlib
import re
import subprocess
import sys

VHOSTSIM, SOURCE, TABLE = sys.argv[1], pathlib.Path(sys.argv[2]), "--table" in sys.argv
REFERENCE = SOURCE / "results/reference/lab"
ROWS_LEAST = 90

# By the name of a file: kpps between which the kernel changes its regime. The first pattern that matches counts.
CHANGES = ((r"^transmit/", ((55, 1e9),)), (r"^reflect/", ((75, 1e9),)), (r"^ovs/", ((155, 175), (262, 299))), (r"^tap-reader/", ((190, 240), (290, 345))),
           (r"^two-guests/6.12", ((150, 400),)), (r"^two-guests/", ((165, 205), (290, 345))), (r"nic.moderation=off", ((201, 300),)),
           (r"^6.12", ((165, 195), (295, 345))), (r"", ((185, 201), (315, 345))))
MISSES = {  # (name of a file, kpps): (columns that are not held to their limit; none: all, why)
    ("6.1-full", "300"): ((), "a fully preemptible kernel is close to its hand-over"),
    ("6.1-voluntary", "310"): (("nic_interrupts_ps", "napi_polls_ps"), "the model is close to its hand-over"),
    ("6.12-voluntary", "500"): ((), "behind the hand-over both scatter from load to load"),
    ("ovs/6.1-voluntary", "100"): (("latency_p50_ns", "vhost", "vcpu", "idle", "wakeups_ps", "signals_ps"),
                                  "two packets an interrupt: each wakes the worker, or one of two"),
    ("ovs/6.1-voluntary", "250"): (("delivered_pps",), "here 1 % of what the softirq takes is 6 % of what is delivered"),
    ("two-guests/6.1-voluntary", "150"): (("latency_p50_ns.quiet",), "close to the knee"),
    ("two-guests/6.1-voluntary+flow=feedback", "250"): (("latency_p50_ns.quiet",), "of two rhythms of the softirq the kernel has the other one"),
    ("two-guests/6.1-voluntary", "500"): ((), "both sources are constant: whose frame finds a place in the full ring is a matter of phase"),
}

RARE = 150  # a second: what happens less often may be off by that
# By the name of a file: columns, and how far the model may be off. A share of the kernel's figure; of losses, of what is offered.
CONTEXTS = dict.fromkeys(("hardirq", "softirq", "ksoftirqd", "vhost", "vcpu", "idle"), 0.03)  # of the core
STRICT = CONTEXTS | {"delivered_pps": 0.05, "ring_full_pps": 0.05, "queue_full_pps": 0.05, "latency_p50_ns": 0.1, "context_switches_ps": 0.1,
                     "nic_interrupts_ps": 0.1, "napi_polls_ps": 0.1, "wakeups_ps": 0.1, "signals_ps": 0.1, "kicks_ps": 0.1}
RATES = {"delivered_pps": 0.07, "ring_full_pps": 0.07, "queue_full_pps": 0.07}
SIX_TWELVE = {"delivered_pps": 0.08, "ring_full_pps": 0.08, "queue_full_pps": 0.08}
OF_GUESTS = RATES | {"delivered_pps.quiet": 0.07, "latency_p50_ns.quiet": 0.2}
LIMITS = ((r"^two-guests/6.1-", OF_GUESTS), (r"6.12-", SIX_TWELVE), (r"^ovs/", STRICT), (r"[/+]", RATES), (r"", STRICT))


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


def allowed(column, limit, real):
    """How far off a column may be."""
    if column in CONTEXTS:
        return limit
    if column.endswith("_ps"):
        return max(limit * float(real[column]), RARE)
    return limit * float(real["offered_pps" if "full" in column else column])


def beyond(limits, real, row):
    """(column, message) of those that are further from the kernel than their limit."""
    return [(column, f"{column} is {row[column]}, the kernel's {real[column]}") for column, limit in limits.items()
            if real.get(column) and abs(float(row[column] or 0) - float(real[column])) > allowed(column, limit, real)]


def judged(name, real, row):
    """What is too far from the kernel."""
    load = float(real["load_kpps"])
    if any(low <= load <= high for low, high in of(CHANGES, name)):
        return []
    columns, why = MISSES.get((name, real["load_kpps"]), ((), ""))
    excused = set(columns or STRICT | OF_GUESTS) if why else set()
    return [wrong for column, wrong in beyond(of(LIMITS, name), real, row) if column not in excused]


def shown(name, real, row):
    """A row of docs/validation.md."""
    def pair(column, unit):
        return " | ".join(f"{float(r[column]) / unit:,.1f}" if r[column] else "" for r in (real, row))
    off = 100 * (float(row["delivered_pps"]) / float(real["delivered_pps"]) - 1)
    print(f"| {name} | {real['load_kpps']} | {pair('delivered_pps', 1e3)} | {off:+.1f} % | {pair('context_switches_ps', 1)} "
          f"| {pair('latency_p50_ns', 1e3)} |")


def main():
    rows, failed = 0, False
    for path in sorted(REFERENCE.rglob("*.csv")):
        name = path.relative_to(REFERENCE).as_posix().removesuffix(".csv")
        reals = list(csv.DictReader(path.open(encoding="ascii")))
        for real, row in zip(reals, model(name, [real["load_kpps"] for real in reals]), strict=True):
            rows += 1
            for wrong in judged(name, real, row):
                failed = True
                print(f"{name}, {real['load_kpps']} kpps: {wrong}")
            if TABLE:
                shown(name, real, row)
    return failed or rows < ROWS_LEAST


sys.exit(main())
