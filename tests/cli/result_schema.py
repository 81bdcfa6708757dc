#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/result_schema.py VHOSTSIM SOURCE: the JSON Schema of results, judged by an independent validator (python3-jsonschema) on
# what runs print and write: it takes all of it, and nothing that lacks a member, has another one, or has one of another type.
# Prints each thing that is wrong; exit status 1 when there is one.
import copy
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import jsonschema

VHOSTSIM = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2]).resolve()
SCENARIOS = SOURCE / "scenarios"
SHORT = ["--set", "warmup=1ms", "--set", "duration=2ms", "--format", "json"]
RUNS = [
    ["shared-core.yaml"],
    ["shared-core.yaml", "--timing"],
    ["shared-core.yaml", "--set", "warmup_cut=mser5"],
    ["shared-core.yaml", "--set", "traffic.0.start=1s"],
    ["two-servers.yaml"],
    ["multiqueue.yaml", "--set", "kernel=6.12"],
    ["isolation.yaml"],
    ["lifecycle.yaml"],
    ["emulated.yaml"],
    ["tx.yaml"],
]

OPTIONAL = {"path", "plan"}  # members that need not be there

faults = []


def check(holds, message):
    if not holds:
        faults.append(message)


def vhostsim(*arguments):
    return subprocess.run([VHOSTSIM, *arguments], check=True, capture_output=True, text=True).stdout


def run(scenario, *arguments):
    return json.loads(vhostsim("run", str(SCENARIOS / scenario), *SHORT, *arguments))


def interrupted():
    """A run that is ended by SIGINT after a moment."""
    words = [VHOSTSIM, "run", str(SCENARIOS / "shared-core.yaml"), "--set", "warmup=1us", "--set", "duration=1000s", "--format", "json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        return json.loads(process.communicate()[0])


def objects(value, path=()):
    """Paths of all objects in a document, those of the settings left out, which are of the scenario."""
    if isinstance(value, dict):
        yield path
        for key, member in value.items():
            if key != "settings":
                yield from objects(member, (*path, key))
    if isinstance(value, list) and value:
        yield from objects(value[0], (*path, 0))


def at(document, path):
    for step in path:
        document = document[step]
    return document


def test_mutated(validator, document):
    """Of every object: another member, each member gone, each member of another type."""
    for path in objects(document):
        other = copy.deepcopy(document)
        at(other, path)["another"] = 1
        check(not validator.is_valid(other), f"{path} may have another member")
        for key in at(document, path):
            less, wrong = copy.deepcopy(document), copy.deepcopy(document)
            del at(less, path)[key]
            check(key in OPTIONAL or not validator.is_valid(less), f"{path} may be without {key}")
            at(wrong, path)[key] = [[]]
            check(not validator.is_valid(wrong), f"{path} takes a list of a list as {key}")


def test_files(validator, schema):
    with tempfile.TemporaryDirectory() as folder:
        run("shared-core.yaml", "--output", folder)
        test_provenance(schema, folder)
        document = json.loads((pathlib.Path(folder) / "run.json").read_text())
        check(validator.is_valid(document), "run.json is not valid")


def part_of(schema, name):
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})


def check_part(schema, name, document, mutated=False):
    part = part_of(schema, name)
    for error in part.iter_errors(document):
        check(False, f"{name}: {list(error.path)}: {error.message[:200]}")
    if mutated:
        test_mutated(part, document)


def test_provenance(schema, folder):
    """Of a run, which has no plan, and of a study."""
    document = json.loads((pathlib.Path(folder) / "provenance.json").read_text())
    check_part(schema, "provenance", document)
    # one setting and one cost of each are enough to change
    for members in (document["settings"], document["costs"]):
        del members[1:]
    test_mutated(part_of(schema, "provenance"), document)


# A search of few trials, and how to make one of bursts of it.
SEARCH = """extends: {scenarios}/studies/rfc2544.yaml
study:
  axes: [{{set: flow, values: [vhost, callback]}}]
search: {{type: {type}, initial_trial: 2ms, trial: 2ms, duration_sum: 4ms}}
goals: [{{name: NDR, loss_ratio: 0}}]
"""


