#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/figures/figures.py [--write] VHOSTSIM [FILE...]: the figures that scenarios and docs state are those that runs give today. The
# statements are in tests/figures/*.txt: a head [FILE] and then a line for each, in the words of the file, with a placeholder where
# it has a figure:
#
#     there and back in {p50} us instead of {p50 | vhost.busyloop_timeout=0us}
#
# Before the bar: an expression (class Run has its names). After it: a scenario other than the head's, if there is one, and settings;
# best=1300,1400kpps stands for several loads, of which that with the greatest value counts.
# In place of a scenario and settings a committed table, *.md, and the name of its row may stand: cell['p99'] is that column's.
# A line "= SCENARIO SETTINGS" is what the placeholders below start from. The words must be in the file, with any line breaks,
# and each figure must be what the expression gives, rounded as it is written. Ends with 1 if a statement does not hold, and says
# what would. With --write it writes those figures into the files, whose words around them are then to be read again. With
# FILE...: only those files' statements.

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATEMENTS = ROOT / "tests/figures"
PLACEHOLDER = re.compile(r"\{([^}|]*)(?:\|([^}]*))?\}")
NUMBER = r"(-?[0-9][0-9,]*(?:\.[0-9]+)?)"


class Run:
    """What an expression may say of a run. Rates are in kpps, times in us, shares in percent."""

    def __init__(self, result):
        self.result = result

    def of(self, part):
        """delivered, offered, loss, latencies of the run or of one of its guests or streams."""
        seconds = self.result["simulated_s"]
        latency = {key: value / 1e3 if value is not None else float("nan") for key, value in part["latency_ns"].items()}
        packets = part.get("packets", part)
        rates = {key: packets[key] / seconds / 1e3 for key in ("offered", "delivered")}
        lost = {key: value / seconds / 1e3 for key, value in packets["dropped"].items()}
        return {**latency, **rates, "lost": sum(lost.values()), "lost_at": lost, "loss": 100 * (part.get("loss_ratio") or 0)}

    def names(self):
        r = self.result
        cores = {row["core"]: row for row in r["cores"] if not row.get("host")} if r["cores"] else {}
        return {
            **self.of(r),
            "guest": {row["name"]: types.SimpleNamespace(**self.of(row)) for row in r["guests"]},
            "stream": {row["name"]: types.SimpleNamespace(**self.of(row)) for row in r["streams"]},
            "queue": {row["name"]: row for row in r["queues"]},
            "cpu": lambda core, *contexts: 100 * sum(cores[core][context] for context in contexts),
            "busy": lambda core: 100 * (1 - cores[core]["idle"]),
            "count": r["counters"],
            "each": r["per_packet"],
            "joules": r.get("joules"),
            "watts": r["joules"] / r["simulated_s"] if r.get("joules") else None,
            "r": r,
            "sum": sum,
        }

    def value(self, expression):
        return eval(expression, {"__builtins__": {}}, self.names())  # statements are ours


class Row:
    """A row of a table: cell has what stands in it by the head of the column, without its unit."""

    def __init__(self, path, name):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in path.read_text().splitlines() if line.startswith("|")]
        heads = [re.sub(r" \(.*\)$", "", head) for head in rows[0]]
        self.cell = next(dict(zip(heads, row)) for row in rows if row[0] == name)

    def value(self, expression):
        return float(eval(expression, {"__builtins__": {}}, {"cell": self.cell}))


Placeholder = collections.namedtuple("Placeholder", "expression run")
Statement = collections.namedtuple("Statement", "place file words placeholders")


def run_of(text, start):
    """(scenario, settings...) of "SCENARIO SETTINGS", which begins as `start`."""
    scenario, *sets = start
    for word in text.split():
        if word.endswith((".yaml", ".md")):
            scenario, sets = word, []
        else:
            sets.append(word)
    return (scenario, *sets)


def statements_of(path):
    file, start = None, ("",)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        place, line = f"{path.relative_to(ROOT)}:{number}", line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            file = line.strip("[]")
            start = (file,)
        elif line.startswith("="):
            start = run_of(line[1:], start if file == start[0] else (file,))
        else:
            found = [Placeholder(m[1].strip(), run_of(m[2] or "", start)) for m in PLACEHOLDER.finditer(line)]
            if not found:
                sys.exit(f"{place}: error: the statement has no figure in braces")
            yield Statement(place, file, line, found)


def pattern_of(words):
    """Matches the words in a file, over line breaks, marks of comments and emphasis; a group for each figure."""
    parts = PLACEHOLDER.split(words)[::3]
    return re.compile(rf"\*{{0,2}}{NUMBER}\*{{0,2}}".join(r"\s+(?:# ?)?".join(map(re.escape, re.split(r"\s+", part))) for part in parts))


def each_load(run):
    """The runs that a run with best=... stands for, or itself."""
    for i, word in enumerate(run):
        if match := re.fullmatch(r"best=([0-9.,]+)([kM]pps)", word):
            return [(*run[:i], f"load={load}{match[2]}", *run[i + 1:]) for load in match[1].split(",")]
    return [run]


def simulate(vhostsim, run):
    scenario, *sets = run
    if scenario.endswith(".md"):
        return Row(ROOT / scenario, sets[0])
    command = [vhostsim, "run", str(ROOT / scenario), "--format", "json", *(f"--set={s}" for s in sets)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "TERM": "dumb"})
    if done.returncode:
        return f"status {done.returncode} of {' '.join(command)}: {done.stderr.strip()}"
    return Run(json.loads(done.stdout))


def as_written(value, text):
    """value as text writes a figure: with as many decimals, and commas if it has some."""
    decimals = len(text.partition(".")[2])
    return f"{value:{',' if ',' in text else ''}.{decimals}f}"


def figures_of(statement, text, runs):
    """For each figure of a statement in the text of its file: where it stands, what it is, what it would be, and of what."""
    match = pattern_of(statement.words).search(text)
    if not match:
        raise ValueError(f"{statement.file} does not say: {statement.words}")
    for number, (expression, run) in enumerate(statement.placeholders, 1):
        results = [runs[one] for one in each_load(run)]
        if failed := [result for result in results if isinstance(result, str)]:
            raise ValueError(failed[0])
        right = as_written(max(result.value(expression) for result in results), match[number])
        yield match.span(number), match[number], right, f"{expression} of {' --set '.join(run)}"


def check(statement, runs, write):
    """What does not hold of a statement: messages. With write its figures are put right."""
    path, wrong = ROOT / statement.file, []
    text = path.read_text()
    try:
        found = list(figures_of(statement, text, runs))
    except ValueError as error:
        return [f"{statement.place}: {error}"]
    for (start, end), stated, right, of in reversed(found):
        if right != stated:
            wrong.insert(0, f'{statement.place}: {statement.file}: "{statement.words}": {stated} would be {right} ({of})')
            text = text[:start] + right + text[end:]
    if write and wrong:
        path.write_text(text)
    return wrong


def main():
    arguments = sys.argv[1:]
    write = arguments[0] == "--write"
    vhostsim, *files = arguments[write:]
    found = [s for path in sorted(STATEMENTS.glob("*.txt")) for s in statements_of(path) if not files or s.file in files]
    needed = list(dict.fromkeys(run for s in found for p in s.placeholders for run in each_load(p.run)))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = dict(zip(needed, pool.map(lambda run: simulate(vhostsim, run), needed)))
    wrong = [message for s in found for message in check(s, runs, write)]
    print(*wrong, f"{len(found)} statements, {sum(len(s.placeholders) for s in found)} figures, {len(needed)} runs, {len(wrong)} wrong", sep="\n")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
