#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/schema.py VHOSTSIM SOURCE: the JSON Schema that vhostsim prints, judged by an independent validator (python3-jsonschema)
# on documents that an independent YAML reader (python3-yaml, as editors do: YAML 1.1, plain types) makes of the files. Prints
# each thing that is wrong; exit status 1 when there is one.

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal

import jsonschema
import yaml

VHOSTSIM = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2]).resolve()
SHIPPED_SCHEMA = SOURCE / "docs/scenario.schema.json"
EXIT_INPUT = 3
NO_SCENARIOS = {"costs"}  # folders below scenarios/ with YAML of another kind

# Bad files of tests/corpus that are valid by the schema, and what only vhostsim can see in them.
ONLY_VHOSTSIM_SEES = {
    "scenario_cstates": "times of idle states that are no list of three",
    "scenario_cstates_other": "settings that contradict each other",
    "scenario_placement": "lists of cores that do not exist",
    "scenario_background": "a core and a host that do not exist",
    "scenario_contradiction": "a host and a guest that do not exist",
    "scenario_duplicate": "keys given twice, of which YAML readers take the last",
    "scenario_e1000_queues": "settings that the flow does not allow",
    "scenario_endless": "costs that leave simulated time standing still",
    "scenario_feedback": "settings that contradict each other",
    "scenario_host": "guests and cores that contradict each other",
    "scenario_host_flow": "settings that the flow does not allow",
    "scenario_rps": "cores that do not exist",
    "scenario_rps_flow": "settings that the flow does not allow",
    "scenario_rps_lists": "lists for queues that do not exist",
    "scenario_rps_napi": "settings that contradict each other",
    "scenario_switch_cores": "cores that do not exist",
    "scenario_switch_flow": "settings that the flow does not allow",
    "scenario_isolation": "guests that do not exist",
    "scenario_cgroup": "what a program cannot do, a quota below the least",
    "scenario_isolation_line": "a load above the line rate",
    "scenario_isolation_none": "a source that does not exist",
    "scenario_isolation_two": "two sources where one is due",
    "scenario_life": "guests that stop before they start",
    "scenario_load": "a load above the line rate",
    "scenario_options": "settings that flow and kernel do not allow",
    "scenario_options_cores": "cores that the host does not have",
    "scenario_peer_cores": "cores that the other host does not have",
    "scenario_pmd": "a core that the host does not have",
    "scenario_sources": "settings of a source that contradict each other",
    "scenario_traffic": "sources and guests that contradict each other",
    "study_circle": "files that extend each other",
    "study_everything": "exclusions that leave nothing",
    "study_many": "more points than there may be",
    "study_map_axes": "a map of one axis",
    "study_map_metric": "the name of a metric, which is any text among the settings",
    "study_metric": "the name of a metric, which is any text among the settings",
    "study_nothing": "an exclusion that leaves out nothing",
    "study_points": "points with a load above the line rate, and with cores that the host does not have",
    "study_precision_cap": "settings that contradict each other",
    "study_precision_runs": "more runs than there may be",
    "study_runs": "more runs than there may be",
    "study_source": "a source that is not there, and settings that contradict each other",
    "study_twins": "points that come out the same",
}

