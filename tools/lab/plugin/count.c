/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A plugin of QEMU: how often each block of translated code was executed. It costs the machine no instruction and no time.
 *
 * Arguments: begin=ADDRESS, end=ADDRESS, out=FILE. What is executed between the two counts; then the plugin writes a line
 * "ADDRESS INSTRUCTIONS EXECUTIONS" for each block into the file.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* What is used of QEMU's interface for plugins, version 1 (docs/devel/tcg-plugins.rst); Debian has no package with its header. */
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_info;
enum { QEMU_PLUGIN_INLINE_ADD_U64 = 0, QEMU_PLUGIN_CB_NO_REGS = 0 };
extern uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
extern void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int operation, void *counter,
						     uint64_t by);
extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
						  void (*call)(qemu_plugin_id_t, struct qemu_plugin_tb *));
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, void (*call)(unsigned, void *),
						 int registers, void *data);

EXPORT int qemu_plugin_version = 1;

#define BLOCKS (1u << 21)

/* A hash table of blocks; a block is known by its address and its length. */
static struct block {
	uint64_t address, instructions, executions;
} * blocks;
static const char *out = "count.txt";
static uint64_t begin, end; /* addresses at which a block starts */

static struct block *find(uint64_t address, uint64_t instructions)
{
	uint32_t i = (uint32_t)((address * 31 + instructions) * UINT64_C(0x9E3779B97F4A7C15) >> 43);
	while (blocks[i].address && (blocks[i].address != address || blocks[i].instructions != instructions))
		i = (i + 1) % BLOCKS;
	blocks[i].address = address;
	blocks[i].instructions = instructions;
	return &blocks[i];
}

static void forget_counts(unsigned cpu, void *data)
{
	(void)cpu;
	(void)data;
	for (uint32_t i = 0; i < BLOCKS; i++)
		blocks[i].executions = 0;
}

static void write_counts(unsigned cpu, void *data)
{
	FILE *file = fopen(out, "w");
	(void)cpu;
	(void)data;
	for (uint32_t i = 0; file && i < BLOCKS; i++)
		if (blocks[i].executions)
			fprintf(file, "%" PRIx64 " %" PRIu64 " %" PRIu64 "\n", blocks[i].address,
				blocks[i].instructions, blocks[i].executions);
	if (!file || fclose(file) != 0)
		fprintf(stderr, "lab: %s cannot be written\n", out);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	uint64_t address = qemu_plugin_tb_vaddr(tb);
	struct block *b = find(address, qemu_plugin_tb_n_insns(tb));
	(void)id;
	qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &b->executions, 1);
	if (address == begin)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, forget_counts, QEMU_PLUGIN_CB_NO_REGS, NULL);
	if (address == end)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, write_counts, QEMU_PLUGIN_CB_NO_REGS, NULL);
}

static void take_argument(const char *argument)
{
	if (!strncmp(argument, "out=", 4))
		out = strdup(argument + 4);
	else if (!strncmp(argument, "begin=", 6))
		begin = strtoull(argument + 6, NULL, 16);
	else if (!strncmp(argument, "end=", 4))
		end = strtoull(argument + 4, NULL, 16);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int n, char **arguments)
{
	(void)info;
	for (int i = 0; i < n; i++)
		take_argument(arguments[i]);
	blocks = calloc(BLOCKS, sizeof(*blocks));
	if (!blocks)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
