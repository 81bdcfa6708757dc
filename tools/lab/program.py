# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs of the laboratory share: options, messages, and how they end: an exit status, no exception."""
import argparse
import os
import shutil
import signal
import subprocess
import sys

from order import Broken, Refused

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCENARIO = os.path.join(ROOT, "scenarios/lab/shared-core.yaml")
VHOSTSIM = os.environ.get("VHOSTSIM", os.path.join(ROOT, "build/vhostsim"))
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt(_number, _frame):
    """The first signal ends the program; those that follow do not disturb that."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def output(words):
    """(exit status, standard output) of another program of the laboratory, which ends by itself when this one is to end."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            said, _ = process.communicate()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
    return process.returncode, said


def seconds(text):
    """The type of an argument that is a number of seconds."""
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of seconds above 0")
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
