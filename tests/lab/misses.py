# SPDX-License-Identifier: GPL-3.0-or-later
"""The file misses.txt: where the model is further from the real kernel than lab_model.py allows, and why."""
import math
import pathlib

FILE = pathlib.Path(__file__).with_name("misses.txt")
UNKNOWN = "UNKNOWN"
ROUNDED_UP = 100  # limits are whole hundredths
SPARE = 0.01      # and more, for events and latencies


class Miss:
    """A row of which something is missed: the name of a file, kpps, the name of a reason, limits by column."""

    def __init__(self, name, load, reason, limits):
        self.name, self.load, self.reason, self.limits = name, load, reason, limits

    @classmethod
    def read(cls, line):
        name, load, reason, *limits = line.split()
        return cls(name, load, reason, {column: float(value) for column, value in (limit.split("=") for limit in limits)})

    @classmethod
    def measured(cls, name, load, reason, beyond):
        """Its limits are the distances, rounded up."""
        return cls(name, load, reason, {column: math.ceil(ROUNDED_UP * off) / ROUNDED_UP + SPARE * column.endswith(("_ps", "_ns"))
                                        for column, off in beyond.items()})

    def __str__(self):
        return " ".join([self.name, self.load, self.reason] + [f"{column}={limit:.4g}" for column, limit in self.limits.items()])


def lines():
    return FILE.read_text(encoding="ascii").splitlines()


def is_miss(line):
    return line and not line.startswith(("#", "reason "))


def read():
    return [Miss.read(line) for line in filter(is_miss, lines())]


def reason_of(known, name, load):
    """The reason that a row has had, or that most rows of its file have."""
    of_file = [miss for miss in known if miss.name == name]
    same = [miss.reason for miss in of_file if miss.load == load]
    return (same or sorted((miss.reason for miss in of_file), key=[miss.reason for miss in of_file].count) or [UNKNOWN])[-1]


def write(measured):
    """measured: (name, load, distances by column). Lines that are no misses stay."""
    known, head = read(), [line for line in lines() if not is_miss(line)]
    while head and not head[-1]:
        head.pop()
    found = [str(Miss.measured(name, load, reason_of(known, name, load), beyond)) for name, load, beyond in measured]
    FILE.write_text("\n".join(head + [""] + found) + "\n", encoding="ascii")


def without_reason():
    """Names of reasons that misses have and that the file does not say."""
    said = {line.split()[1].rstrip(":") for line in lines() if line.startswith("reason ")}
    return sorted({miss.reason for miss in read()} ^ said)
