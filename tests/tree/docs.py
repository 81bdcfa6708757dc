#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/docs.py VHOSTSIM SOURCE CASE: what the documents show works. Prints each thing that does not; exit status 1 then.
#
#   yaml      every YAML block of README and docs/ is one that vhostsim takes: a whole scenario is validated and run, a part of
#             one validated over a scenario with the axes that the parts name; other YAML can be read
#   tutorial  the commands of docs/tutorial.md and docs/story.md, in order, in an empty folder, with the files that they show, and
#             what they say is printed; then the code of docs/python.md on their results, where there is a Python with pandas
#   questions the same of docs/questions.md with its code; then the script of docs/ci/gitlab.yml
#
# With --write at the end, a line that a command no longer prints becomes the printed line that is most like it. Read what
# git diff then shows: the sentences around it are yours.
import difflib
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import yaml

VHOSTSIM = str(pathlib.Path(sys.argv[1]).resolve())
SOURCE = pathlib.Path(sys.argv[2]).resolve()
WRITE = sys.argv[4:] == ["--write"]
FAULTS = []

# What a part of a scenario is laid over.
BASE = """
extends: {scenarios}/shared-core.yaml
study:
  axes:
    - {{set: flow, values: [vhost, feedback, callback]}}
    - {{set: load, values: [200kpps, 400kpps, 800kpps, 1500kpps]}}
    - {{set: nic.rx_ring, values: [256, 512]}}
"""


def fault(text):
    FAULTS.append(text)


def blocks(path):
    """(line number, language, text, line of text before it) of each block of code: indented by four, or between fences."""
    lines = [*path.read_text().splitlines(), ""]
    fence, block, first, before, language = False, [], 0, "", ""
    for n, line in enumerate(lines, 1):
        if line.startswith("```"):
            if fence:
                yield first, language, "\n".join(block) + "\n", before
            fence, block, first, language = not fence, [], n + 1, line[3:].strip()
        elif fence:
            block.append(line)
        elif line.startswith("    ") and (block or not lines[n - 2].strip()):
            first = first if block else n
            block.append(line[4:])
        elif block and not line.strip() and n < len(lines) and lines[n].startswith("    "):
            block.append("")
        else:
            if block:
                yield first, "", "\n".join(block) + "\n", before
            block = []
            before = line.strip() or before


