#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/headers.py SOURCE: who calls a function finds in its header what it does. The comment right above a function
# names it: "name: what it does". Or it has the form of the kernel, which begins with /** and has "name() - ", a line
# "@parameter:" for each parameter, and "Return:" unless the function returns nothing. Functions that belong together
# stand below one comment that names them all. Prints each function of which this is not so. What runs in the
# laboratory's machine is another program.
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
FUNCTION = re.compile(r"(?:static inline )?(?!static |typedef |extern |return )([A-Za-z_][\w ]*[ *]+)(\w+)\(([^;{]*)\)"
                      r"(?: __attribute__\(\(.*\)\))?(?:;|\n\{)")
COMMENT = re.compile(r"/\*.*?\*/\n", re.S)


def declarations(text):
    """(comment above, functions that it stands above) of each group of functions; a function: (line, type, name, parameters)."""
    comment, group, at = "", [], 0
    while at < len(text):
        found = COMMENT.match(text, at) or FUNCTION.match(text, at)
        if found and found.re is FUNCTION:
            group.append((text.count("\n", 0, at) + 1, *found.groups()))
        elif found or text[at] == "\n":
            yield comment, group
            comment, group = found.group() if found else "", []
        at = found.end() if found and found.re is COMMENT else text.find("\n", found.end() - 1 if found else at) + 1
        if found and found.group().endswith("{"):
            at = text.find("\n}\n", at) + 3
    yield comment, group


def names(parameters):
    """The names of the parameters of a function."""
    flat = re.sub(r"\(\*(\w+)\)\([^()]*\)", r" \1", parameters)
    return [re.findall(r"\w+", part)[-1] for part in flat.split(",") if part.strip() != "void"]


def faults(comment, result, name, parameters):
    """What the comment does not say of this function."""
    if not re.search(rf"\b{name}\b", comment):
        yield "the comment above does not name it"
    elif comment.startswith("/**"):
        said = re.findall(r"^ \* @(\w+):", comment, re.M)
        yield from (f"@{p} is not said" for p in names(parameters) if p not in said)
        yield from (f"@{p} is none of its parameters" for p in said if p not in names(parameters))
        if (result.strip() != "void") != (" * Return:" in comment):
            yield "its comment has no Return:" if result.strip() != "void" else "it returns nothing"


count = bad = 0
headers = (f for room in ("sim", "models", "tools") for f in (ROOT / room).rglob("*.h"))
for header in sorted(f for f in headers if "lab" not in f.relative_to(ROOT).parts):
    for comment, group in declarations(header.read_text()):
        for line, result, name, parameters in group:
            count += 1
            for fault in faults(comment, result, name, parameters):
                bad += 1
                print(f"{header.relative_to(ROOT)}:{line}: {name}: {fault}")
if count < 1000:
    sys.exit(f"only {count} functions were found in {ROOT}")
sys.exit(1 if bad else 0)
