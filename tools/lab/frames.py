# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames that the laboratory's NIC receives: the very frames that the model's sources send.

`vhostsim run --trace` says when each frame is offered, by which source, and of how many bytes.
"""
import os
import re
import struct
import subprocess
import tempfile

from order import FCS, FRAME_MAX, Refused, byte_count

OFFERED = re.compile(r"([\d.]+) packet offered packet=(\d+) source=traffic\.(\d+)")
ENTRY = struct.Struct("<QHB5x")  # struct lab_frame of tools/lab/kernel/frame.h


def sources(s, guests):
    """(guest's number, bytes without frame check sequence) of each source."""
    found = []
    for number in s.names("traffic"):
        key = f"traffic.{number}."
        if s.get(key + "pcap"):
            raise Refused(f"{s.place(key + 'pcap')}: error: frames of captures differ in length; the laboratory takes sources of one length")
        size = byte_count(s[key + "frame"])
        if size > FRAME_MAX:
            raise Refused(f"{s.place(key + 'frame')}: error: the frame has {size} bytes; the laboratory's have {FRAME_MAX} at most")
        found.append((guests.index(s[key + "to"]), size - FCS))
    return found


def dates_of(trace):
    """(date in ns, number of the source) of each frame that is offered."""
    for line in trace:
        if "packet offered" in line:
            date, _, source = OFFERED.match(line).groups()
            yield round(float(date)), int(source)


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


class Frames:
    """By rising dates, in ns: `entries` of (date, guest)."""

    def __init__(self, s, guests):
        by_source, dates = sources(s, guests), model_dates(s)
        self.entries = [(date, by_source[source][0]) for date, source in dates]
        self.bytes = b"".join(ENTRY.pack(date, by_source[source][1], by_source[source][0]) for date, source in dates)

    def offered(self, guest, start, end):
        """Frames for a guest from the date `start` up to before `end`."""
        return sum(1 for date, to in self.entries if to == guest and start <= date < end)
