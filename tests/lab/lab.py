#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/lab/run without a kernel: lab.py VHOSTSIM SOURCE_DIR. QEMU and apt are stood in for by scripts."""
import hashlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

VHOSTSIM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
LAB = SOURCE / "tools/lab"
SCENARIO = SOURCE / "scenarios/lab/shared-core.yaml"
SHORT = ["--set", "warmup=3ms", "--set", "duration=10ms"]

FIGURES = {
    "from": 3000000, "to": 13000000, "tap.tx_packets.0": 1000, "tap.tx_dropped.0": 100, "delivered.0": 1390, "signals.0": 400,
    "guest_interrupts.0": 390, "guest_polls.0": 395, "kicks.0": 3, "n_irqs": 480, "n_polls": 490, "n_taken": 1490, "arrived.0": 1490,
    "lost.0": 10, "spent.0": 500000, "spent.1": 4000000, "spent.2": 0, "spent.3": 3000000, "spent.4": 2000000, "spent.5": 0,
    "spent.6": 500000, "n_interrupts": 482, "n_softirqs": 500, "n_switches": 800, "n_wakeups": 400, "n_ksoftirqd_wakeups": 1,
    "n_vhost_wakeups": 80, "time_squeeze": 0, **{f"vectors.{i}": i for i in range(10)}, "latency_n.0": 1390, "latency_sum.0": 13900000, "latency_min.0": 9000,
    "latency_max.0": 20000, "latency_p50.0": 10000, "latency_p90.0": 12000, "latency_p99.0": 18000, "latency_p999.0": 19999,
}
LOG = "".join(f"lab {name} {value}\r\n" for name, value in FIGURES.items())


