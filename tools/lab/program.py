# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs of the laboratory share: options, messages, and how they end: an exit status, no exception."""
import argparse
import collections
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from order import Broken, Refused

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TRANSMIT = os.path.join(ROOT, "scenarios/lab/transmit.yaml")
REFLECT = os.path.join(ROOT, "scenarios/lab/reflect.yaml")
READER = os.path.join(ROOT, "scenarios/lab/tap-reader.yaml")
OVS = os.path.join(ROOT, "scenarios/lab/ovs.yaml")
UPCALLS = os.path.join(ROOT, "scenarios/lab/upcalls.yaml")
SCENARIO = os.path.join(ROOT, "scenarios/lab/shared-core.yaml")
VHOSTSIM = os.environ.get("VHOSTSIM", os.path.join(ROOT, "build/vhostsim"))
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """starting: a process is about to be started; ended: a signal has come meanwhile."""
    starting = ended = False


def give_up():
    """The first signal ends the program; those that follow do not disturb that."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def interrupt(_number, _frame):
    if Signals.starting:
        Signals.ended = True
    else:
        give_up()


def start(words, **options):
    """Starts a process. A signal that comes meanwhile is heeded when it has been started, so that none is left behind."""
    Signals.starting = True
    try:
        process = subprocess.Popen(words, **options)
    finally:
        Signals.starting = False
    if Signals.ended:
        end(process)
        give_up()
    return process


def end(process):
    process.terminate()
    process.wait()


def outputs(commands, jobs):
    """(exit status, standard output) of other programs of the laboratory, in the commands' order; so many run at a time. They end
    when this one is to end."""
    waiting, running = collections.deque(commands), collections.deque()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                said = tempfile.TemporaryFile("w+")
                running.append((start(waiting.popleft(), stdout=said), said))
            process, said = running[0]
            status = process.wait()
            running.popleft()
            with said:
                said.seek(0)
                yield status, said.read()
    finally:
        for process, said in running:
            end(process)
            said.close()


def seconds(text):
    """The type of an argument that is a number of seconds."""
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of seconds above 0")
    return int(text)


def number(text):
    """The type of an argument that is a whole number above 0."""
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no whole number above 0")
    return int(text)


def parser(program, text):
    return argparse.ArgumentParser(prog=program, description=text, formatter_class=argparse.RawDescriptionHelpFormatter)


def add_machine_options(options, timeout):
    """Options of a program that boots the machine, within `timeout` seconds unless told otherwise."""
    options.add_argument("--timeout", type=seconds, default=timeout, metavar="SECONDS",
                         help=f"real time that a boot may take (default: {timeout})")
    options.add_argument("--vhostsim", default=VHOSTSIM, metavar="PROGRAM", help="the program vhostsim (default: $VHOSTSIM, or build/vhostsim)")


def say(program, text):
    print(f"{program}: {text}", file=sys.stderr, flush=True)


def need_vhostsim(program, path):
    """Ends the program with the status of wrong usage when there is none."""
    if not shutil.which(path):
        say(program, f"error: there is no program {path}: build it (tools/build build), or name it with --vhostsim")
        sys.exit(2)


def status(program, work):
    """The exit status after work(), a function without arguments. Any signal that ends the program ends QEMU and removes files, too."""
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)
    try:
        return work() or 0
    except Broken as broken:
        say(program, f"error: {broken}")
        return broken.status
    except Refused as refused:
        print(refused, file=sys.stderr)
        return refused.status
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(program, f"error: {place}{error.strerror}")
        return 4
    except KeyboardInterrupt:
        return 130
