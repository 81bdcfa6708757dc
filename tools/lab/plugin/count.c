/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A plugin of QEMU: how often each block of translated code was executed. It costs the machine no instruction and no time.
 *
 * Arguments: begin=ADDRESS, end=ADDRESS, out=FILE. What is executed between the two counts; then the plugin writes a line
 * "ADDRESS INSTRUCTIONS EXECUTIONS PART" for each block into the file.
 *
 * Parts: what a function has others do is told from what else these do. part=NUMBER:WITHIN:ENTRY begins part NUMBER at a block that
 * starts at ENTRY, if part WITHIN is executed (-1: any). leave=NUMBER:FROM-TO ends it at a block from FROM to below TO, which is to be
 * its caller; then the part goes on within which it began. suspend=ADDRESS: another thread goes on, and none of them is executed until
 * a block of resume=FROM-TO is, where only the thread of the parts comes. Part 0 is what is outside of all, and may be begun within
 * others. Without such arguments there is part 0 alone.
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
#define PARTS 8
#define RULES 64
#define DEPTH 32

/* A hash table of blocks; a block is known by its address and its length. */
static struct block {
	uint64_t address, instructions, executions[PARTS];
} * blocks;
static const char *out = "count.txt";
static uint64_t begin, end; /* addresses at which a block starts */

enum kind { ENTER, LEAVE, SUSPEND, RESUME };
static struct rule {
	enum kind kind;
	int part, within;
	uint64_t from, to;
} rules[RULES];
static int n_rules;

/* The parts that have begun and not ended, the innermost one last. */
static struct stack {
	int depth, part[DEPTH];
} now, suspended;

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
		memset(blocks[i].executions, 0, sizeof(blocks[i].executions));
}

static void write_counts(unsigned cpu, void *data)
{
	FILE *file = fopen(out, "w");
	(void)cpu;
	(void)data;
	for (uint32_t i = 0; file && i < BLOCKS * PARTS; i++) {
		const struct block *b = &blocks[i / PARTS];
		if (b->executions[i % PARTS])
			fprintf(file, "%" PRIx64 " %" PRIu64 " %" PRIu64 " %u\n", b->address, b->instructions,
				b->executions[i % PARTS], i % PARTS);
	}
	if (!file || fclose(file) != 0)
		fprintf(stderr, "lab: %s cannot be written\n", out);
}

/* ---- parts ---- */

static int innermost(const struct stack *s)
{
	return s->depth > 0 ? s->part[s->depth - 1] : 0;
}

static void enter(const struct rule *r)
{
	if ((r->within < 0 ? now.depth > 0 : r->within == innermost(&now)) && now.depth < DEPTH)
		now.part[now.depth++] = r->part;
}

/* A thread may have been suspended on its way back to its program. */
static void leave(const struct rule *r)
{
	if (now.depth > 0 && innermost(&now) == r->part)
		now.depth--;
	else if (now.depth == 0 && innermost(&suspended) == r->part)
		suspended.depth = 0;
}

static void follow(unsigned cpu, void *data)
{
	const struct rule *r = data;
	(void)cpu;
	if (r->kind == ENTER)
		enter(r);
	else if (r->kind == LEAVE)
		leave(r);
	else if (r->kind == SUSPEND ? now.depth > 0 : suspended.depth > 0) {
		struct stack *from = r->kind == SUSPEND ? &now : &suspended;
		*(r->kind == SUSPEND ? &suspended : &now) = *from;
		from->depth = 0;
	}
}

static void execute(unsigned cpu, void *data)
{
	struct block *b = data;
	(void)cpu;
	b->executions[innermost(&now)]++;
}

static void take_rule(const char *argument)
{
	struct rule *r = &rules[n_rules];
	r->within = 0;
	if (n_rules == RULES)
		return;
	if (sscanf(argument, "part=%d:%d:%" SCNx64, &r->part, &r->within, &r->from) == 3)
		r->kind = ENTER;
	else if (sscanf(argument, "leave=%d:%" SCNx64 "-%" SCNx64, &r->part, &r->from, &r->to) == 3)
		r->kind = LEAVE;
	else if (sscanf(argument, "suspend=%" SCNx64, &r->from) == 1)
		r->kind = SUSPEND;
	else if (sscanf(argument, "resume=%" SCNx64 "-%" SCNx64, &r->from, &r->to) == 2)
		r->kind = RESUME;
	else
		return;
	n_rules++;
}

static bool concerns(const struct rule *r, uint64_t address)
{
	return r->to ? address >= r->from && address < r->to : address == r->from;
}

/* The rules come before the count. */
static void count_by_part(struct qemu_plugin_tb *tb, struct block *b)
{
	for (int i = 0; i < n_rules; i++)
		if (concerns(&rules[i], b->address))
			qemu_plugin_register_vcpu_tb_exec_cb(tb, follow, QEMU_PLUGIN_CB_NO_REGS, &rules[i]);
	qemu_plugin_register_vcpu_tb_exec_cb(tb, execute, QEMU_PLUGIN_CB_NO_REGS, b);
}

/* ---- */

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	uint64_t address = qemu_plugin_tb_vaddr(tb);
	struct block *b = find(address, qemu_plugin_tb_n_insns(tb));
	(void)id;
	if (n_rules > 0)
		count_by_part(tb, b);
	else
		qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, b->executions, 1);
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
	else
		take_rule(argument);
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
