# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions of a run's counted time by function of the kernel and of the guests."""
import bisect
import collections
import os
import re
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


# each: (number, within, pattern of the functions that begin it, of those that call them); suspend: of those that change threads;
# resume: of those that only the thread of the parts executes.
Parts = collections.namedtuple("Parts", "each suspend resume")


def by_part(path, names):
    """(instructions by function by part (tools/lab/plugin/count.c), calls by function): a call executes the block that the function
    begins with."""
    counts, calls, addresses = collections.defaultdict(collections.Counter), collections.Counter(), [address for address, _ in names]
    with open(path, encoding="ascii") as file:
        for line in file:
            address, instructions, executions, part = line.split()
            i = bisect.bisect_right(addresses, int(address, 16)) - 1
            name = names[i][1] if i >= 0 else "?"
            counts[int(part)][name] += int(instructions) * int(executions)
            calls[name] += int(executions) * (int(address, 16) == addresses[i])
    return counts, calls


def ranges(names, pattern):
    """(address, end) of the functions that match."""
    ends = sorted({address for address, _ in names})
    found = {address for address, name in names if re.match(pattern, name)}
    return [(address, ends[bisect.bisect_right(ends, address)]) for address in sorted(found) if address < ends[-1]]


def rules(names, parts):
    """The plugin's arguments that say what the parts are."""
    found = [f"suspend={address:x}" for address, _ in ranges(names, parts.suspend)]
    found += [f"resume={address:x}-{end:x}" for address, end in ranges(names, parts.resume)]
    for part, within, entry, caller in parts.each:
        found += [f"part={part}:{within}:{address:x}" for address, _ in ranges(names, entry)]
        found += [f"leave={part}:{address:x}-{end:x}" for address, end in ranges(names, caller)]
    return "".join("," + rule for rule in found)


def symbols(kernel, order, frames, preempt, seconds, say):
    """The functions' addresses, which are the same in each boot."""
    order.symbols = True
    return functions(machine.boot(kernel, order, frames, preempt, seconds, say), kernel.start)


def count(kernel, order, frames, preempt, seconds, say, parts=None):
    """(figures, instructions by function by part, calls by function) of one run. Parts need the functions' addresses, and so another boot before."""
    names = symbols(kernel, order, frames, preempt, seconds, say) if parts else []
    order.symbols = True
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        path = os.path.join(folder, "counts")
        plugged = f"{plugin(kernel)},{window(kernel.start)},out={path}{rules(names, parts) if parts else ''}"
        output = machine.boot(kernel, order, frames, preempt, seconds, say, plugged)
        return machine.figures(output), *by_part(path, functions(output, kernel.start))