# Parts of a scenario that extends tests/corpus/good.yaml: those that schema and vhostsim take, and those that neither does.
GOOD_PARTS = [
    "study: {}",
    "study: {replications: 2, confidence: 0.9}",
    "study: {map: loss_ratio, map_loss: 0.001, axes: [{set: load, values: [10kpps, 20kpps]}, {set: flow, values: [vhost, feedback]}]}",
    "study: {axes: [{set: flow, values: [vhost, feedback]}]}",
    "study: {axes: [{set: kernel, values: [3.13, 5.10]}], exclude: [{kernel: 3.13}]}",
    "study: {axes: [{set: nic.rx_ring, values: [64, 128]}, {set: vhost.zerocopy, values: [yes, no]}], exclude: [{nic.rx_ring: [64], vhost.zerocopy: yes}]}",
    "study: {axes: [{set: load, from: 10kpps, to: 20kpps, count: 3, scale: log}]}",
    "study: {axes: [{set: load, from: 10kpps, to: 20kpps, step: 5kpps}]}",
    "study: {axes: [{set: cost.app_sink.cycles, values: [1, 2.5]}, {set: guests.0.app, values: [sink], name: app}]}",
    "study: {axes: [{name: where, values: [{name: a, set: {nic.core: 0}}, {name: b, set: {nic.core: 1, cost.bridge: 1}}]}]}",
    "study: {axes: [{together: [{set: kernel, values: [5.10, 6.6]}, {set: nic.rx_ring, values: [64, 128]}]}]}",
    "expect: [{metric: delivered_pps, min: 1kpps, max: 2Gpps}, {metric: loss_ratio, min: 0}]",
    "study: {axes: [{set: load, values: [10kpps, 20kpps]}]}\nexpect: [{metric: delivered_pps, never_falls: load, tolerance: 1%}]",
    "study: {axes: [{set: load, values: [10kpps, 20kpps]}]}\n"
    "expect: [{metric: delivered_pps, better: {load: 20kpps}, than: {load: 10kpps}, by: 1 %, name: more}]",
    "crawl: {points: 3, curves: [{name: a, set: {guests.vm0.vhost_core: 0, kernel: 3.13}}]}",
]
BAD_PARTS = [
    "study: {axis: []}",
    "study: {axes: []}",
    "study: {replications: 0}",
    "study: {confidence: 1}",
    "study: {axes: [{set: flow}]}",
    "study: {axes: [{values: [1]}]}",
    "study: {axes: [{set: folw, values: [vhost]}]}",
    "study: {axes: [{set: cost.ap, values: [1]}]}",
    "study: {axes: [{set: flow, values: []}]}",
    "study: {axes: [{set: flow, values: [{name: a, set: {flow: vhost}}]}]}",
    "study: {axes: [{name: flow, values: [vhost]}]}",
    "study: {axes: [{name: a, values: [{name: b}]}]}",
    "study: {axes: [{name: a, values: [{name: b, set: {nic.rx_rng: 64}}]}]}",
    "study: {axes: [{name: a, values: [{name: b, set: {nic.rx_ring: 63}}]}]}",
    "study: {axes: [{name: a, values: [{name: b, set: {nic: {rx_ring: 64}}}]}]}",
    "study: {axes: [{set: load, from: 10kpps, to: 20kpps}]}",
    "study: {axes: [{set: load, from: 10kpps, to: 20kpps, count: 1}]}",
    "study: {axes: [{set: load, from: 10kpps, to: 20kpps, count: 3, step: 5kpps}]}",
    "study: {axes: [{set: load, from: 10kpps, to: 20kpps, step: 5kpps, scale: log}]}",
    "study: {axes: [{set: load, from: 10kpps, to: 20kpps, count: 3, scale: cubic}]}",
    "study: {axes: [{set: load, values: [10kpps], count: 3}]}",
    "study: {axes: [{together: [{set: load, values: [10kpps]}]}]}",
    "study: {axes: [{together: [{set: load, values: [1kpps]}, {together: []}]}]}",
    "study: {axes: [{set: load, values: [10kpps]}], exclude: [{}]}",
    "study: {axes: [{set: load, values: [10kpps]}], exclude: [{load: []}]}",
    "expect: {metric: delivered_pps, min: 1kpps}",
    "expect: [{min: 1kpps}]",
    "expect: [{metric: delivered_pps}]",
    "expect: [{metric: deliverd_pps, min: 1kpps}]",
    "expect: [{metric: delivered_pps, min: fast}]",
    "expect: [{metric: delivered_pps, min: 1kpps, by: 1%}]",
    "expect: [{metric: delivered_pps, better: {flow: vhost}}]",
    "expect: [{metric: delivered_pps, min: 1kpps, never_falls: load}]",
    "expect: [{metric: delivered_pps, min: 1kpps, minimum: 2kpps}]",
    "extends: []",
    "extends: ''",
    "search: {method: guess}",
    "goals: []",
    "goals: [{name: NDR}]",
    "goals: [{name: NDR, loss_ratio: 1}]",
]

