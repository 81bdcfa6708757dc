#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# advise.py VHOSTSIM SOURCE: what vhostsim advise ranks first in cases whose cure is known, and how it goes on after an
# interruption. Prints what is wrong.
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

SOURCE = os.path.abspath(sys.argv[2])
VHOSTSIM, CASES = sys.argv[1], os.path.join(SOURCE, "tests/data/advise")
SHIPPED = os.path.join(SOURCE, "scenarios/")
failed = False


def fail(text):
    global failed
    failed = True
    print(text)


def command(case, folder, *arguments):
    return [VHOSTSIM, "advise", os.path.join(CASES, case + ".yaml"), "-n", "3", "-j", "2", "-o", folder, *arguments]


def advise(case, folder, *arguments):
    run = subprocess.run(command(case, folder, "-f", "json", *arguments), capture_output=True, text=True)
    if run.returncode != 0:
        fail(f"{case}: exit status {run.returncode}: {run.stderr}")
        return {"advice": [], "value": None}
    return json.loads(run.stdout)


def named(result, part):
    return [a for a in result["advice"] if part in a["change"]]


# Case, further arguments, and parts of the names of what must be first or second, and help.
CURES = [
    ("frozen", [], ["a tap's queue"]),
    ("spinning", [], ["core for all backends", "core of its own for each guest's backend"]),
    ("cpu0", [], ["2 queues of the NIC"]),
    ("cpu0", ["--set", "nic.queues=4", "--set", "nic.further_cores=0,0,0"], ["a core each", "interrupt of each queue"]),
    ("oneflow", ["--allow", "queues,flow"], ["virtual function", "polling switch"]),
    ("quiet", ["--goal", "loss(quiet)<1%"], ["queues of the NIC, a core each"]),
    (SHIPPED + "cstates", ["--goal", "p50<100us", "--allow", "polling,moderation"], ["sleep no deeper"]),
    (SHIPPED + "smt", ["--goal", "p99<150us", "--allow", "placement"], ["backend", "physical core"]),
    (SHIPPED + "background", ["--goal", "p99<1ms", "--allow", "placement,buffers"], ["wake on any core", "each guest's backend"]),
    ("quiet", ["--goal", "loss(quiet)<1%", "--set", "flow=vhost", "--allow", "queues,flow"], ["the flow", "virtual", "switch"]),
]


def check_cures(folder):
    for n, (case, arguments, cures) in enumerate(CURES):
        result = advise(case, os.path.join(folder, str(n)), *arguments)
        first = result["advice"][:2]
        cured = [a for a in first if any(c in a["change"] for c in cures) and a["verdict"] == "helps"]
        if not cured:
            fail(f"{case}: {cures} is not among {[a['change'] for a in first]}")
        if not all(a["how"] and a["set"] for a in first):
            fail(f"{case}: nothing says how")


# Threads that may move, and share the few cores of their list with the NIC's interrupts and a backup: pinning helps.
def check_moving(folder):
    result = advise(SHIPPED + "unpinned", folder, "--goal", "p99<150us", "--allow", "placement",
                    "--set", "guests.vm0.vhost_cores=0-2")
    for part in ("backends that wake", "each guest's backend", "the threads of guests stay", "background work"):
        if not [a for a in named(result, part) if a["verdict"] == "helps" and a["goal_met"]]:
            fail(f"unpinned: {part} does not help: {named(result, part)}")


# What C-states save is among what gets worse without them: the scenario knows its watts.
def check_energy(folder):
    for advice in named(advise(SHIPPED + "cstates", folder, "--goal", "p50<100us", "--allow", "polling"), "sleep no deeper"):
        joules = [w for w in advice["worse"] if w["metric"] == "joules_per_packet"]
        if not joules or not joules[0]["before"] < joules[0]["after"]:
            fail(f"cstates: {advice['change']} costs no energy")


def check_feedback(folder):
    result = advise("quiet", folder, "--goal", "loss(quiet)<1%", "--allow", "flow")
    feedback = named(result, "feedback")
    if not feedback or not feedback[0]["goal_met"] or feedback[0]["value"] > 0.001:
        fail(f"quiet: feedback does not reach the goal: {feedback}")


# A single flow: queues help in nothing, whoever has them. A tap of several hashes each packet.
def check_one_flow(folder):
    result = advise("oneflow", folder, "--allow", "queues,moderation")
    queues = named(result, "queue")
    if len(queues) < 3:
        fail(f"oneflow: only {len(queues)} kinds of queues were tried")
    for advice in queues:
        if advice["verdict"] not in ("no effect", "makes it worse") or advice["goal_met"]:
            fail(f"oneflow: {advice['change']}: {advice['verdict']}")


# What was not allowed is named where nothing that was tried reaches the goal, and only there.
def check_untried(folder):
    for goal, allow, told in (("loss<0.0001%", "buffers,moderation", True), ("loss<99%", "buffers", False)):
        said = subprocess.run(command("oneflow", folder + allow, "--goal", goal, "--allow", allow), capture_output=True, text=True).stdout
        if ("--allow placement,queues,polling,threads,flow,kernel tries them" in said) != told or not said:
            fail(f"{goal}: of the groups that were not tried: {said[-400:]}")


# Interrupted, it goes on, and says what one in a go says.
def check_resumed(folder):
    whole = advise("frozen", os.path.join(folder, "whole"), "--allow", "buffers,threads")
    parts = os.path.join(folder, "parts")
    process = subprocess.Popen(command("frozen", parts, "--allow", "buffers,threads", "-j", "1"), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate()
    if process.returncode not in (0, 130) or (process.returncode == 130 and out):
        fail(f"interrupted: exit status {process.returncode}, {out!r}")
    if advise("frozen", parts, "--allow", "buffers,threads") != whole:
        fail("the resumed advice differs")


def check_faults(folder):
    for arguments, status, message in [
            (["--goal", "loss(nobody)<1%"], 3, "the scenario has no guest nobody"),
            (["--goal", "loss"], 2, "has no < or >"),
            (["--goal", "loss(vm0<1%"], 2, "lacks the closing bracket"),
            (["--goal", "los<1%"], 2, "is no metric"),
            (["--goal", "p99<5"], 2, "has no unit"),
            (["--goal", "loss<much"], 2, "is no number"),
            (["--goal", "cycles(vm0)<5"], 2, "is not known of a single guest"),
            (["--allow", "everything"], 2, "is none of placement"),
            (["-n", "-1"], 2, "is not between"),
            (["--set", "nic.rx_ring=1"], 3, "rx_ring"),
    ]:
        run = subprocess.run([*command("frozen", folder), *arguments], capture_output=True, text=True)
        if run.returncode != status or message not in run.stderr or run.stdout:
            fail(f"{arguments}: {run.returncode}, {run.stderr}")


with tempfile.TemporaryDirectory() as work:
    for check in (check_faults, check_cures, check_moving, check_energy, check_feedback, check_one_flow, check_untried, check_resumed):
        check(os.path.join(work, check.__name__))
sys.exit(failed)