def signals_as_usual():
    """A shell ignores interrupts for what it runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Lab(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.cache = pathlib.Path(self.folder.name, "cache")
        self.programs = pathlib.Path(self.folder.name, "programs")
        self.programs.mkdir()

    def program(self, name, text):
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def kernel(self):
        """A cache that has a kernel, as far as the stand-in for QEMU looks at it."""
        root = self.cache / "6.1" / "6.1.0-99-amd64"
        (root / "boot").mkdir(parents=True)
        (root / "complete").touch()
        digest = hashlib.sha256()
        for path in sorted(str(p) for folder in ("kernel", "init") for p in (LAB / folder).iterdir()):
            digest.update(pathlib.Path(path).read_bytes())
        (root / f"initramfs-{digest.hexdigest()[:16]}").write_bytes(b"")

    def environment(self, program=VHOSTSIM):
        return dict(os.environ, PATH=f"{self.programs}:/usr/bin:/bin", VHOSTSIM_LAB_CACHE=str(self.cache), VHOSTSIM=program)

    def run_lab(self, *words, program=VHOSTSIM, prepare=None):
        return subprocess.run([LAB / "run", *map(str, words)], env=self.environment(program), capture_output=True, text=True, timeout=60,
                              check=False, preexec_fn=prepare)

    def check_failed(self, done, status, *said):
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertNotIn("Traceback", done.stderr)
        for text in said:
            self.assertIn(text, done.stderr)

    def test_usage(self):
        self.check_failed(self.run_lab(), 2, "SCENARIO")
        self.check_failed(self.run_lab(SCENARIO, "--kernel", "3.13"), 2, "invalid choice")
        self.check_failed(self.run_lab(SCENARIO, "--timeout", "0"), 2, "0 is no whole number of seconds above 0")
        self.check_failed(self.run_lab(SCENARIO, program="/nowhere/vhostsim"), 2, "there is no program /nowhere/vhostsim")

    def test_faulty_scenario(self):
        self.check_failed(self.run_lab("/nowhere.yaml"), 3, "/nowhere.yaml")
        self.check_failed(self.run_lab(SCENARIO, "--set", "nic.rx_ring=x"), 3, "rx_ring")

    def test_what_it_cannot_express(self):
        done = self.run_lab(SOURCE / "scenarios/crawl.yaml", "--kernel", "6.1")
        self.check_failed(done, 3, "crawl.yaml:16:13: error: sched.hz is 1000", "guests.0.vcpu_core is 1", "the clock is 3.3GHz")
        for setting, what in (("flow=callback", "flow is callback"), ("nic.moderation=dynamic", "nic.moderation is dynamic"),
                              ("guests.vm0.app=reflect", "app is reflect"),
                              ("traffic.0.frame=9000B", "1518 at most"), ("kernel=3.13", "the laboratory has the kernels 6.1 and 6.12")):
            with self.subTest(setting):
                self.check_failed(self.run_lab(SCENARIO, "--set", "traffic.0.rate=1kpps", "--set", setting, *SHORT, *(() if "kernel" in setting else ("--kernel", "6.1"))), 3, what)

    def test_settings_of_the_kernel(self):
        for setting in ("vhost.packet_weight=8", "nic.refill_batch=1", "sched.min_granularity=3ms", "vcpu.halt_poll=1us"):
            with self.subTest(setting):
                key = setting.partition("=")[0]
                self.check_failed(self.run_lab(SCENARIO, "--set", setting, *SHORT), 3, f"--set {key}: error: {key} is set")

    def test_no_network(self):
        self.program("qemu-system-x86_64", "exit 1")
        self.program("apt-cache", "echo linux-image-6.1.0-9-amd64; echo linux-image-6.1.0-10-amd64; echo linux-image-6.1.0-11-cloud-amd64")
        self.program("apt-get", "echo 'E: Failed to fetch: no route to host'; exit 100")
        self.check_failed(self.run_lab(SCENARIO, "--kernel", "6.1", *SHORT), 4, "fetching the kernel 6.1.0-10-amd64", "no route to host")
        self.assertEqual(list((self.cache / "6.1").iterdir()), [])
        self.program("apt-cache", "true")
        self.check_failed(self.run_lab(SCENARIO, "--kernel", "6.12", *SHORT), 4, "apt name no kernel 6.12")

    def test_figures(self):
        self.kernel()
        self.program("qemu-system-x86_64", f"cat <<'END'\nbooting\n{LOG}lab done 1\r\nEND")
        done = self.run_lab(SCENARIO, "--kernel", "6.1", *SHORT)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)
        self.assertEqual((result["kernel"], result["release"], result["preempt"]), ("6.1", "6.1.0-99-amd64", "voluntary"))
        self.assertEqual(result["delivered_pps"], 139000.0)
        self.assertEqual(result["packets"]["dropped"], {"nic/ring_full": 10, "tap/queue_full": 100})
        self.assertEqual(result["latency_ns"], {"min": 9000, "mean": 10000.0, "p50": 10000, "p90": 12000, "p99": 18000, "p999": None, "max": 20000})
        self.assertEqual(result["cores"][0]["vhost"], 0.3)
        self.assertAlmostEqual(sum(share for name, share in result["cores"][0].items() if name != "core"), 1)
        # The frames are the model's: as many are offered in the counted time as in a run of it.
        model = json.loads(subprocess.run([VHOSTSIM, "run", SCENARIO, "--format", "json", *SHORT], capture_output=True, check=True).stdout)
        self.assertEqual(result["packets"]["offered"], model["packets"]["offered"])

    def test_preemption(self):
        """The scenario's, unless --preempt says otherwise."""
        self.kernel()
        self.program("qemu-system-x86_64", f"cat <<'END'\n{LOG}lab done 1\r\nEND\necho \"$@\" >{self.folder.name}/words")
        for words, preempt in (((), "voluntary"), (("--set", "sched.preempt=full"), "full"),
                               (("--set", "sched.preempt=full", "--preempt", "none"), "none")):
            with self.subTest(words):
                done = self.run_lab(SCENARIO, "--kernel", "6.1", *words, *SHORT)
                self.assertEqual(json.loads(done.stdout)["preempt"], preempt)
                self.assertIn(f"preempt={preempt}\n", pathlib.Path(self.folder.name, "words").read_text())

    def test_other_threads(self):
        self.kernel()
        for spent, warned in ((100000, False), (300000, True)):
            text = LOG.replace("spent.5 0\r", f"spent.5 {spent}\r")
            self.program("qemu-system-x86_64", f"cat <<'END'\n{text}lab done 1\r\nEND")
            done = self.run_lab(SCENARIO, "--kernel", "6.1", *SHORT)
            self.assertEqual("threads that are no part of the datapath took 3.0 % of the core" in done.stderr, warned)

    def test_full_disk(self):
        self.kernel()
        self.program("qemu-system-x86_64", "exit 1")
        done = self.run_lab(SCENARIO, "--kernel", "6.1", *SHORT, prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
        self.check_failed(done, 4, "error: File too large")

    def test_signals(self):
        """QEMU and the files of a run end with it."""
        self.kernel()
        files, pid = pathlib.Path(self.folder.name, "files"), pathlib.Path(self.folder.name, "pid")
        files.mkdir()
        self.program("qemu-system-x86_64", f"echo $$ >{pid}.new; mv {pid}.new {pid}; exec sleep 1000")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for program in ([LAB / "run", SCENARIO, "--kernel", "6.1"], [LAB / "validate", "--loads", "1"]):
                with self.subTest(f"{number} {program[0].name}"):
                    with subprocess.Popen([*program, *SHORT], env=dict(self.environment(), TMPDIR=str(files)), stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL, preexec_fn=signals_as_usual) as process:
                        while process.poll() is None and not pid.exists():
                            time.sleep(0.01)
                        process.send_signal(number)
                        self.assertEqual(process.wait(30), 130)
                    self.assertRaises(ProcessLookupError, os.kill, int(pid.read_text()), 0)
                    self.assertEqual(list(files.iterdir()), [])
                    pid.unlink()

    def test_machine_fails(self):
        self.kernel()
        for text, said in (("echo 'lab: TUNSETIFF: Operation not permitted'", "in the machine: TUNSETIFF: Operation not permitted"),
                           ("echo 'Kernel panic - not syncing'; exit 1", "Kernel panic"),
                           (f"cat <<'END'\n{LOG}END", "ended before its figures were printed")):
            with self.subTest(text):
                self.program("qemu-system-x86_64", text)
                self.check_failed(self.run_lab(SCENARIO, "--kernel", "6.1", *SHORT), 4, said)

    def test_machine_hangs(self):
        self.kernel()
        self.program("qemu-system-x86_64", "echo 'Loading'; exec sleep 1000")
        self.check_failed(self.run_lab(SCENARIO, "--kernel", "6.1", "--timeout", "1", *SHORT), 4, "in 1 s (--timeout)", "Loading")


unittest.main(argv=sys.argv[:1])