faults = []


def check(holds, message):
    if not holds:
        faults.append(message)


def vhostsim(*arguments):
    return subprocess.run([VHOSTSIM, *arguments], check=True, capture_output=True, text=True).stdout


def as_json(value):
    """The document as JSON has it: every key is a text."""
    if isinstance(value, dict):
        return {str(key): as_json(member) for key, member in value.items()}
    if isinstance(value, list):
        return [as_json(member) for member in value]
    return value


def is_valid(validator, content):
    """Whether the content of a file is YAML and, by the schema, a scenario."""
    try:
        return validator.is_valid(as_json(yaml.safe_load(content)))
    except yaml.YAMLError:
        return False


def test_shipped(text):
    check(SHIPPED_SCHEMA.read_text() == text,
          f"{SHIPPED_SCHEMA} is not what vhostsim schema prints; write it again: vhostsim schema >docs/scenario.schema.json")


def shipped_scenarios():
    for path in sorted((SOURCE / "scenarios").rglob("*.yaml")):
        if not NO_SCENARIOS & {part.name for part in path.parents}:
            yield path


def test_scenarios(validator):
    paths = [*shipped_scenarios(), *sorted((SOURCE / "tests/corpus").glob("good*.yaml"))]
    check(len(paths) > 20, "the scenarios are not where they are looked for")
    for path in paths:
        for error in validator.iter_errors(as_json(yaml.safe_load(path.read_bytes()))):
            faults.append(f"{path}: {error.json_path}: {error.message}")


def test_corpus(validator):
    corpus = SOURCE / "tests/corpus"
    paths = {path.stem: path for kind in ("scenario", "study") for path in corpus.glob(f"{kind}_*.yaml")}
    check(len(paths) > 60, "the corpus is not where it is looked for")
    for name, path in sorted(paths.items()):
        valid = is_valid(validator, path.read_bytes())
        check(not valid or name in ONLY_VHOSTSIM_SEES, f"{path} is bad, and the schema takes it")
        check(valid or name not in ONLY_VHOSTSIM_SEES, f"{path}: the schema sees what is wrong; take it off the list")
    check(ONLY_VHOSTSIM_SEES.keys() <= paths.keys(), "a file on the list is not in the corpus")


def test_shown(validator):
    """What vhostsim show prints is valid too."""
    for path in shipped_scenarios():
        for how in [], ["--resolved"]:
            check(is_valid(validator, vhostsim("show", str(path), *how)), f"vhostsim show {path} {how} is not valid by the schema")


def test_parts(validator):
    good, folder = SOURCE / "tests/corpus/good.yaml", pathlib.Path(tempfile.mkdtemp())
    for i, part in enumerate(GOOD_PARTS + BAD_PARTS):
        path = folder / f"{i}.yaml"
        whole = f"extends: {good}\nduration: 1ms\nwarmup: 0s\n{part}\n"
        if "expect" not in part:
            whole += "expect: [{metric: delivered_pps, min: 0pps}]\n"
        path.write_text(part if "extends" in part else whole)
        end = subprocess.run([VHOSTSIM, "check", path, "--output", folder / str(i)], capture_output=True, text=True).returncode
        check((end != EXIT_INPUT) == (part in GOOD_PARTS), f"{part}: vhostsim check ends with {end}")
        check(is_valid(validator, path.read_text()) == (part in GOOD_PARTS), f"{part}: by the schema it is the other way round")
    shutil.rmtree(folder)


