#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/hostile.py VHOSTSIM SOURCES: a scenario whose question and names are made to be taken for markup, plotting code,
# shell, formulas and terminal sequences. Every output of every command holds them as text or not at all: JSON, JSON lines,
# CSV, Markdown, SVG and its gnuplot script, PDF, HTML, JUnit, TAP, OpenMetrics, Perfetto, pcapng, folded stacks, .hgrm, and
# what a terminal shows. Prints each thing that is wrong; exit status 1 when there is one.
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

VHOSTSIM, SOURCES = sys.argv[1], os.path.abspath(sys.argv[2])
MARK = "hacked"
QUESTION = ("</script><script>hacked()</script><img src=x onerror=hacked()> ]]> '\"& $(touch hacked) `touch hacked` "
            "@CMD {/Symbol a}_b^c %s %n \\n =1+1 Is it?")
GUEST = "a<b>'\"&`touch hacked`$(touch hacked)"
EXPECTED = "<u>'lost'</u>"
GOAL = "<p>'g\"oal'"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")
faults = []


def fault(text):
    faults.append(text)


def quoted(text):
    return json.dumps(text)  # a JSON text is one of YAML


def scenario(folder, guest):
    """small.yaml in the folder; the guest's name is hostile where the scenario allows it."""
    text = f"""
question: {quoted(QUESTION)}
host: {{cores: 4, clock: 3.3GHz}}
wire: {{bandwidth: 10Gbps, latency: 1us}}
costs: {SOURCES}/scenarios/costs/x86-3.3GHz.yaml
flow: vhost
kernel: '5.10'
warmup: 2ms
duration: 4ms
series: 1ms
guests: [{{name: {quoted(guest)}, vhost_core: 0, vcpu_core: 1}}]
traffic: [{{to: {quoted(guest)}, rate: 900kpps}}]
study:
  axes:
    - {{set: load, values: [100kpps, 900kpps]}}
    - name: {quoted("<i>'axis'</i>")}
      values:
        - {{name: {quoted("=<b>" + QUESTION)}, set: {{flow: vhost}}}}
        - {{name: {quoted("-'`touch hacked`'")}, set: {{flow: feedback}}}}
plots:
  - {{y: latency_p99_ns, x: load, name: shown, guest: {quoted(guest)}}}
  - {{y: delivered_pps, x: effects, name: effects}}
  - {{y: rates, x: time, name: rates}}
crawl: {{from: 100kpps, to: 900kpps, points: 3, curves: [{{name: {quoted("<b>'hacked'" + QUESTION)}, set: {{flow: vhost}}}}]}}
expect:
  - {{metric: loss_ratio, max: 0, name: {quoted(EXPECTED)}}}
goals: [{{name: {quoted(GOAL)}, loss_ratio: 0.1, trial: 2ms, initial_trial: 2ms, duration_sum: 2ms, width: 0.2}}]
search: {{max_load: 1Mpps, min_load: 10kpps}}
"""
    path = os.path.join(folder, "small.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def command(*words, status=(0,)):
    """Standard output as text; both streams must be such that a terminal shows them and does nothing."""
    done = subprocess.run([VHOSTSIM, *words], capture_output=True, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    if done.returncode not in status:
        fault(f"{words}: exit status {done.returncode}: {err}")
    for stream in (out, err):
        found = CONTROL.search(stream.replace("\n", ""))
        if found:
            fault(f"{words}: a terminal gets {found.group()!r}")
    return out


def check_svg(path):
    root = ElementTree.parse(path).getroot()
    title = root.find("{http://www.w3.org/2000/svg}title").text
    if "</script><script>hacked()" not in title:
        fault(f"{path}: its title is {title!r}")
    for element in root.iter():
        name = element.tag.split("}")[-1]
        if name in ("script", "image", "img", "foreignObject", "b", "i", "u", "a"):
            fault(f"{path}: has an element {name}")
        for key, value in element.attrib.items():
            if key.lower().startswith("on") or MARK in value or "javascript:" in value:
                fault(f"{path}: has an attribute {key}={value!r}")


def check_gnuplot(path):
    """Outside of quoted texts nothing of the scenario stands in a script."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            bare = re.sub(r"'(?:[^']|'')*'|\"['\"]*\"", "", line)
            if MARK in bare:
                fault(f"{path}: {line.strip()!r} has it outside of a text")


def check_pdf(path):
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(b"%PDF-") or b"/JavaScript" in data or b"/Launch" in data or b"/URI" in data:
        fault(f"{path}: is no plain PDF")


def check_markdown(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if re.search(r"(?<!\\)<(script|img|b|u|i|p)\b", line) and "`" not in line:
                fault(f"{path}: {line.strip()!r} has markup")


def check_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if not row[0].startswith("#")]  # of summary.csv: what it is of
    if len({len(row) for row in rows}) > 1:
        fault(f"{path}: rows of different lengths")


def check_html(path):
    text = open(path, encoding="utf-8").read()
    ElementTree.fromstring(re.sub(r"^<!DOCTYPE[^>]*>", "", text, flags=re.I).replace("&nbsp;", " "))
    if "<script>hacked" in text or "<img" in text:
        fault(f"{path}: has markup of the scenario")


CHECKS = {".svg": check_svg, ".gp": check_gnuplot, ".pdf": check_pdf, ".md": check_markdown, ".csv": check_csv,
          ".html": check_html, ".json": lambda path: json.load(open(path, encoding="utf-8"))}


def check_files(folder):
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        check = CHECKS.get(os.path.splitext(name)[1])
        if check:
            check(os.path.join(folder, name))


def wanted(folder, *names):
    for name in names:
        if not os.path.exists(os.path.join(folder, name)):
            fault(f"{folder}: there is no {name}")


def check_run(path, guest):
    command("run", path, "-o", "run", "--folded", "run/x.folded", "--hgrm", "run/x.hgrm")
    for picture in ("plot",), ("plot", "-x", "time", "--pdf", "-n", "over-time"):
        command(picture[0], "run", *picture[1:])
    command("report", "run", "-o", "run/report.html")
    wanted("run", "rates.svg", "series.svg", "run.svg", "over-time.pdf", "report.html")
    check_files("run")
    result = json.loads(command("run", path, "--format", "json"))
    if result["guests"][0]["name"] != guest:
        fault(f"the guest is called {result['guests'][0]['name']!r} in JSON")
    for line in open("run/x.folded", encoding="utf-8"):
        if not re.fullmatch(r"[^;]+;[^;]+(;[^;]+)? \d+\n", line):
            fault(f"folded: {line!r}")
    json.loads(command("explain", "run", "--format", "json"))
    advice = json.loads(command("advise", path, "--goal", "loss_ratio<0.001", "--format", "json", "-j", "2",
                                "-o", "advise", status=(0, 1)))
    if "changes" not in advice and "candidates" not in advice and not advice:
        fault("advise says nothing")
    for words in (), ("--format", "openmetrics"):
        command("run", path, *words)


METRIC = re.compile(r'[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? [-+0-9.eEinfINFNa]+')


def check_openmetrics(path):
    lines = command("run", path, "--format", "openmetrics").splitlines()
    for line in lines:
        if not line.startswith("# ") and not METRIC.fullmatch(line):
            fault(f"OpenMetrics: {line!r}")
    if lines[-1] != "# EOF":
        fault("OpenMetrics ends early")


def check_traces(path, guest):
    command("run", path, "--trace", "t.perfetto-trace", "--pcapng", "pcap", "--set", "duration=1ms")
    command("run", path, "--trace", "t.txt", "--set", "duration=1ms")
    if CONTROL.search(open("t.txt", encoding="utf-8").read().replace("\n", "").replace("\t", "")):
        fault("the trace as text has control characters")
    raw = open("t.perfetto-trace", "rb").read()
    if guest.encode() not in raw:
        fault("Perfetto does not have the guest's name as it is")
    if shutil.which("tshark"):
        for name in os.listdir("pcap"):
            shown = subprocess.run(["tshark", "-r", os.path.join("pcap", name), "-c", "20", "-T", "json"],
                                   capture_output=True, check=False)
            if shown.returncode != 0:
                fault(f"tshark cannot read {name}: {shown.stderr!r}")
    else:
        print("tshark is not there: the captures were not read")


def check_studies(path, guest):
    command("sweep", path, "-o", "sweep", "-j", "2")
    command("plot", "sweep", "-y", "loss_ratio", "--guest", guest, "--pdf", "-n", "lost")
    command("plot", "sweep", "-y", "cpu.vhost", "--core", "0", "-n", "core")
    command("plot", "sweep", "--terminal")
    command("report", "sweep", "-o", "sweep/report.html")
    command("summary", "sweep")
    for text in command("export", "sweep", "--format", "jsonl").splitlines():
        json.loads(text)
    rows = list(csv.reader(io.StringIO(command("export", "sweep"))))
    if len({len(row) for row in rows}) > 1 or not any(MARK in cell for row in rows for cell in row):
        fault("the export has rows of different lengths, or not the names")
    sheet = list(csv.reader(io.StringIO(command("export", "sweep", "--spreadsheet"))))
    if any(cell[:1] in "=@" for row in sheet for cell in row if cell):
        fault("a cell of a spreadsheet is a formula")
    wanted("sweep", "shown.svg", "effects.svg", "lost.pdf", "core.svg", "study.svg", "report.html")
    check_files("sweep")
    command("crawl", path, "-o", "crawl", "-j", "2")
    wanted("crawl", "crawl.svg", "cores.csv", "shown.svg")
    check_files("crawl")
    with open("search.yaml", "w", encoding="utf-8") as file:  # a search sets the load itself
        file.write(re.sub(r"    - \{set: load.*\n|  - \{y: latency.*x: load.*\n", "", open(path, encoding="utf-8").read()))
    command("search", "search.yaml", "-o", "search", "-j", "2")
    wanted("search", "search.svg", "search.md", "search.csv")
    check_files("search")


def check_verdicts(path):
    command("check", path, "-o", "check", "--junit", "j.xml", "--tap", "t.tap", status=(0, 1))
    cases = ElementTree.parse("j.xml").getroot()
    if not any("<u>'lost'" in (case.get("name") or "") for case in cases.iter("testcase")):
        fault("JUnit does not have the name of the expectation as it is")
    for line in open("t.tap", encoding="utf-8"):
        if CONTROL.search(line.rstrip("\n")):
            fault(f"TAP: {line!r}")
    check_files("check")


def main():
    os.makedirs("small", exist_ok=True)
    path, guest = scenario("small", GUEST), GUEST
    if subprocess.run([VHOSTSIM, "validate", path], capture_output=True, check=False).returncode != 0:
        err = subprocess.run([VHOSTSIM, "validate", path], capture_output=True, check=False).stderr.decode()
        print(err)
        fault("the scenario is refused")
    else:
        check_run(path, guest)
        check_openmetrics(path)
        check_traces(path, guest)
        check_studies(path, guest)
        check_verdicts(path)
    with open("escape.yaml", "w", encoding="utf-8") as file:
        file.write(open(path, encoding="utf-8").read().replace("Is it?", "Is it\\e]0;hacked\\a?"))
    command("run", "escape.yaml", status=(3,))  # what cannot be seen is refused where it is read
    for folder, _, names in os.walk("."):
        if MARK in names:
            fault(f"{folder}/{MARK} was made: a name ran as a command")
    for text in faults:
        print(text)
    return 1 if faults else 0


sys.exit(main())
