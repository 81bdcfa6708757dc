#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/lab/run without a kernel: lab.py VHOSTSIM SOURCE_DIR. QEMU and apt are stood in for by scripts."""
import concurrent.futures
import hashlib
import json
import lzma
import os
import pathlib
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

VHOSTSIM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
LAB = SOURCE / "tools/lab"
SCENARIO = SOURCE / "scenarios/lab/shared-core.yaml"
LAB_SCENARIOS = SOURCE / "scenarios/lab"
SHORT = ["--set", "warmup=3ms", "--set", "duration=10ms"]

FIGURES = {
    "from": 3000000, "to": 13000000, "tap.tx_packets.0": 1000, "tap.tx_dropped.0": 100, "delivered.0": 1390, "signals.0": 400,
    "guest_interrupts.0": 390, "guest_polls.0": 395, "kicks.0": 3, "reads.0": 0, "unsent.0": 0, "n_sent": 1200, "n_saturations": 7, "n_irqs": 480, "n_polls": 490, "n_taken": 1490, "arrived.0": 1490,
    "lost.0": 10, "spent.0": 500000, "spent.1": 4000000, "spent.2": 0, "spent.3": 3000000, "spent.4": 2000000, "spent.5": 0,
    "spent.6": 500000, "n_interrupts": 482, "n_softirqs": 500, "n_switches": 800, "n_wakeups": 400, "n_ksoftirqd_wakeups": 1,
    "n_vhost_wakeups": 80, "time_squeeze": 0, **{f"vectors.{i}": i for i in range(10)}, "latency_n.0": 1390, "latency_sum.0": 13900000, "latency_min.0": 9000,
    "latency_max.0": 20000, "latency_p50.0": 10000, "latency_p90.0": 12000, "latency_p99.0": 18000, "latency_p999.0": 19999,
    "latency_n.wire": 1200, "latency_sum.wire": 24000000, "latency_min.wire": 19000, "latency_max.wire": 30000, "latency_p50.wire": 20000,
    "latency_p90.wire": 22000, "latency_p99.wire": 28000, "latency_p999.wire": 29999,
}
LOG = "".join(f"lab {name} {value}\r\n" for name, value in FIGURES.items())


