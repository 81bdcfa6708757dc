# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames that the laboratory's NIC receives: the very frames that the model's sources send.

`vhostsim run --trace` says when each frame is offered, by which source, and of how many bytes.
"""
import os
import re
import struct
import subprocess
import tempfile
import threading

from order import FCS, FRAME_MAX, Refused, byte_count

OFFERED = re.compile(r"([\d.]+) packet offered packet=(\d+) source=(\d+)")
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


def read_dates(path, take):
    with open(path, encoding="ascii") as trace:
        for line in trace:
            if "packet offered" in line:
                date, _, source = OFFERED.match(line).groups()
                take.append((round(float(date)), int(source)))


class Frames:
    """By rising dates, in ns: `entries` of (date, guest)."""

    def __init__(self, s, guests):
        by_source, dates = sources(s, guests), []
        with tempfile.TemporaryDirectory(prefix="lab-") as folder:
            pipe = os.path.join(folder, "trace")
            os.mkfifo(pipe)
            reader = threading.Thread(target=read_dates, args=(pipe, dates))
            reader.start()
            done = subprocess.run([s.program, "run", s.scenario, *s.words, "--format", "json", "--trace", pipe], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True, check=False)
            if done.returncode != 0:
                with open(pipe, "w", encoding="ascii"):  # lets a reader end that nobody has written to
                    pass
            reader.join()
        if done.returncode != 0:
            raise Refused(done.stderr.rstrip("\n"), status=done.returncode)
        dates.sort()
        self.entries = [(date, by_source[source][0]) for date, source in dates]
        self.bytes = b"".join(ENTRY.pack(date, by_source[source][1], by_source[source][0]) for date, source in dates)

    def offered(self, guest, start, end):
        """Frames for a guest from the date `start` up to before `end`."""
        return sum(1 for date, to in self.entries if to == guest and start <= date < end)
