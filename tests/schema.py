#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/schema.py VHOSTSIM SOURCE: the JSON Schema that vhostsim prints, judged by an independent validator (python3-jsonschema)
# on documents that an independent YAML reader (python3-yaml, as editors do: YAML 1.1, plain types) makes of the files. Prints
# each thing that is wrong; exit status 1 when there is one.

import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

VHOSTSIM = sys.argv[1]
SOURCE = pathlib.Path(sys.argv[2])
SHIPPED_SCHEMA = SOURCE / "docs/scenario.schema.json"
NO_SCENARIOS = {"costs"}  # folders below scenarios/ with YAML of another kind

# Bad files of tests/corpus that are valid by the schema, and what only vhostsim can see in them.
ONLY_VHOSTSIM_SEES = {
    "contradiction": "a host and a guest that do not exist",
    "duplicate": "keys given twice, of which YAML readers take the last",
    "e1000_queues": "settings that the flow does not allow",
    "feedback": "settings that contradict each other",
    "host": "guests and cores that contradict each other",
    "host_flow": "settings that the flow does not allow",
    "isolation": "guests that do not exist",
    "isolation_line": "a load above the line rate",
    "isolation_none": "a source that does not exist",
    "isolation_two": "two sources where one is due",
    "life": "guests that stop before they start",
    "load": "a load above the line rate",
    "options": "settings that flow and kernel do not allow",
    "options_cores": "cores that the host does not have",
    "peer_cores": "cores that the other host does not have",
    "pmd": "a core that the host does not have",
    "sources": "settings of a source that contradict each other",
    "traffic": "sources and guests that contradict each other",
}

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
    paths = {path.stem.removeprefix("scenario_"): path for path in (SOURCE / "tests/corpus").glob("scenario_*.yaml")}
    check(len(paths) > 40, "the corpus is not where it is looked for")
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
            texts += [self.range.split(", ")[0].upper() + "X", "3.14", "12"]
        if self.has_unit:
            texts += ["1", "0", "1 parsec", "1.5.5" + self.bounds[0], "." + self.bounds[0]]
        elif self.bounds:
            texts += ["0.0000001", "1B", "1 us", "yes", "99999999999999999999"]
            texts += [str(int(self.bounds[0]) - 1), *(str(int(bound) + 1) for bound in self.bounds[1:])]
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
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
