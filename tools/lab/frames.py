# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames that the laboratory's NIC receives: the very frames that the model's sources send.

`vhostsim run --trace` says when each frame is offered, by which source, and of how many bytes: of any source, captures too.
"""
import os
import random
import re
import struct
import subprocess
import tempfile

from order import FCS, FRAME_MAX, Refused

OFFERED = re.compile(r"([\d.]+) packet offered packet=\d+ source=traffic\.(\d+) bytes=(\d+)")
FLOWS_MAX = 1 << 20  # of a source
ENTRY = struct.Struct("<QHBxI")  # struct lab_frame of tools/lab/kernel/frame.h


def sources(s, guests):
    """The number of the guest that each source on the wire sends to, by the source's number."""
    keys = {int(number): f"traffic.{number}." for number in s.names("traffic")}
    return {number: guests.index(s[key + "to"]) for number, key in keys.items() if not s.get(key + "from")}


def check_size(s, source, size):
    if size > FRAME_MAX:
        key = f"traffic.{source}." + ("pcap" if s.get(f"traffic.{source}.pcap") else "frame")
        raise Refused(f"{s.place(key)}: error: a frame has {size} bytes; the laboratory's have {FRAME_MAX} at most")


def dates_of(trace):
    """(date in ns, number of the source, bytes) of each frame that is offered."""
    for line in trace:
        if "packet offered" in line:
            date, source, size = OFFERED.match(line).groups()
            yield round(float(date)), int(source), int(size)


def model_dates(s):
    """The same of a run of the model, which writes its trace into a pipe."""
    reading, writing = os.pipe()
    with tempfile.TemporaryFile("w+") as said, open(reading, encoding="ascii") as trace:
        words = [s.program, "run", s.scenario, *s.words, "--format", "json", "--trace", f"/dev/fd/{writing}"]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=said, pass_fds=[writing]) as model:
            os.close(writing)
            dates = sorted(dates_of(trace))
        if model.returncode != 0:
            said.seek(0)
            raise Refused(said.read().rstrip("\n"), status=model.returncode)
    return dates


def flows_of(s, dates):
    """The number of each frame's 5-tuple: drawn evenly from its source's, as the model draws them, by numbers of the laboratory's own."""
    drawn, most = random.Random(int(s["seed"])), {}
    for _, source, _ in dates:
        if source not in most:
            most[source] = int(s.get(f"traffic.{source}.flows", "1"))
        yield source * FLOWS_MAX + (drawn.randrange(most[source]) if most[source] > 1 else 0)


class Frames:
    """By rising dates, in ns: `entries` of (date, guest)."""

    def __init__(self, s, guests):
        by_source = sources(s, guests)
        offered = [f for f in model_dates(s) if f[1] in by_source] if by_source else []
        for source, size in {(source, size) for _, source, size in offered}:
            check_size(s, source, size)
        self.entries = [(date, by_source[source]) for date, source, _ in offered]
        self.bytes = b"".join(ENTRY.pack(date, size - FCS, by_source[source], flow)
                              for (date, source, size), flow in zip(offered, flows_of(s, offered)))

    def offered(self, guest, start, end):
        """Frames for a guest from the date `start` up to before `end`."""
        return sum(1 for date, to in self.entries if to == guest and start <= date < end)
