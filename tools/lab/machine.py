# SPDX-License-Identifier: GPL-3.0-or-later
"""The laboratory's machine: QEMU counts instructions, and each of them takes a nanosecond of virtual time.

So a run repeats to the instruction, whatever else the real machine does.
"""
import os
import shutil
import subprocess
import tempfile

import cpio
import program
from order import Broken

QEMU = "qemu-system-x86_64"
COMMAND_LINE = "console=ttyS0 panic=-1 nokaslr quiet mitigations=off tsc=reliable noautogroup ipv6.disable=1 random.trust_cpu=off cryptomgr.notests"
LINE = "lab "


def need_qemu():
    if not shutil.which(QEMU):
        raise Broken(f"{QEMU} is not installed (Debian: apt-get install qemu-system-x86)")


def boot(kernel, order, frames, preempt, seconds, say, plugin=None):
    """What the machine prints. Broken when it does not come to its end in that many seconds."""
    archive = cpio.Archive()
    archive.file("order", order.text().encode())
    archive.file("frames", frames.bytes)
    kernel.add_modules(archive, order)
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        initramfs = os.path.join(folder, "initramfs")
        with open(initramfs, "wb") as file:
            file.write(kernel.initramfs + archive.end())
        words = [QEMU, "-accel", "tcg", "-icount", "shift=0,sleep=off", "-M", "q35", "-smp", "1", "-m", "1024", "-nodefaults", "-display", "none",
                 "-serial", "stdio", "-nic", "none", "-no-reboot", "-kernel", kernel.image, "-initrd", initramfs,
                 "-rtc", "base=2020-01-01,clock=vm", "-append", f"{COMMAND_LINE} preempt={preempt}"]
        if plugin:
            words += ["-plugin", plugin]
        say(f"booting {kernel.release}, preempt={preempt}")
        return run(words, seconds)


def run(words, seconds):
    process = program.start(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        raise Broken(f"the machine did not come to its end in {seconds} s (--timeout); it said last:\n" + last(output)) from None
    finally:
        process.kill()
        process.wait()
    return output


def last(output):
    return "\n".join(output.decode(errors="replace").splitlines()[-5:])


def figures(output):
    """What stands in the lines "lab NAME VALUE"."""
    found = {}
    for line in output.decode(errors="replace").splitlines():
        words = line.strip().split(" ")
        if line.startswith("lab: "):
            raise Broken(f"in the machine: {line.strip()[5:]}")
        if line.startswith(LINE) and len(words) == 3 and words[2].isdigit():
            found[words[1]] = int(words[2])
    if "done" not in found:
        raise Broken("the machine ended before its figures were printed; it said last:\n" + last(output))
    return found
