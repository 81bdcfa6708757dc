#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/tree/words.py VHOSTSIM FILE...: what people read is easy to read. In the documents FILE (Markdown) and in the help
# of every subcommand no sentence has more than 30 words, and no line more than 100 columns. Code, addresses and the lines
# of tables may be wider. Prints each place that is not so.
import re
import subprocess
import sys

WORDS = 30
COLUMNS = 100


def blocks(lines):
    """(line number, text) of each paragraph, item of a list and cell of a table; without code."""
    block, first, fenced, code = [], 0, False, False
    for n, line in enumerate([*lines, ""], 1):
        text = line.strip()
        fence = text.startswith("```")
        fenced ^= fence
        item = re.match(r"(?:[-*]|\d+\.|#+) +", text)
        code = bool(text) and line.startswith("    ") and (code or not block)
        if block and (not text or fence or item or text.startswith("|")):
            yield first, " ".join(block)
            block = []
        if not text or fence or fenced or code:
            continue
        if text.startswith("|"):
            yield from ((n, cell) for cell in re.split(r"(?<!\\)\|", text))
            continue
        first = first if block else n
        block.append(text[item.end():] if item else text)


def sentences(text):
    """The sentences of a block; an address or a piece of code counts as a word."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"`[^`]*`", "code", text)
    return re.split(r"(?<=[.!?:])[\"*)]*\s+", text)


def faults(name, lines):
    for n, block in blocks(lines):
        for sentence in sentences(block):
            if (words := len(sentence.split())) > WORDS:
                yield f"{name}:{n}: a sentence of {words} words: {sentence}"
    for n, line in enumerate(lines, 1):
        if len(line) > COLUMNS and not re.match(r" *(\||!?\[|    )", line):
            yield f"{name}:{n}: {len(line)} columns"


def helps(vhostsim):
    """(name, lines) of the help of every subcommand; the options as items of a list."""
    listed = subprocess.run([vhostsim, "--help"], capture_output=True, text=True, check=True).stdout
    for command in re.findall(r"^  ([a-z]+) ", listed.split("Commands:")[1].split("\n\n")[0], re.M):
        out = subprocess.run([vhostsim, command, "--help"], capture_output=True, text=True, check=True).stdout
        yield f"vhostsim {command} --help", [re.sub(r"^ +(?=-)|^ +", "- " if " -" in line[:5] else "", line) for line in out.split("\n")]


def main():
    vhostsim, *files = sys.argv[1:]
    texts = [(f, open(f, encoding="utf-8").read().split("\n")) for f in files] + list(helps(vhostsim))
    found = [fault for name, lines in texts for fault in faults(name, lines)]
    print("\n".join(found))
    return bool(found) or len(texts) < 15


sys.exit(main())
