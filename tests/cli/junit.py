#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/junit.py FILE TESTS FAILURES ERRORS SKIPPED: the file, read by an independent XML reader, has no element and no attribute
# but those of Jenkins' junit-10.xsd (xunit plugin), in the places that it allows, those that it requires, and no time; and
# it has so many tests of each kind, by the elements as well as by the counts in the attributes. Prints each thing that is wrong.

import sys
import xml.etree.ElementTree as ElementTree

# element: (attributes that it must have, those that it may have, elements that may be in it)
SCHEMA = {
    "testsuites": (set(), {"name", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "hostname", "id", "package", "file", "log", "url", "group"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": ({"name"}, {"classname", "group"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "skipped": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
    "system-err": (set(), set(), set()),
}
KINDS = {"failures": "failure", "errors": "error", "skipped": "skipped"}

faults = []


def check(holds, message):
    if not holds:
        faults.append(message)


def check_element(element):
    if element.tag not in SCHEMA:
        faults.append(f"<{element.tag}> is unknown")
        return
    must, may, inside = SCHEMA[element.tag]
    given = set(element.attrib)
    check(must <= given, f"<{element.tag}> lacks {must - given}")
    check(given <= must | may, f"<{element.tag}> has {given - must - may}")
    for child in element:
        check(child.tag in inside, f"<{child.tag}> in <{element.tag}>")
        check_element(child)


def counts(element):
    """Tests in all and of each kind, by the elements."""
    cases = list(element.iter("testcase"))
    return {
        "tests": len(cases),
        **{word: sum(case.find(tag) is not None for case in cases) for word, tag in KINDS.items()},
    }


def main(path, *expected):
    root = ElementTree.parse(path).getroot()
    check(root.tag == "testsuites", f"the document is <{root.tag}>")
    check_element(root)
    for element in [root, *root.iter("testsuite")]:
        for word, n in counts(element).items():
            check(element.get(word, str(n)) == str(n), f"{word} of {element.get('name')}: {element.get(word)}, not {n}")
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    check(len(set(names)) == len(names), "two tests have one name")
    check(all(name for pair in names for name in pair), "a test has no name")
    found = tuple(str(n) for n in counts(root).values())
    check(found == expected, f"tests, failures, errors, skipped: {found}, not {expected}")
    for fault in faults:
        print(f"{path}: {fault}")
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