def packed_kernel():
    """A bzImage (Documentation/x86/boot.rst): one sector of set-up beside the first, then a payload of xz at payload_offset."""
    payload = lzma.compress(b"the kernel")
    image = bytearray(1024) + b"code" + payload + b"size"
    image[0x1F1] = 1
    struct.pack_into("<II", image, 0x248, len(b"code"), len(payload))
    return bytes(image)


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
        (root / "boot" / f"vmlinuz-{root.name}").write_bytes(packed_kernel())
        (root / "complete").touch()
        digest = hashlib.sha256()
        for path in sorted(str(p) for folder in ("kernel", "init") for p in (LAB / folder).iterdir()):
            digest.update(pathlib.Path(path).read_bytes())
        (root / f"initramfs-{digest.hexdigest()[:16]}").write_bytes(b"")

    def environment(self, program=VHOSTSIM):
        return dict(os.environ, PATH=f"{self.programs}:/usr/bin:/bin", VHOSTSIM_LAB_CACHE=str(self.cache), VHOSTSIM=program)

    def stand_in(self, end="", log=LOG):
        """A QEMU that prints figures and keeps what the machine would have begun with."""
        self.program("qemu-system-x86_64", f"cat <<'END'\n{log}lab done 1\r\nEND\nwhile [ \"$1\" != -initrd ]; do shift; done\n"
                                           f"cp \"$2\" {self.folder.name}/initramfs{end}")

    def order(self):
        """The file /order that the machine would have had, as lines."""
        archive = pathlib.Path(self.folder.name, "initramfs").read_bytes()
        name = archive.index(b"order\0")
        size = int(archive[name - 110 + 54:name - 110 + 62], 16)
        start = (name + len(b"order\0") + 3) // 4 * 4
        return archive[start:start + size].decode().splitlines()

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
                              ("nic.interrupt_latency=1us", "takes 1500 ns at least"),
                              ("guests.vm0.app=forward", "app is forward"),
                              ("traffic.0.frame=9000B", "1518 at most"), ("kernel=3.13", "the laboratory has the kernels 6.1 and 6.12")):
            with self.subTest(setting):
                self.check_failed(self.run_lab(SCENARIO, "--set", "traffic.0.rate=1kpps", "--set", setting, *SHORT, *(() if "kernel" in setting else ("--kernel", "6.1"))), 3, what)

    def test_settings_of_the_kernel(self):
        for setting in ("vhost.packet_weight=8", "nic.refill_batch=1", "sched.min_granularity=3ms"):
            with self.subTest(setting):
                key = setting.partition("=")[0]
                self.check_failed(self.run_lab(SCENARIO, "--set", setting, *SHORT), 3, f"--set {key}: error: {key} is set")
        self.check_failed(self.run_lab(SCENARIO, "--set", "vcpu.halt_poll=1us", *SHORT), 3, "vcpu.halt_poll is 1us; in the laboratory it is 0ps")
        self.check_failed(self.run_lab(SCENARIO, "--set", "sched.idle_exit=1us", *SHORT), 3, "sched.idle_exit is 1us; in the laboratory it is 0ps")

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
        self.assertEqual(result["packets"]["dropped"], {"nic/ring_full": 10, "tap/queue_full": 100, "guest/qdisc_full": 0})
        self.assertEqual(result["latency_ns"], {"min": 9000, "mean": 10000.0, "p50": 10000, "p90": 12000, "p99": 18000, "p999": None, "max": 20000})
        self.assertEqual(result["cores"][0]["vhost"], 0.3)
        self.assertAlmostEqual(sum(share for name, share in result["cores"][0].items() if name != "core"), 1)
        # The frames are the model's: as many are offered in the counted time as in a run of it.
        model = json.loads(subprocess.run([VHOSTSIM, "run", SCENARIO, "--format", "json", *SHORT], capture_output=True, check=True).stdout)
        self.assertEqual(result["packets"]["offered"], model["packets"]["offered"])

    def test_what_the_machine_is_told(self):
        """Settings of the scenario arrive in the machine's order."""
        self.kernel()
        self.stand_in()
        cases = ((SCENARIO, [], ["guest sink 500 0 0 vm0", "nic ring=512 tx_ring=512 queues=1 gap=20000 dma=1000"], ["busyloop_us", "tap_wait", "stop="]),
                 (SCENARIO, ["vhost.busyloop_timeout=50us", "nic.tx_ring=256", "nic.moderation=off", "nic.interrupt_latency=2us"],
                  ["busyloop_us 50", "nic ring=512 tx_ring=256 queues=1 gap=0 dma=1000 latency=2000"], []),
                 (LAB_SCENARIOS / "two-guests.yaml", ["flow=feedback"],
                  ["nic ring=512 tx_ring=512 queues=2 gap=20000 dma=1000 stop=1000 restart=500", "guest sink 500 0 0 quiet"], []),
                 (SCENARIO, ["seed=7"], ["seed 7"], []),
                 (SCENARIO, ["flow=feedback", "tap.queue=300", "feedback.restart=9"],
                  ["nic ring=512 tx_ring=512 queues=1 gap=20000 dma=1000 stop=300 restart=9"], []),
                 (LAB_SCENARIOS / "transmit.yaml", ["traffic.rate=80kpps", "traffic.frame=512B"], ["guest source 500 12500 508 vm0"], []),
                 (LAB_SCENARIOS / "ovs.yaml", [], ["ovs 1 1048576 1", "nic ring=512 tx_ring=512 queues=1 gap=20000 dma=1000 udp=1"], ["rps"]),
                 (LAB_SCENARIOS / "ovs.yaml", ["switch.match=5-tuple", "switch.upcall_buffer=64kB"], ["ovs 2 64000 1"], []),
                 (SCENARIO, ["nic.rps_cpus=0"], ["rps 1", "nic ring=512 tx_ring=512 queues=1 gap=20000 dma=1000 udp=1"], ["ovs"]),
                 (SCENARIO, [], [], ["ovs", "rps", "udp"]),
                 (LAB_SCENARIOS / "upcalls.yaml", ["switch.masks=9"], ["ovs 2 1048576 9"], []),
                 (LAB_SCENARIOS / "reflect.yaml", [], ["guest reflect 500 0 0 vm0"], []),
                 (LAB_SCENARIOS / "tap-reader.yaml", ["tap.wait=epoll"], ["tap_wait epoll", "guest sink 500 0 0 vpn"], []))
        for scenario, settings, lines, absent in cases:
            with self.subTest(f"{scenario.name} {settings}"):
                done = self.run_lab(scenario, *(word for s in settings for word in ("--set", s)), *SHORT)
                told = self.order()
                self.assertLessEqual(set(lines), set(told), done.stderr)
                self.assertEqual([line for line in told if any(word in line for word in absent)], [])

    def test_what_its_guests_cannot_do(self):
        transmit = LAB_SCENARIOS / "transmit.yaml"
        for scenario, setting, what in ((transmit, "traffic.0.arrivals=poisson", "arrivals is poisson"), (transmit, "traffic.0.socket=10", "socket is 10"),
                                        (transmit, "traffic.0.start=1ms", "start is 1ms"), (transmit, "guests.vm0.app=reflect", "it does one of both")):
            with self.subTest(setting):
                self.check_failed(self.run_lab(scenario, "--set", setting, *SHORT), 3, what)

    def test_frames(self):
        """The machine's file of frames has the model's dates and sizes, of captures too."""
        self.kernel()
        self.stand_in()
        text = SCENARIO.read_text().replace("../", f"{SOURCE}/scenarios/")
        capture = pathlib.Path(self.folder.name, "capture.yaml")
        capture.write_text(text.replace("rate: 150kpps, frame: 64B", f"rate: 100kpps, pcap_speed: rate, pcap: {SOURCE}/scenarios/captures/trains.pcap"))
        self.assertEqual(self.run_lab(capture, *SHORT).returncode, 0)
        trace = pathlib.Path(self.folder.name, "trace")
        subprocess.run([VHOSTSIM, "run", capture, *SHORT, "--trace", trace], stdout=subprocess.DEVNULL, check=True)
        offered = [re.search(r"^([\d.]+) packet offered .*bytes=(\d+)", line) for line in trace.read_text().splitlines()]
        expected = sorted((round(float(m[1])), int(m[2]) - 4) for m in offered if m)
        archive = pathlib.Path(self.folder.name, "initramfs").read_bytes()
        start = (archive.index(b"frames\0") + len(b"frames\0") + 3) // 4 * 4
        found = [struct.unpack_from("<QH", archive, start + 16 * i) for i in range(len(expected))]
        self.assertEqual(found, expected)
        self.assertGreater(len({size for _, size in found}), 1)

    def test_flows(self):
        """Each frame has a 5-tuple of its source's, and those of two sources differ."""
        self.kernel()
        self.stand_in()
        two = pathlib.Path(self.folder.name, "two.yaml")
        text = SCENARIO.read_text().replace("../", f"{SOURCE}/scenarios/")
        two.write_text(text + "  - {to: vm0, rate: 100kpps, frame: 64B}\n")
        for flows, most in ((1, 2), (3, 6), (1000000, 0)):
            with self.subTest(flows):
                done = self.run_lab(two, "--set", f"traffic.0.flows={flows}", "--set", f"traffic.1.flows={flows}", *SHORT)
                self.assertEqual(done.returncode, 0, done.stderr)
                archive = pathlib.Path(self.folder.name, "initramfs").read_bytes()
                start = (archive.index(b"frames\0") + len(b"frames\0") + 3) // 4 * 4
                size = int(archive[archive.index(b"frames\0") - 110 + 54:archive.index(b"frames\0") - 110 + 62], 16)
                found = {flow for _, _, _, flow in struct.iter_unpack("<QHBxI", archive[start:start + size])}
                self.assertTrue(len(found) == most or not most and len(found) > 0.99 * size / 16, len(found))

    def test_open_vswitch(self):
        """Its modules are in the machine when it forwards, and then its counters are in the result."""
        self.kernel()
        module = self.cache / "6.1/6.1.0-99-amd64/lib/modules/6.1.0-99-amd64/kernel/net/openvswitch/openvswitch.ko"
        module.parent.mkdir(parents=True)
        module.write_bytes(b"the module")
        counters = {"ovs_hit": 1400, "ovs_missed": 90, "ovs_lost": 9, "ovs_mask_hit": 1500, "ovs_cache_hit": 1399, "ovs_flow_new": 3}
        self.stand_in(log=LOG + "".join(f"lab {name} {value}\r\n" for name, value in counters.items()))
        result = json.loads(self.run_lab(LAB_SCENARIOS / "ovs.yaml", *SHORT).stdout)
        self.assertEqual({name: result["counters"][name] for name in counters}, counters)
        self.assertIn(b"modules/openvswitch.ko", pathlib.Path(self.folder.name, "initramfs").read_bytes())
        self.assertEqual(self.run_lab(SCENARIO, *SHORT).returncode, 0)
        self.assertNotIn(b"openvswitch", pathlib.Path(self.folder.name, "initramfs").read_bytes())

    def test_what_its_switch_cannot_do(self):
        eight = pathlib.Path(self.folder.name, "eight.yaml")
        eight.write_text((LAB_SCENARIOS / "ovs.yaml").read_text().replace("platform: ../platforms/lab.xml", "host: {cores: 8, clock: 1GHz}")
                         .replace("../", f"{SOURCE}/scenarios/"))
        for setting, what in (("switch.masks=10", "switch.masks is 10; in the laboratory it is 1 or 2"), ("switch.max_idle=1s", "switch.max_idle is set"),
                              ("switch.handlers=2", "switch.handlers is 2; in the laboratory it is 1"),
                              ("switch.handler_core=3", "switch.handler_core is 3; in the laboratory it is 0"),
                              ("nic.rps_cpus=1-2", "nic.rps_cpus is 1-2; in the laboratory it is empty or 0")):
            with self.subTest(setting):
                self.check_failed(self.run_lab(eight, "--set", setting, *SHORT), 3, f"--set {setting.partition('=')[0]}: error: ", what)

    def test_sender(self):
        """What a guest sends is delivered where it has left by the wire."""
        self.kernel()
        self.stand_in()
        result = json.loads(self.run_lab(LAB_SCENARIOS / "reflect.yaml", *SHORT).stdout)
        self.assertEqual((result["packets"]["delivered"], result["latency_ns"]["p50"], result["counters"]["saturations"]), (1200, 20000, 7))

    def test_kernel_unpacked(self):
        self.kernel()
        self.program("qemu-system-x86_64", f"cat <<'END'\n{LOG}lab done 1\r\nEND\nwhile [ \"$1\" != -kernel ]; do shift; done\n"
                                           f"cp \"$2\" {self.folder.name}/image")
        for image in (packed_kernel(), b"packed otherwise"):
            with self.subTest(image[:6]):
                self.assertEqual(self.run_lab(SCENARIO, *SHORT).returncode, 0)
                self.assertEqual(pathlib.Path(self.folder.name, "image").read_bytes(), b"the kernel" if image[0:1] == b"\0" else image)
            root = self.cache / "6.1" / "6.1.0-99-amd64"
            (root / "vmlinux").unlink(missing_ok=True)
            (root / "boot" / f"vmlinuz-{root.name}").write_bytes(b"packed otherwise")

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

    def test_setup(self):
        """What is missing is said, and nothing of what failed is left."""
        words = {"capture_output": True, "text": True, "timeout": 60, "check": False}
        for name in ("python3", "env"):
            (self.programs / name).symlink_to(shutil.which(name))
        alone = dict(self.environment(), PATH=str(self.programs))
        self.check_failed(subprocess.run([LAB / "setup"], env=alone, **words), 4, "qemu-system-x86_64 is not installed", "apt-get install")
        self.program("qemu-system-x86_64", "exit 1")
        self.check_failed(subprocess.run([LAB / "setup"], env=alone, **words), 4, "not installed: cc (package gcc), make (package make), apt-get")
        for name in ("make", "nm", "cc", "dpkg"):
            self.program(name, "exit 0")
        self.program("apt-cache", "echo linux-image-6.1.0-9-amd64")
        self.program("apt-get", "touch kernel.deb")
        self.program("dpkg", "echo 'tar: ./boot/vmlinuz: Cannot write: No space left on device'; exit 2")
        done = subprocess.run([LAB / "setup", "--kernel", "6.1"], env=self.environment(), **words)
        self.check_failed(done, 4, "unpacking kernel.deb", "No space left on device")
        self.assertEqual(list((self.cache / "6.1").iterdir()), [])

    def test_first_use_by_two(self):
        """Who comes while another program builds the module waits for it."""
        self.kernel()
        root = self.cache / "6.1" / "6.1.0-99-amd64"
        for path in root.glob("initramfs-*"):
            path.unlink()
        self.program("make", f"echo built >>{self.folder.name}/builds; sleep 0.5; for word; do case $word in M=*) : >${{word#M=}}/simnic.ko;; esac; done")
        self.program("cc", ": >../start")
        self.stand_in()
        with concurrent.futures.ThreadPoolExecutor(2) as both:
            done = list(both.map(lambda _: self.run_lab(SCENARIO, *SHORT), range(2)))
        self.assertEqual([d.returncode for d in done], [0, 0], [d.stderr for d in done])
        self.assertEqual(pathlib.Path(self.folder.name, "builds").read_text(), "built\n")

    def test_shares(self):
        """What the patterns of the costs name of the NIC's module is there, and each of its functions that a packet meets has a cost."""
        sys.path.insert(0, str(LAB))
        import shares  # pylint: disable=import-outside-toplevel
        text = "".join(path.read_text() for path in (LAB / "kernel").glob("*.c"))
        defined = set(re.findall(r"^[a-z][\w *]*?\b(\w+)\([^;]*?\)\n\{", text, re.MULTILINE))
        named = {name for _, pattern in shares.COSTS.values() for name in re.findall(r"\b(\w+)\$", pattern)}
        self.assertEqual(named - defined, {"hrtimer_run_queues"})
        met = {"expect_next", "look", "take", "due", "arm", "nic_enable", "fire", "receive", "poll", "nic_tx_clean", "nic_tx_next", "charge"}
        self.assertLessEqual(met, defined)
        self.assertEqual(shares.share(dict.fromkeys(met, 1))[1], {})

    def test_calls(self):
        """A call is an execution of a function's first block. A page of a new slab is no packet's: what it costs goes to the slab."""
        sys.path.insert(0, str(LAB))
        import counts  # pylint: disable=import-outside-toplevel
        import shares  # pylint: disable=import-outside-toplevel
        path = pathlib.Path(self.folder.name, "counts")
        path.write_text("1000 5 7 0\n1005 3 4 0\n2000 2 9 0\n0 1 1 0\n")
        names = [(0x1000, "__alloc_pages"), (0x2000, "allocate_slab")]
        parts, calls = counts.by_part(path, names)
        functions = parts[0]
        self.assertEqual((functions, calls), ({"__alloc_pages": 47, "allocate_slab": 18, "?": 1}, {"__alloc_pages": 7, "allocate_slab": 9, "?": 0}))
        by_cost, paid = shares.share(functions)[0], shares.calls_paid_for(calls)
        self.assertEqual((by_cost["skb_alloc"], by_cost["slab_new"], paid["new_slabs"]), (47, 18, 9))
        paid["new_slabs"] = 2
        shares.divide_pages(by_cost, functions, calls, paid)
        self.assertAlmostEqual(by_cost["skb_alloc"], 47 * 5 / 7)
        self.assertAlmostEqual(by_cost["slab_new"], 18 + 47 * 2 / 7)

    def test_no_cost_alone(self):
        """What belongs to no cost alone, as two loads say it, is what the third has."""
        sys.path.insert(0, str(LAB))
        import shares  # pylint: disable=import-outside-toplevel
        packets, events = shares.come_with(1000, 500, 1000 * 0.02 + 500 * 0.06, 3000, 100, 3000 * 0.02 + 100 * 0.06)
        self.assertAlmostEqual(packets, 0.02)
        self.assertAlmostEqual(events, 0.06)

    def test_cases(self):
        """All cases of a whole validation have a scenario; --only chooses, and a name that none has is refused."""
        words = [LAB / "validate", "--model", "--into", self.folder.name, "--only"]
        done = subprocess.run([*words, "^two-guests/6.1-voluntary$"], env=self.environment(), capture_output=True, text=True, check=True, timeout=60)
        rows = pathlib.Path(self.folder.name, "two-guests/6.1-voluntary.csv").read_text().splitlines()
        self.assertTrue(rows[0].endswith("delivered_pps.quiet,queue_full_pps.quiet,latency_p50_ns.quiet"), rows[0])
        self.assertGreater(len(rows), 5)
        self.check_failed(subprocess.run([*words, "^nothing$"], env=self.environment(), capture_output=True, text=True, check=False, timeout=60), 2,
                          "no case has ^nothing$ in its name: 6.1-voluntary")
        nowhere = dict(self.environment("/bin/false"), PATH="/usr/bin:/bin")
        self.check_failed(subprocess.run([*words, "^two-guests/6.1-voluntary$"], env=nowhere, capture_output=True, text=True, check=False, timeout=60), 4,
                          "50 kpps: exit status 1", "500 kpps: exit status 1")
        self.assertEqual(pathlib.Path(self.folder.name, "two-guests/6.1-voluntary.csv").read_text().splitlines(), rows)
        self.assertEqual(done.stdout, "")

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
        files, pid = pathlib.Path(self.folder.name, "files"), pathlib.Path(self.folder.name, "pid")
        files.mkdir()
        for said in ("Loading", "lab from 100", "rcu: INFO: rcu_preempt self-detected stall on CPU"):
            with self.subTest(said):
                self.program("qemu-system-x86_64", f"echo $$ >{pid}; echo '{said}'; exec sleep 1000")
                done = subprocess.run([LAB / "run", SCENARIO, "--kernel", "6.1", "--timeout", "1", *SHORT], env=dict(self.environment(), TMPDIR=str(files)),
                                      capture_output=True, text=True, timeout=60, check=False)
                self.check_failed(done, 4, "in 1 s (--timeout)", said)
                self.assertRaises(ProcessLookupError, os.kill, int(pid.read_text()), 0)
                self.assertEqual(list(files.iterdir()), [])


unittest.main(argv=sys.argv[:1])