def test_search(schema):
    """Each row has the axes beside what every row has."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, name in (("throughput", "search_row"), ("back_to_back", "burst_row")):
            scenario = pathlib.Path(folder) / f"{kind}.yaml"
            scenario.write_text(SEARCH.format(scenarios=SCENARIOS, type=kind))
            rows = vhostsim("search", str(scenario), "--output", f"{folder}/{kind}", "--format", "jsonl").splitlines()
            check(len(rows) == 2, f"a search of two points has {len(rows)} rows")
            for row in map(json.loads, rows):
                check_part(schema, name, row)
                check(row["flow"] in ("vhost", "callback"), f"{name}: {row['flow']} is no value of the axis")
                for key in set(row) - {"flow"}:
                    less = {other: value for other, value in row.items() if other != key}
                    check(not part_of(schema, name).is_valid(less), f"{name} may be without {key}")
                check(not part_of(schema, name).is_valid({**row, "flow": [1]}), f"{name} takes a list as the value of an axis")
            test_provenance(schema, f"{folder}/{kind}")


def test_calibration(schema):
    """Fitted to figures that any run may have: what is printed counts, not what is found."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder) / "host.yaml"
        scenario.write_text(MEASURED.format(host=SOURCE / "tests/data/calibrate/host.yaml"))
        document = json.loads(vhostsim("calibrate", str(scenario), "--format", "json", "--output", f"{folder}/costs.yaml"))
        for member in ("figures", "costs"):
            check(document[member], f"a calibration has no {member}")
        check_part(schema, "calibration", document, True)


MEASURED = """extends: {host}
measurements:
  - name: light
    set: {{traffic.rate: 50kpps}}
    figures: {{cycles.interrupts: [30000, 30100], cycles.vhost: [20000, 20100]}}
"""


def test_others(schema):
    """What other commands print: $defs of the schema."""

    def valid(name, document):
        check_part(schema, name, document)

    short = ["--set", "warmup=1ms", "--set", "duration=2ms"]
    valid("explanation", json.loads(vhostsim("explain", str(SCENARIOS / "shared-core.yaml"), *short, "--format", "json")))
    with tempfile.TemporaryDirectory() as folder:
        words = ["advise", str(SCENARIOS / "shared-core.yaml"), *short, "--goal", "loss_ratio<0.001", "--format", "json",
                 "--output", f"{folder}/advice"]
        advice = json.loads(subprocess.run([VHOSTSIM, *words], check=False, capture_output=True, text=True).stdout)
        check(advice["advice"], "advise has tried nothing")
        valid("advice", advice)
        test_mutated(part_of(schema, "advice"), advice)
        for name, load in (("a", "200kpps"), ("b", "300kpps")):
            vhostsim("sweep", str(SCENARIOS / "shared-core.yaml"), *short, "--set", f"load={load}", "--set", "study.replications=2",
                     "--output", f"{folder}/{name}")
        comparison = json.loads(compared(f"{folder}/a", f"{folder}/b"))
        check(comparison["figures"], "a comparison of two loads has no figures")
        valid("comparison", comparison)
        rows = vhostsim("export", f"{folder}/a", "--format", "jsonl").splitlines()
        check(len(rows) == 2, "an export of two runs has no two lines")
        for row in rows:
            valid("row", json.loads(row))


def compared(a, b):
    """The two studies differ, which is exit status 1."""
    return subprocess.run([VHOSTSIM, "compare", a, b, "--format", "json"], check=False, capture_output=True, text=True).stdout


def main():
    text = vhostsim("schema", "--result")
    check(text == (SOURCE / "docs/result.schema.json").read_text(), "docs/result.schema.json is not what vhostsim schema --result prints")
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    documents = [(" ".join(words), run(*words)) for words in RUNS]
    documents.append(("interrupted", interrupted()))
    check(documents[-1][1].get("partial"), "the run that is interrupted is not partial")
    for name, document in documents:
        for error in validator.iter_errors(document):
            check(False, f"{name}: {list(error.path)}: {error.message[:200]}")
    test_mutated(validator, documents[0][1])
    test_files(validator, schema)
    test_others(schema)
    test_search(schema)
    test_calibration(schema)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
