# SPDX-License-Identifier: GPL-3.0-or-later
"""An initramfs: an archive in cpio's "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst of the kernel)."""
import stat


def padded(data):
    return data + b"\0" * (-len(data) % 4)


class Archive:
    def __init__(self):
        self.parts, self.number = [], 0

    def entry(self, name, mode, data=b""):
        self.number += 1
        fields = [self.number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields)
        self.parts.append(padded(head + name.encode() + b"\0") + padded(data))

    def file(self, name, data, mode=0o644):
        self.entry(name, stat.S_IFREG | mode, data)

    def folder(self, name):
        self.entry(name, stat.S_IFDIR | 0o755)

    def end(self):
        """The bytes of the archive."""
        self.entry("TRAILER!!!", 0)
        return b"".join(self.parts)
