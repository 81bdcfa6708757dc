#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/cli/live.py VHOSTSIM SCENARIO: on a terminal a run shows how far it is, how fast and how long it will take, and Ctrl-C leaves
# what was counted until then. Prints each thing that is wrong; exit status 1 when there is one.
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios

LINE = re.compile(rb"\r\x1b\[K(\d+) % of the run, ([\d.e+-]+) s simulated a second, about (\d+ min )?(\d+) s left"
                  rb"([^\r\n]*)")
STATE = re.compile(rb"(; queues: [a-z]+ \d+(, [a-z]+ \d+)*)?; cores: \d+ at \d+ %(, \d+ at \d+ %)*")
WIDTH = 200
NARROW = 60  # a line ends where the terminal does


def shown_until(master, lines):
    """What the terminal has got when it shows this many live lines; all of it if they do not come."""
    shown = b""
    while len(LINE.findall(shown)) < lines:
        try:
            shown += os.read(master, 4096)
        except OSError:
            break
    return shown


def terminal(width):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, width, 0, 0))
    return master, slave


def narrow():
    """The longest live line that a narrow terminal gets."""
    master, slave = terminal(NARROW)
    words = [sys.argv[1], "run", sys.argv[2], "--set", "warmup=1us", "--set", "duration=1000s"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=slave) as run:
        os.close(slave)
        shown = b""
        while shown.count(b"\r\x1b[K") < 4:
            shown += os.read(master, 4096)
        run.kill()
    return max(len(line) for line in shown.split(b"\r\x1b[K")[1:])  # what stands before is no live line


def main():
    master, slave = terminal(WIDTH)
    words = [sys.argv[1], "run", sys.argv[2], "--set", "warmup=1us", "--set", "duration=1000s"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=slave) as run:
        os.close(slave)
        shown = shown_until(master, 3)
        run.send_signal(signal.SIGINT)
        out = run.communicate()[0]
    faults = []
    shares = [int(line[0]) for line in LINE.findall(shown)]
    rates = [float(line[1]) for line in LINE.findall(shown)]
    if len(shares) < 3 or shares != sorted(shares):
        faults.append(f"the live lines are not those of a run: {shown!r}")
    if not all(rate > 0 for rate in rates):
        faults.append(f"rates of {rates}")
    states = [line[4] for line in LINE.findall(shown)]
    if not all(STATE.fullmatch(state) for state in states[:-1]):  # the last line may be half read
        faults.append(f"queues and cores of {states}")
    if narrow() != NARROW - 1:
        faults.append("a line does not end where the terminal does")
    if b"PARTIAL: interrupted after" not in out:
        faults.append("what was counted is not marked as partial")
    if run.returncode != 130:
        faults.append(f"exit status {run.returncode}, not 130")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
