/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fiber: a stack of its own, on which the routines of a task run, so that they can be left in the middle and
 * gone on with later.
 *
 * fiber_switch saves the registers that a function call preserves, exchanges the stack pointer, and restores
 * them from the other stack: 16 instructions on x86-64. On another processor it is swapcontext(3), which is
 * slower. Sanitizers are told of each switch.
 *
 * A stack belongs to a pool, which frees all of its stacks at once. Below each stack lies a page that cannot be
 * touched. Only pages that were used take memory: one or two for most tasks.
 */
#ifndef SIM_BASE_FIBER_H
#define SIM_BASE_FIBER_H

#include <stddef.h>

struct fiber {
	void *sp; /* stack pointer while it does not run; NULL: it has no stack yet */
	void *bp, *pc;
	void *bottom; /* of its stack, as size: for the sanitizers */
	size_t size;
	void *sanitizer; /* what a sanitizer keeps of it */
};

/* The stacks of one machine. All zero is an empty pool. */
struct fiber_pool {
	struct fiber_stack *stacks;
	unsigned n;
};

/* fiber_init: gives the fiber a stack of the pool; the first switch to it calls fn(arg), which never returns.
 * fiber_pool_free: unmaps all stacks of the pool; none of its fibers may be switched to again. */
void fiber_init(struct fiber *f, struct fiber_pool *pool, void (*fn)(void *arg), void *arg);
void fiber_pool_free(struct fiber_pool *pool);

/* fiber_jump: the switch itself. The compiler saves what it needs in registers, as around a call; there is no call,
 * so that the processor's predictions of returns stay right. */
#if defined(__x86_64__) && !defined(FIBER_UCONTEXT)
static inline __attribute__((always_inline)) void fiber_jump(struct fiber *from, struct fiber *to)
{
	__asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
			 "movq %%rsp, 0(%0)\n\t"
			 "movq %%rbp, 8(%0)\n\t"
			 "movq %%rax, 16(%0)\n\t"
			 "movq 0(%1), %%rsp\n\t"
			 "movq 8(%1), %%rbp\n\t"
			 "jmpq *16(%1)\n"
			 "1:"
			 : "+D"(from), "+S"(to)
			 :
			 : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
			   "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
			   "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory", "cc");
}
#else
void fiber_jump(struct fiber *from, struct fiber *to);
#endif

/* fiber_leaves, fiber_enters: what sanitizers want to hear before the jump, and after it on the other stack. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
void fiber_leaves(struct fiber *from, const struct fiber *to);
void fiber_enters(struct fiber *f);
#else
/* fiber_leaves: nothing, without sanitizers. */
static inline void fiber_leaves(struct fiber *from, const struct fiber *to)
{
	(void)from, (void)to;
}

/* fiber_enters: nothing, without sanitizers. */
static inline void fiber_enters(struct fiber *f)
{
	(void)f;
}
#endif

/* fiber_switch: goes on with `to`, which is not NULL, and saves the caller in `from`. Returns when any fiber switches
 * back to it. The caller's own stack needs no fiber_init. The first thing that a fiber's fn calls is fiber_enters. */
static inline __attribute__((always_inline)) void fiber_switch(struct fiber *from, struct fiber *to)
{
	fiber_leaves(from, to);
	fiber_jump(from, to);
	fiber_enters(from);
}

#endif
