#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/names.py SOURCE: a function has a name of its own, a static one too, so that who searches for it finds it. What
# runs in the laboratory's machine is another program. Prints each name that stands in several files.
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
STATIC = re.compile(r"^static (?:inline )?[\w *]*?\b(\w+)\(", re.M)
places = collections.defaultdict(set)
for room in ("sim", "models", "tools"):
    for file in (ROOT / room).rglob("*.c"):
        if "lab" not in file.relative_to(ROOT).parts:
            for name in STATIC.findall(file.read_text()):
                places[name].add(str(file.relative_to(ROOT)))

several = {name: files for name, files in places.items() if len(files) > 1}
for name, files in sorted(several.items()):
    print(f"{name}: begin it with the name of its file: {', '.join(sorted(files))}")
if len(places) < 1000:
    sys.exit(f"only {len(places)} static functions were found in {ROOT}")
sys.exit(1 if several else 0)
