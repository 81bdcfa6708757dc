# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/validation.md that put the real kernel beside the model.

A line <!-- lab: NAME --> stands before each. NAME is a function here: it takes the pairs of rows, kernel and model, by the name of a
file and by the load, and returns the lines of its table.
"""
import re

PLACE = re.compile(r"<!-- lab: (\w+) -->")
SETTINGS = ("nic.rx_ring=256", "nic.interrupt_gap=60us", "nic.moderation=off", "traffic.arrivals=poisson", "traffic.frame=512B",
            "traffic.frame=1518B", "cost.app_sink=1500", "vhost.busyloop_timeout=50us")


def kpps(text):
    return f"{float(text) / 1e3:,.1f}"


def microseconds(text):
    return f"{float(text) / 1e3:,.0f}" if text else "-"


def number(text):
    return f"{int(text):,}"


def percent(text):
    return f"{100 * float(text):.1f} %"


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def head(*cells):
    return [row(*cells), "|" + "---|" * len(cells)]


def both(pair, column, shown):
    return [shown(r[column]) for r in pair]


def slashed(pair, column, shown):
    return " / ".join(both(pair, column, shown))


def across(pairs, *columns):
    """A column for each load, and for each of (text, column, how it is shown) a row of the kernel and one of the model."""
    lines = head("offered, kpps", *map(number, pairs))
    for text, column, shown in columns:
        for i, who in enumerate((f"kernel, {text}", "model")):
            lines.append(row(who, *(shown(pair[i][column]) for pair in pairs.values())))
    return lines


RATE, MEDIAN = ("kpps", "delivered_pps", kpps), ("median latency, us", "latency_p50_ns", microseconds)
SWITCHES, KSOFTIRQD = ("context switches/s", "context_switches_ps", number), ("share of ksoftirqd", "ksoftirqd", percent)


def shared(tables):
    lines = head("preemption", "offered, kpps", "delivered, kpps: kernel", "model", "", "context switches/s: kernel", "model",
                 "median latency, us: kernel", "model")
    for preempt in ("voluntary", "full", "none"):
        for i, (load, pair) in enumerate(tables[f"6.1-{preempt}"].items()):
            real, model = (float(r["delivered_pps"]) for r in pair)
            lines.append(row("" if i else preempt, number(load), *both(pair, *RATE[1:]), f"{100 * (model / real - 1):+.1f} %",
                             *both(pair, *SWITCHES[1:]), *both(pair, *MEDIAN[1:])))
    return lines


def settings(tables):
    lines = head("setting", "offered, kpps: kernel / model")
    for setting in SETTINGS:
        pairs = tables[f"6.1-voluntary+{setting}"]
        lines.append(row(f"`{setting}`", ", ".join(f"{load}: {slashed(pair, *RATE[1:])}" for load, pair in pairs.items())))
    return lines


def feedback(tables):
    return across(tables["6.1-voluntary+flow=feedback"], RATE, MEDIAN)


def two_guests(tables):
    lines = head("flood, kpps", *(text for flow in ("vhost", "feedback")
                                  for text in (f"{flow}: flooded delivers", "quiet delivers", "its median, us")))
    pairs, others = (tables["two-guests/6.1-voluntary" + flow] for flow in ("", "+flow=feedback"))
    for load in pairs:
        lines.append(row(load, *(slashed(of[load], column, shown) for of in (pairs, others) for column, shown in (
            ("delivered_pps.flooded", kpps), ("delivered_pps.quiet", kpps), ("latency_p50_ns.quiet", microseconds)))))
    return lines


def ovs(tables):
    return across(tables["ovs/6.1-voluntary"], RATE, MEDIAN, SWITCHES)


def upcalls(tables):
    return across(tables["upcalls/6.1-voluntary"], RATE, MEDIAN, SWITCHES)


def rps(tables):
    return across(tables["6.1-voluntary+nic.rps_cpus=0"], RATE, KSOFTIRQD)


def others(tables):
    lines = head("scenario", "offered, kpps: kernel / model")
    for scenario in ("transmit", "reflect", "tap-reader"):
        cells = (f"{load}: {slashed(pair, *RATE[1:])} ({slashed(pair, *MEDIAN[1:])})"
                 for load, pair in tables[f"{scenario}/6.1-voluntary"].items())
        lines.append(row(f"`lab/{scenario}.yaml`", ", ".join(cells)))
    return lines


def newer(tables):
    return across(tables["6.12-voluntary"], RATE, SWITCHES, MEDIAN)


def newer_settings(tables):
    names = [name for name in tables if "6.12-" in name and name != "6.12-voluntary" and "two-guests" not in name]
    return head("scenario and setting", "offered, kpps: kernel / model") + [
        row(f"`{name}`", ", ".join(f"{load}: {slashed(pair, *RATE[1:])}" for load, pair in tables[name].items())) for name in names]


def rewritten(text, tables):
    """The document with its tables as they are now."""
    lines, out = text.split("\n"), []
    while lines:
        out.append(lines.pop(0))
        place = PLACE.fullmatch(out[-1])
        if place:
            while lines and (lines[0].startswith("|") or not lines[0]):
                lines.pop(0)
            out += ["", *globals()[place[1]](tables), ""]
    return "\n".join(out)
