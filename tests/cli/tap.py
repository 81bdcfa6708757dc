#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/tap.py FILE TESTS FAILED SKIPPED: the file is TAP 13: version, plan, numbered test lines, each that fails with a YAML block
# that an independent YAML reader reads; and it has so many tests of each kind,
# each with a name of its own. Prints each thing that is wrong.

import re
import sys

import yaml

TEST = re.compile(r"(not )?ok (\d+) - ((?:[^#\\]|\\[#\\])+?)(?: # SKIP (.+))?$")


def main(path, *expected):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    faults, failed, skipped, number, at, names = [], 0, 0, 0, 2, set()
    if lines[0] != "TAP version 13" or lines[-1]:
        faults.append("no version, or no newline at the end")
    while at < len(lines) - 1:
        test = TEST.match(lines[at])
        at += 1
        if not test:
            faults.append(f"line {at} is no test line: {lines[at - 1]}")
            continue
        number += 1
        failed += test[1] is not None
        skipped += test[4] is not None
        if test[3] in names:
            faults.append(f"line {at}: another test is called {test[3]}")
        names.add(test[3])
        if int(test[2]) != number:
            faults.append(f"line {at}: number {test[2]}, not {number}")
        if lines[at] == "  ---":
            end = lines.index("  ...", at)
            block = yaml.safe_load("\n".join(line[2:] for line in lines[at + 1 : end]))
            if not block["message"] or block["severity"] not in ("fail", "error") or not block["at"]["file"]:
                faults.append(f"line {at}: the block lacks something: {block}")
            at = end + 1
        elif test[1]:
            faults.append(f"line {at}: a test failed and has no block")
    if lines[1] != f"1..{number}":
        faults.append(f"the plan is {lines[1]}, and there are {number} tests")
    found = tuple(str(n) for n in (number, failed, skipped))
    if found != expected:
        faults.append(f"tests, failed, skipped: {found}, not {expected}")
    for fault in faults:
        print(f"{path}: {fault}")
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
