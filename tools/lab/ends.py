# SPDX-License-Identifier: GPL-3.0-or-later
"""How a program of the laboratory ends: its exit status, and a message in place of an exception."""
import argparse
import signal
import subprocess
import sys

from order import Refused


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


def status(program, work):
    """The exit status after work(), a function without arguments. Any signal that ends the program ends QEMU and removes files, too."""
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)
    try:
        return work() or 0
    except Refused as refused:
        print(refused, file=sys.stderr)
        return refused.status
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"{program}: error: {place}{error.strerror}", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        return 130
