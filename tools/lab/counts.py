# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions of a run's counted time by function of the kernel and of the guests."""
import bisect
import collections
import os
import subprocess
import tempfile

import machine
from kernel import BUILD_S, HERE, alone, call

FUNCTION = "symbol "


def plugin(kernel):
    """The file of the plugin that counts, built on first use."""
    source, library = os.path.join(HERE, "plugin/count.c"), os.path.join(kernel.folder, "count.so")
    with alone(kernel.folder):
        if not os.path.exists(library) or os.path.getmtime(library) < os.path.getmtime(source):
            call(["cc", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-o", library + ".new", source], HERE, BUILD_S, "building the plugin")
            os.replace(library + ".new", library)
    return library


def of_program(start):
    """(address, name) of the functions of the machine's first process."""
    lines = subprocess.run(["nm", start], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    return [(int(words[0], 16), words[2]) for words in map(str.split, lines) if len(words) == 3 and words[1] in "tTwW"]


def functions(output, start):
    """(address, name) of the kernel's functions, as the machine prints them, and of its first process, by rising address."""
    found = []
    for line in output.decode(errors="replace").splitlines():
        words = line.split()
        if line.startswith(FUNCTION) and len(words) == 3:
            found.append((int(words[1], 16), words[2]))
    return sorted(found + [(address, "user:" + name) for address, name in of_program(start)])


def window(start):
    """The plugin's arguments that say when it counts."""
    addresses = {name: address for address, name in of_program(start)}
    return f"begin={addresses['window_begins']:x},end={addresses['window_ends']:x}"


def by_function(path, names):
    """(instructions, calls) by function: a call executes the block that the function begins with."""
    counts, calls, addresses = collections.Counter(), collections.Counter(), [address for address, _ in names]
    with open(path, encoding="ascii") as file:
        for line in file:
            address, instructions, executions = line.split()
            i = bisect.bisect_right(addresses, int(address, 16)) - 1
            name = names[i][1] if i >= 0 else "?"
            counts[name] += int(instructions) * int(executions)
            calls[name] += int(executions) * (int(address, 16) == addresses[i])
    return counts, calls


def count(kernel, order, frames, preempt, seconds, say):
    """(figures, instructions by function, calls by function) of one run."""
    order.symbols = True
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        path = os.path.join(folder, "counts")
        output = machine.boot(kernel, order, frames, preempt, seconds, say, f"{plugin(kernel)},{window(kernel.start)},out={path}")
        return machine.figures(output), *by_function(path, functions(output, kernel.start))