def test_keys_of_axes(schema):
    """The keys that vhostsim names when it refuses one are those of the schema."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(f"extends: {SOURCE}/tests/corpus/good.yaml\nstudy: {{axes: [{{set: load, qqqqqqq: 1, values: [1kpps]}}]}}\n")
        file.flush()
        said = subprocess.run([VHOSTSIM, "list", "runs", file.name], capture_output=True, text=True).stderr
    keys = re.search("it takes ([a-z_, ]+)", said)
    axis = {*schema["$defs"]["axis"]["properties"], "together"}
    check(keys and set(keys[1].split(", ")) == axis, f"an axis takes {sorted(axis)} by the schema; vhostsim says: {said}")


class Option:
    """A row of `vhostsim list options`, which is another way from the tables than the schema's."""

    def __init__(self, row):
        self.key, self.default, self.range = row
        self.definition = self.key.replace(".N.", ".")
        self.is_choice = ", " in self.range and ".." not in self.range
        self.is_text = self.range == "text"
        bounds = re.fullmatch(r"(\S+) \.\. (\S+)|at least (\S+)", self.range)
        self.bounds = [bound for bound in bounds.groups() if bound] if bounds else []
        self.has_unit = any(re.search("[A-Za-z]", bound) for bound in self.bounds)

    def good(self):
        """Texts that vhostsim takes, as a user writes them in a file."""
        texts = [*self.bounds, *(self.range.split(", ") if self.is_choice else [])]
        if self.default not in ("-", "(required)"):
            texts.append(self.default)
        if self.is_text:
            texts += ["word", "two words", "5", "1.5", "yes"]
        return [*texts, *(f'"{text}"' for text in texts)]

    def bad(self):
        """Texts that it refuses."""
        texts = ["", "null", "[1]", "{a: 1}", "[]"]
        if not self.is_text:
            texts += ["-1", '"-1"', "1x", "one", '""', '" 1"', "1e3 B", "1..2"]
            texts += [bound + "x" for bound in self.bounds] + [bound + " 1" for bound in self.bounds]
        if self.default == "(required)":
            texts.append('""')
        if self.is_choice:
            texts += [self.range.split(", ")[0].upper() + "X", "12"]
            if self.key != "kernel":
                texts += ["3.14"]
        if self.has_unit:
            texts += ["1", "0", "1 parsec", "1.5.5" + self.bounds[0], "." + self.bounds[0]]
        elif self.bounds:
            texts += ['"0.0000001"', "1B", "1 us", "yes", "99999999999999999999"]
            texts += [str(Decimal(self.bounds[0]) - 1), *(str(Decimal(bound) + 1) for bound in self.bounds[1:])]
        return texts


def list_options():
    lines = vhostsim("list", "options").splitlines()
    starts = [lines[0].index(word) for word in ("KEY", "DEFAULT", "RANGE", "MEANING")]
    return [Option([line[a:b].strip() for a, b in zip(starts, starts[1:])]) for line in lines[1:]]


def test_options(schema, validator):
    options = list_options()
    check(len(options) > 80, "vhostsim list options is not understood")
    for option in options:
        one = validator.evolve(schema={"$ref": f"#/$defs/{option.definition}", "$defs": schema["$defs"]})
        for text in option.good():
            check(is_valid(one, text), f"{option.key}: {text} is good, and the schema does not take it")
        for text in option.bad():
            check(not is_valid(one, text), f"{option.key}: {text} is bad, and the schema takes it")
        default = schema["$defs"][option.definition].get("default")
        check(default is None or one.is_valid(default), f"{option.key}: its own default {default!r} is not valid")


def test_costs(schema):
    costs = {line.split()[0] for line in vhostsim("list", "costs").splitlines()[1:]}
    check(set(schema["properties"]["cost"]["properties"]) == costs | {"all"}, "the costs of the schema are not those that there are")


def main():
    text = vhostsim("schema")
    schema = json.loads(text)
    check(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema", "the schema is of another draft")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    test_shipped(text)
    test_scenarios(validator)
    test_corpus(validator)
    test_options(schema, validator)
    test_costs(schema)
    test_shown(validator)
    test_parts(validator)
    test_keys_of_axes(schema)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