def vhostsim(arguments, folder):
    return subprocess.run([VHOSTSIM, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def keys_of_scenarios():
    schema = yaml.safe_load(vhostsim(["schema"], ".").stdout)
    return set(schema["properties"])


def check_block(where, text, keys, folder):
    """A block that begins like YAML, a cost profile or part of a scenario; returns whether it is the latter."""
    document = yaml.safe_load(text)
    if not isinstance(document, dict) or not set(document) <= keys | {"extends"}:
        return False
    file = folder / "block.yaml"
    if isinstance(document.get("costs"), dict):
        file.write_text(text)
        listed = vhostsim(["list", "costs", file.name], folder)
        if listed.returncode:
            fault(f"{where}: {listed.stderr}")
        return False
    whole = {"guests", "traffic"} <= set(document)
    file.write_text(text if whole or "extends" in document else f"extends: base.yaml\n{text}")
    checked = vhostsim(["validate", file.name], folder)
    if checked.returncode:
        fault(f"{where}: {checked.stderr}")
    elif whole:
        run = vhostsim(["run", file.name, "--set", "warmup=1ms", "--set", "duration=5ms"], folder)
        if run.returncode:
            fault(f"{where}: run: {run.stderr}")
    if whole and "crawl" in document:
        crawl = vhostsim(["crawl", file.name, "-o", "crawl", "--set", "duration=2ms", "--set", "crawl.points=2"], folder)
        if crawl.returncode:
            fault(f"{where}: crawl: {crawl.stderr}")
    return True


def check_yaml():
    keys, found = keys_of_scenarios(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "base.yaml").write_text(BASE.format(scenarios=SOURCE / "scenarios"))
        (folder / "my.yaml").write_text(vhostsim(["new", "--question", "flood"], folder).stdout)
        (folder / "fit.yaml").write_text(vhostsim(["new", "--question", "guests"], folder).stdout)
        for path in [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]:
            for line, _, text, _ in blocks(path):
                if re.match(r"[a-z_]+:( |\n)", text):
                    try:
                        found += check_block(f"{path.name}:{line}", text, keys, folder)
                    except yaml.YAMLError as error:
                        if re.match(r"[a-z_]+:\n", text):
                            fault(f"{path.name}:{line}: {error}")
    for path in (SOURCE / "docs/ci").glob("*.yml"):
        yaml.safe_load(path.read_text())
    if found < 7:
        fault(f"only {found} YAML blocks were found")


OTHERS = ("tshark", "grep")  # programs that documents call beside vhostsim


def run_other(where, words, folder):
    """Another program; what it prints. None where it is not there."""
    if not shutil.which(words[0]):
        print(f"SKIPPED: there is no {words[0]}: {where}")
        return None
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        fault(f"{where}: {words}: exit status {done.returncode}: {done.stderr}")
    return done.stdout


def plain(line):
    return " ".join(line.split())


def most_alike(line, printed):
    """The printed line that is most like one of a document, with its spaces where that has more than one between words."""
    found = max(printed, key=lambda other: difflib.SequenceMatcher(None, plain(line), plain(other), autojunk=False).ratio())
    return found if "  " in line.strip() else plain(found)


def write_printed(path, first, text, printed, whole):
    """Puts into the document what the command prints now."""
    lines, got = path.read_text().splitlines(), printed.splitlines()
    old = text.splitlines()
    new = got if whole else [line if plain(line) in map(plain, got) else most_alike(line, got) for line in old]
    lines[first - 1:first - 1 + len(old)] = ["    " + line if line else line for line in new]
    path.write_text("\n".join(lines) + "\n")


def check_printed(where, text, printed, whole):
    """A block that says what the last command prints: all of it, or some of its lines."""
    wanted, got = [plain(line) for line in text.splitlines()], [plain(line) for line in (printed or "").splitlines()]
    if printed is not None and (wanted != got if whole else not set(wanted) <= set(got)):
        fault(f"{where}: the command prints {got[:20]}")


def run_block(where, text, folder):
    """The commands of a block, one a line; an output that is redirected goes to its file. What the last one prints."""
    printed = None
    for line in text.splitlines():
        words = shlex.split(line)
        output = None
        if words[0] in OTHERS:
            printed = run_other(where, words, folder)
            continue
        if len(words) > 1 and words[-1].startswith(">"):
            output = words.pop()[1:]
        done = vhostsim(words[1:], folder)
        if done.returncode:
            fault(f"{where}: {line}: exit status {done.returncode}: {done.stderr}")
        if output:
            (folder / output).write_text(done.stdout)
        printed = done.stdout
    return printed


def follow(path, folder):
    """Runs the commands of a document and writes the files that it names in front of their text."""
    code, commands, printed = [], 0, ""
    for line, language, text, before in blocks(path):
        named = re.search(r"`([a-z]+\.yaml)`:$", before)
        if language == "python":
            code.append(text)
        elif text.startswith(("vhostsim ", *(f"{program} " for program in OTHERS))):
            printed = run_block(f"{path.name}:{line}", text, folder)
            commands += 1
        elif before.startswith("prints"):
            if WRITE and printed:
                write_printed(path, line, text, printed, before == "prints:")
            check_printed(f"{path.name}:{line}", text, printed, before == "prints:")
        elif named:
            (folder / named.group(1)).write_text(text)
    if commands < 2:
        fault(f"{path.name}: only {commands} blocks of commands were found")
    return code


def with_pandas():
    for python in [sys.executable, "/usr/bin/python3"]:
        if subprocess.run([python, "-c", "import pandas"], capture_output=True, check=False).returncode == 0:
            return python
    return None


def run_code(path, code, folder, shows):
    """The Python that a document shows, in its order; it prints what is known to be in its results."""
    python = with_pandas()
    if not python:
        print(f"no Python with pandas: the code of {path} was not run")
        return
    done = subprocess.run([python, "-"], input="\n".join(code), cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or shows not in done.stdout:
        fault(f"{path}: {done.stdout}{done.stderr}")


def check_questions():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        code = follow(SOURCE / "docs/questions.md", folder)
        if len(code) != 1:
            fault(f"questions.md: {len(code)} pieces of code were found")
        run_code("questions.md", code, folder, "guests.vm.count")
        script = yaml.safe_load((SOURCE / "docs/ci/gitlab.yml").read_text())["vhostsim"]["script"]
        for line in script:
            program, *arguments = shlex.split(line)
            done = vhostsim(arguments, folder)
            if program != "/opt/vhostsim/build/vhostsim" or done.returncode or not (folder / "check.xml").exists():
                fault(f"gitlab.yml: {line}: exit status {done.returncode}: {done.stderr}")


def check_tutorial():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        follow(SOURCE / "docs/tutorial.md", folder)
        follow(SOURCE / "docs/story.md", folder)
        code = follow(SOURCE / "docs/python.md", folder)
        if len(code) < 4:
            fault(f"python.md: only {len(code)} pieces of code were found")
        run_code("python.md", code, folder, "vm0")


{"yaml": check_yaml, "tutorial": check_tutorial, "questions": check_questions}[sys.argv[3]]()
print("\n".join(FAULTS))
sys.exit(1 if FAULTS else 0)
