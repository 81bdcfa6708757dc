# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's kernels for the laboratory: fetched by name on first use, with the module and the first process built for them.

All of it stays in a cache folder: $VHOSTSIM_LAB_CACHE, or vhostsim-lab in $XDG_CACHE_HOME or ~/.cache.
"""
import contextlib
import fcntl
import hashlib
import lzma
import os
import re
import shutil
import subprocess

import cpio
from order import Broken

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = ("net/llc/llc", "net/802/stp", "net/bridge/bridge", "drivers/vhost/vhost_iotlb", "drivers/vhost/vhost", "drivers/vhost/vhost_net",
           "drivers/net/tun", "drivers/net/tap")
OVS_MODULES = ("crypto/crc32c_generic", "lib/libcrc32c", "net/ipv4/netfilter/nf_defrag_ipv4", "net/ipv6/netfilter/nf_defrag_ipv6", "net/netfilter/nf_conntrack",
               "net/netfilter/nf_nat", "net/netfilter/nf_conncount", "net/nsh/nsh", "net/psample/psample", "net/openvswitch/openvswitch")
RELEASES = {"6.1": r"linux-image-(6\.1\.0-\d+-amd64)", "6.12": r"linux-image-(6\.12\.\d+\+deb12-amd64)"}
FETCH_S, BUILD_S = 600, 300


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.environ.get("VHOSTSIM_LAB_CACHE") or os.path.join(base, "vhostsim-lab")


def call(words, cwd, seconds, what):
    """Runs a command quietly; Broken with the end of what it said when it fails."""
    try:
        done = subprocess.run(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds, check=False)
    except FileNotFoundError:
        raise Broken(f"{what}: {words[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise Broken(f"{what}: {words[0]} took more than {seconds} s") from None
    if done.returncode != 0:
        raise Broken(f"{what}: {' '.join(words[:3])} ... failed:\n" + "\n".join(done.stdout.splitlines()[-6:]))
    return done.stdout


@contextlib.contextmanager
def alone(folder):
    """While it lasts no other program of the laboratory looks for, fetches or builds anything in this folder."""
    try:
        os.makedirs(folder, exist_ok=True)
        file = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Broken(f"{error.filename}: {error.strerror}") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def newest(version):
    """The release of a kernel that Debian has now, such as 6.1.0-50-amd64."""
    listed = call(["apt-cache", "pkgnames", "linux-image-6"], "/", 60, "the list of packages")
    found = [m.group(1) for m in re.finditer(f"^{RELEASES[version]}$", listed, re.MULTILINE)]
    if not found:
        raise Broken(f"the lists of apt name no kernel {version}: update them (apt-get update) with Debian 12's sources")
    return max(found, key=lambda release: [int(n) for n in re.findall(r"\d+", release)])


def elf_of(image):
    """The kernel that a bzImage has packed by xz (Documentation/x86/boot.rst); None: packed otherwise. In the machine unpacking takes
    3 s."""
    if len(image) < 0x250:
        return None
    start = (image[0x1F1] + 1) * 512 + int.from_bytes(image[0x248:0x24C], "little")
    packed = image[start:start + int.from_bytes(image[0x24C:0x250], "little")]
    return lzma.LZMADecompressor().decompress(packed) if packed.startswith(b"\xfd7zXZ\0") else None


class Kernel:
    """image: the kernel's file; initramfs: what the machine begins with, as bytes, without order and frames; start: the file of
    its first process, for its symbols."""

    def __init__(self, version, say):
        self.version, self.folder = version, os.path.join(cache_folder(), version)
        self.say = say
        with alone(self.folder):
            self.release = self.fetched() or self.fetch()
            self.root = os.path.join(self.folder, self.release)
            self.image = self.unpacked(os.path.join(self.root, "boot", f"vmlinuz-{self.release}"))
            self.initramfs = self.made_initramfs()

    # ---- Debian's packages ----

    def fetched(self):
        if not os.path.isdir(self.folder):
            return None
        whole = [name for name in os.listdir(self.folder) if os.path.exists(os.path.join(self.folder, name, "complete"))]
        return max(whole, default=None)

    def fetch(self):
        release = newest(self.version)
        self.say(f"fetching Debian's kernel {release} into {self.folder}")
        partial = os.path.join(self.folder, f"{release}.part")
        shutil.rmtree(partial, ignore_errors=True)
        try:
            os.makedirs(partial)
            self.download(release, partial)
            os.rename(partial, os.path.join(self.folder, release))
        except OSError as error:
            raise Broken(f"{error.filename}: {error.strerror}") from None
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return release

    def download(self, release, into):
        common = release.replace("-amd64", "-common")
        kbuild = "linux-kbuild-6.1" if self.version == "6.1" else f"linux-kbuild-{release.removesuffix('-amd64')}"
        packages = [f"linux-image-{release}", f"linux-headers-{release}", f"linux-headers-{common}", kbuild]
        call(["apt-get", "download", *packages], into, FETCH_S, f"fetching the kernel {release}")
        for name in sorted(os.listdir(into)):
            if name.endswith(".deb"):
                call(["dpkg", "-x", name, "."], into, FETCH_S, f"unpacking {name}")
                os.unlink(os.path.join(into, name))
        headers = os.path.join(into, "usr/src", f"linux-headers-{release}")
        makefile, image = os.path.join(headers, "Makefile"), os.path.join(headers, "vmlinux")
        if os.path.exists(image):
            os.unlink(image)  # without it no BTF is made for the module, which would need pahole
        with open(makefile, encoding="utf-8") as file:
            text = file.read()
        with open(makefile, "w", encoding="utf-8") as file:
            file.write(text.replace("include /usr/src", f"include {os.path.join(self.folder, release)}/usr/src"))
        with open(os.path.join(into, "complete"), "w", encoding="ascii"):
            pass

    # ---- what is built for it ----

    def unpacked(self, image):
        """The kernel's file as QEMU boots it at once; an image that is not packed by xz unpacks itself in the machine."""
        found = os.path.join(self.root, "vmlinux")
        if not os.path.exists(found):
            kernel = elf_of(self.read(image))
            if kernel is None:
                return image
            with open(found + ".new", "wb") as file:
                file.write(kernel)
            os.rename(found + ".new", found)
        return found

    def sources(self):
        return sorted(os.path.join(HERE, folder, name) for folder in ("kernel", "init") for name in os.listdir(os.path.join(HERE, folder)))

    def made_initramfs(self):
        digest = hashlib.sha256()
        for path in self.sources():
            with open(path, "rb") as file:
                digest.update(file.read())
        built = os.path.join(self.root, f"initramfs-{digest.hexdigest()[:16]}")
        if not os.path.exists(built):
            self.say(f"building the laboratory's module and first process for {self.release}")
            self.build(built)
        self.start = built + ".start"
        with open(built, "rb") as file:
            return file.read()

    def build(self, into):
        work = os.path.join(self.root, "build")
        shutil.rmtree(work, ignore_errors=True)
        for folder in ("kernel", "init"):
            shutil.copytree(os.path.join(HERE, folder), os.path.join(work, folder))
        headers = os.path.join(self.root, "usr/src", f"linux-headers-{self.release}")
        call(["make", "-C", headers, f"M={work}/kernel", "modules"], work, BUILD_S, "building the module")
        sources = [name for name in sorted(os.listdir(os.path.join(work, "init"))) if name.endswith(".c")]
        call(["cc", "-O2", "-static", "-pthread", "-o", "../start", *sources], os.path.join(work, "init"), BUILD_S, "building the first process")
        archive = cpio.Archive()
        archive.file("init", self.read(os.path.join(work, "start")), 0o755)
        archive.folder("modules")
        archive.file("modules/simnic.ko", self.read(os.path.join(work, "kernel/simnic.ko")))
        for module in MODULES:
            self.add_module(archive, module)
        with open(into + ".new", "wb") as file:
            file.write(archive.end())
        os.replace(os.path.join(work, "start"), into + ".start")
        os.rename(into + ".new", into)
        shutil.rmtree(work)

    @staticmethod
    def read(path):
        with open(path, "rb") as file:
            return file.read()

    def add_modules(self, archive, order):
        """Those that this order needs beside what all need."""
        for module in OVS_MODULES if order.ovs else ():
            self.add_module(archive, module)

    def add_module(self, archive, module):
        """A module that is missing is built into this kernel."""
        path = os.path.join(self.root, "lib/modules", self.release, "kernel", module + ".ko")
        name = f"modules/{os.path.basename(module)}.ko"
        if os.path.exists(path):
            archive.file(name, self.read(path))
        elif os.path.exists(path + ".xz"):
            archive.file(name, lzma.decompress(self.read(path + ".xz")))
