#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""calibrate.py VHOSTSIM SOURCE CASE: vhostsim calibrate as a whole.

selftest: figures that vhostsim itself has made with other costs and noise (tools/dev/calibrate-check, two tries) give these costs.
profile:  what is written is read by vhostsim, and its runs give the figures that were fitted.
lab:      fitted to single operations of Debian's kernel 6.1, it predicts that kernel's shared core.
quantities: what it reads out of a run is what the run itself says.
faults:   bad input ends with a message and the status that is documented.
Prints what is wrong.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
VHOSTSIM, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
HOST = SOURCE / "tests/data/calibrate/host.yaml"
LAB = SOURCE / "scenarios/calibrate/lab-6.1.yaml"
failed = False


def fail(text):
    global failed
    failed = True
    print(text)


def calibrate(*words):
    return subprocess.run([VHOSTSIM, "calibrate", *map(str, words), "-j", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def result_of(*words):
    run = calibrate(*words, "-f", "json")
    if run.returncode != 0:
        sys.exit(f"{words}: exit status {run.returncode}: {run.stderr}")
    return json.loads(run.stdout)


# ---- what it finds ----

def selftest():
    run = subprocess.run([SOURCE / "tools/dev/calibrate-check", "--tries", "2", "--vhostsim", VHOSTSIM], stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        fail(f"calibrate-check: exit status {run.returncode}\n{run.stdout}")


MADE = """extends: {host}
measurements:
  - name: light
    set: {{traffic.rate: 50kpps}}
    figures: {{cycles.interrupts: [{0:.1f}, {1:.1f}], cycles.vhost: [{2:.1f}, {3:.1f}]}}
  - name: held out
    holdout: yes
    figures: {{cycles.vhost: [{4:.1f}, {5:.1f}]}}
"""
LIGHT = {"bridge": 1000, "vhost_copy": 600}  # cycles with which the figures are made


def figures(path, *words):
    return {(f["measurement"], f["figure"]): f for f in result_of(path, *words)["figures"]}


def made(folder, values):
    path = os.path.join(folder, "made.yaml")
    pairs = [value * off for value in values for off in (0.999, 1.001)]
    with open(path, "w", encoding="ascii") as out:
        out.write(MADE.format(*pairs, host=HOST))
    return path


def profile():
    """Costs that are found again, written, read, and run; the file that is written extends the profile by its name."""
    keys = (("light", "cycles.interrupts"), ("light", "cycles.vhost"), ("held out", "cycles.vhost"))
    with tempfile.TemporaryDirectory() as folder:
        sets = [word for name, cycles in LIGHT.items() for word in ("--set", f"cost.{name}.cycles={cycles}")]
        truth = figures(made(folder, (1, 1, 1)), *sets, "--only", "irq_entry")
        path, out = made(folder, [truth[key]["before"] for key in keys]), os.path.join(folder, "fitted.yaml")
        found = result_of(path, "--only", "bridge, vhost_copy", "-o", out)
        for cost in found["costs"]:
            wanted = LIGHT[cost["cost"]] * (1 + 16 / 914 if cost["cost"] == "vhost_copy" else 1)  # 0.25 a byte, one factor on both
            if not cost["low"] <= wanted <= cost["high"] or abs(cost["cycles"] / wanted - 1) > 0.03:
                fail(f"{cost['cost']}: {cost['cycles']}, not {wanted}")
        with open(out, encoding="ascii") as written:
            text = written.read()
        for part in ("extends: x86-3.3GHz\n", "confidence: measured", "low: "):
            if part not in text:
                fail(f"the profile lacks {part!r}: {text}")
        again = figures(path, "--set", f"costs={out}", "--only", "irq_entry")
        for key in keys:
            if abs(again[key]["before"] / truth[key]["before"] - 1) > 0.01:
                fail(f"with the profile that was found, {key} is {again[key]['before']}, not {truth[key]['before']}")


# ---- the real kernel ----

WITHIN = 0.05
CHANGES = (200, 310, 325, 350)  # kpps: beside the knee, and beside the hand-over, where a small change of a cost changes everything


def lab():
    result, judged = result_of(LAB, "--doubt", "3"), 0
    for f in result["figures"]:
        load = float(f["measurement"].split()[-2]) if f["holdout"] else 0
        if f["holdout"] and f["measurement"].startswith("shared core") and load not in CHANGES:
            judged += 1
            if abs(f["after"] / f["measured"] - 1) > WITHIN:
                fail(f"{f['measurement']}: {f['after']:.0f} pps, the kernel's {f['measured']:.0f}")
    if judged != 9:
        fail(f"{judged} loads were judged")
    together = next((s for s in result["sums"] if "bridge" in s["costs"]), {"costs": [], "known": False})
    if not together["known"] or not {"nic_rx", "netif_receive", "dev_queue_xmit"} <= set(together["costs"]):
        fail(f"what a packet takes in the softirq is not known as a sum: {together}")


# ---- quantities ----

def waits_of(path):
    """Mean time from a wake-up on a core to the next switch there, counted from a text trace, after its reset of statistics."""
    woken, waits = {}, []
    with open(path, encoding="ascii") as trace:
        for line in trace:
            date, component, event, *values = line.split()
            core = next((value for value in values if value.startswith("core=")), None)
            if (component, event) == ("statistics", "reset"):
                waits = []
            elif (component, event) == ("sched", "wake"):
                woken.setdefault(core, float(date))
            elif (component, event) == ("sched", "switch") and core in woken:
                waits.append(float(date) - woken.pop(core))
    return sum(waits) / len(waits)


QUANTITIES = """extends: {host}
measurements:
  - name: all
    set: {{traffic.rate: 20kpps}}
    error: 1%
    figures: {{cycles.interrupts: 1, cycles.vhost: 1, cycles.busy: 1, events.context_switches: 1, events.nic_interrupts: 1,
              wake_to_run_mean_ns: 1ns, wake_to_run_p50_ns: 1ns, delivered_pps: 1pps}}
"""


def quantities():
    """What calibrate reads out of a run is what `vhostsim run` prints of the same, and what its trace says."""
    with tempfile.TemporaryDirectory() as folder:
        path, trace = os.path.join(folder, "m.yaml"), os.path.join(folder, "trace.txt")
        with open(path, "w", encoding="ascii") as out:
            out.write(QUANTITIES.format(host=HOST))
        found = {f["figure"]: f["before"] for f in result_of(path, "--only", "irq_entry")["figures"]}
        words = [VHOSTSIM, "run", path, "--set", "traffic.rate=20kpps", "--format", "json", "--trace", trace]
        run = json.loads(subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout)
        per_packet = 3.3e9 * run["simulated_s"] / run["packets"]["offered"]

        def cycles(*contexts):
            return sum(core[context] for core in run["cores"] for context in contexts) * per_packet
        busy = [context for context in run["cores"][0] if context not in ("core", "idle", "host")]
        wanted = {"cycles.interrupts": cycles("hardirq", "softirq", "ksoftirqd"), "cycles.vhost": cycles("vhost"), "cycles.busy": cycles(*busy),
                  "events.context_switches": run["context_switches"] / run["simulated_s"],
                  "events.nic_interrupts": run["counters"]["nic_interrupts"] / run["simulated_s"], "delivered_pps": run["delivered_pps"],
                  "wake_to_run_mean_ns": waits_of(trace)}
        for name, value in wanted.items():
            if abs(found[name] / value - 1) > 2e-3:
                fail(f"{name}: {found[name]}, not {value}")
        if not 0 < found["wake_to_run_p50_ns"] < 1e5:
            fail(f"wake_to_run_p50_ns: {found['wake_to_run_p50_ns']}")


# ---- faults ----

FAULTS = [
    ([HOST.parent / "nothing.yaml"], 3, "nothing.yaml"),
    ([SOURCE / "scenarios/flood.yaml"], 3, "there is no section measurements"),
    ([HOST, "--only", "brigde"], 2, "did you mean bridge?"),
    ([HOST, "--only", "qemu_read"], 3, "there is no cost to fit"),
    ([HOST, "--doubt", "0"], 2, "--doubt 0 is not between 0.1 and 10"),
    ([HOST, "--doubt", "much"], 2, "--doubt"),
    ([HOST, "--set", "cost.all=0"], 3, "there is no cost to fit"),
    ([HOST, "--timeout", "0.0001s", "--only", "bridge"], 4, "not finished after 0.0001 s"),
    ([HOST, "--only", "bridge", "-o", "/nonexistent/x.yaml"], 4, "/nonexistent"),
    ([HOST, "--set", "guests.vm0.start=1s", "--only", "bridge"], 3, "host.yaml:20:87: error: latency_mean_ns is not known of a run"),
    ([], 2, "scenario"),
]


def faults():
    for words, status, part in FAULTS:
        run = calibrate(*words)
        if run.returncode != status or part not in run.stderr:
            fail(f"{words}: exit status {run.returncode}, not {status}; or no {part!r} in {run.stderr!r}")


def main():
    {"selftest": selftest, "profile": profile, "lab": lab, "quantities": quantities, "faults": faults}[sys.argv[3]]()
    return failed


sys.exit(main())
