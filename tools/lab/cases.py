# SPDX-License-Identifier: GPL-3.0-or-later
"""What a whole validation runs: scenarios below scenarios/lab, over loads, with one setting changed or none.

The result of a case is a file of results/reference/lab: KERNEL-PREEMPT[+KEY=VALUE].csv, below a folder with the name of the scenario
when that is not shared-core.
"""
import collections
import os

import program

Case = collections.namedtuple("Case", "scenario kernel preempt settings loads")

WHOLE = "150,190,200,225,250,275,290,300,310,325,330,335,340,350,500,1500"
REGIMES = "150,190,225,275,300,325,340,350,360,500"
BOTH = ("6.1", "6.12")
SETTINGS = (("nic.rx_ring=256", "190,225,275,500"), ("nic.interrupt_gap=60us", "190,225,275,500"), ("nic.moderation=off", "175,200,225,275,500"),
            ("traffic.arrivals=poisson", "190,200,225,275,350,500"), ("traffic.frame=512B", "150,200,250,500"),
            ("traffic.frame=1518B", "150,200,250,500"), ("cost.app_sink=1500", "150,175,200,300,350,500"),
            ("flow=feedback", "150,190,225,250,275,300,350,500,1500"))
OVS = "100,150,160,180,200,225,250,260,265,270,275,300,500"
SENDING = (("transmit", "20,50,80,120,200"), ("reflect", "20,40,50,60,80,120,200,500"), ("tap-reader", "50,100,150,200,225,300,350,500"))
TWO = "50,100,150,170,200,250,300,350,500"


def cases():
    """All of them."""
    found = []
    for kernel in BOTH:
        found.append(Case("shared-core", kernel, "voluntary", [], WHOLE))
        found += [Case("shared-core", kernel, preempt, [], REGIMES) for preempt in ("none", "full")]
        found += [Case("shared-core", kernel, "voluntary", [setting], loads) for setting, loads in SETTINGS]
        found += [Case(scenario, kernel, "voluntary", [], loads) for scenario, loads in SENDING]
        found.append(Case("shared-core", kernel, "voluntary", ["vhost.busyloop_timeout=50us"], "20,50,100,150,225,500"))
        found += [Case("two-guests", kernel, "voluntary", settings, TWO) for settings in ([], ["flow=feedback"])]
        found.append(Case("shared-core", kernel, "voluntary", ["nic.rps_cpus=0"], "100,140,175,225,300,500"))
        found += [Case(scenario, kernel, "voluntary", [], loads) for scenario, loads in (("ovs", OVS), ("upcalls", "10,20,40,60"))]
    return found


def name(case):
    folder = "" if case.scenario == "shared-core" else case.scenario + "/"
    return f"{folder}{case.kernel}-{case.preempt}" + "".join("+" + s for s in case.settings)


def scenario(case):
    return os.path.join(program.ROOT, "scenarios/lab", case.scenario + ".yaml")
