#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which part of the way the laboratory's plugin counts a block for: parts.py SOURCE_DIR.

The plugin runs without QEMU: a program that stands for it executes blocks that begin at given addresses. What must be counted was
worked out by hand. Then what tools/lab/upcalls.py makes of counts. Prints what is wrong.
"""
import pathlib
import subprocess
import sys
import tempfile
import types

sys.dont_write_bytecode = True
SOURCE = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(SOURCE / "tools/lab"))
import counts  # noqa: E402
import upcalls  # noqa: E402

STAND_IN = """
#include "%s"
struct qemu_plugin_tb { uint64_t address; };
static struct { void (*call)(unsigned, void *); void *data; } calls[64];
static int n_calls;
static uint64_t *counter;
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb) { return tb->address; }
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb) { (void)tb; return 5; }
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int op, void *data, uint64_t by)
{ (void)tb; (void)op; (void)by; counter = data; }
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, void (*call)(qemu_plugin_id_t, struct qemu_plugin_tb *))
{ (void)id; (void)call; }
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, void (*call)(unsigned, void *), int regs, void *data)
{ (void)tb; (void)regs; calls[n_calls].call = call; calls[n_calls++].data = data; }
int main(int n, char **words)
{
	int split = 1;
	while (strcmp(words[split], "--"))
		split++;
	qemu_plugin_install(0, NULL, split - 1, words + 1);
	for (int i = split + 1; i < n; i++) {
		struct qemu_plugin_tb tb = {strtoull(words[i], NULL, 16)};
		n_calls = 0;
		counter = NULL;
		translated(0, &tb);
		for (int k = 0; k < n_calls; k++)
			calls[k].call(0, calls[k].data);
		if (counter)
			(*counter)++;
	}
	return 0;
}
"""

# Part 1 begins at 100 and is called from 200 to 20f; part 2 begins at 300 within 1, and its caller is 110 to 11f; 900 is a softirq, called
# from 910 on; at 800 another thread goes on, and at 120 the first one does.
RULES = ["part=1:0:100", "leave=1:200-210", "part=2:1:300", "leave=2:110-120", "part=0:-1:900", "leave=0:910-920", "suspend=800", "resume=120-130"]
# blocks in turn; {(block, part): executions}
CASES = (
    ("nothing has begun", "500 200 300", {("500", 0): 1, ("200", 0): 1, ("300", 0): 1}),
    ("one after the other", "100 500 200 500 100", {("100", 1): 2, ("500", 1): 1, ("200", 0): 1, ("500", 0): 1}),
    ("one within the other", "100 300 500 110 500 208 500", {("100", 1): 1, ("300", 2): 1, ("500", 2): 1, ("110", 1): 1, ("500", 1): 1,
                                                             ("208", 0): 1, ("500", 0): 1}),
    ("a softirq in between", "100 900 500 910 500", {("100", 1): 1, ("900", 0): 1, ("500", 0): 1, ("910", 1): 1, ("500", 1): 1}),
    ("a softirq that has its own", "100 900 100 200 500 910", {("100", 1): 2, ("900", 0): 1, ("200", 0): 1, ("500", 0): 1, ("910", 1): 1}),
    ("another thread", "100 300 800 500 128 500 110", {("100", 1): 1, ("300", 2): 1, ("800", 0): 1, ("500", 0): 1, ("128", 2): 1, ("500", 2): 1,
                                                       ("110", 1): 1}),
    ("suspended on the way back", "100 800 200 120 500", {("100", 1): 1, ("800", 0): 1, ("200", 0): 1, ("120", 0): 1, ("500", 0): 1}),
)
failed = False


def expect(what, found, wanted):
    global failed
    if found != wanted:
        failed = True
        print(f"{what}: {found}, not {wanted}")


def counted(program, folder, rules, blocks):
    out = pathlib.Path(folder, "out")
    subprocess.run([program, f"out={out}", "begin=0", "end=fff", *rules, "--", *blocks.split(), "fff"], check=True)
    lines = (line.split() for line in out.read_text(encoding="ascii").splitlines())
    return {(address, int(part)): int(executions) for address, _, executions, part in lines if address != "fff"}


def check_plugin(folder):
    source, program = pathlib.Path(folder, "stand_in.c"), pathlib.Path(folder, "stand_in")
    source.write_text(STAND_IN % (SOURCE / "tools/lab/plugin/count.c"), encoding="ascii")
    subprocess.run(["cc", "-O1", "-o", program, source], check=True)
    for what, blocks, wanted in CASES:
        expect(what, counted(program, folder, RULES, blocks), wanted)
    expect("without parts", counted(program, folder, [], "100 300 300"), {("100", 0): 1, ("300", 0): 2})


NAMES = [(0x100, "ovs_dp_upcall"), (0x180, "other"), (0x200, "ovs_dp_process_packet"), (0x280, "__schedule"), (0x300, "last")]


def check_rules():
    parts = counts.Parts(((1, 0, r"ovs_dp_upcall$", r"ovs_dp_process_packet$"),), r"__schedule$", r"other$")
    expect("rules", counts.rules(NAMES, parts), ",suspend=280,resume=180-200,part=1:0:100,leave=1:200-280")


def check_operating():
    """A system call that takes 2,000 and 300 more an operation."""
    def run(calls, upcalls_, puts):
        figures = {"ovs_operations": calls, "ovs_upcalls": upcalls_, "ovs_flow_new": puts}
        took = {"genl_rcv_msg": 2000 * calls + 300 * (upcalls_ + puts), "user:genl_send": 99, "try_to_wake_up": 50}
        return types.SimpleNamespace(figures=figures, parts={upcalls.OPERATE: took})
    expect("operations", tuple(round(n, 6) for n in upcalls.operating(run(100, 100, 100), run(10, 300, 200))), (2000, 300))


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_plugin(folder)
    check_rules()
    check_operating()
    return failed


sys.exit(main())
