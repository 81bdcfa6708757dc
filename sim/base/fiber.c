/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* MAP_STACK, MAP_NORESERVE */
#include "sim/base/fiber.h"
#include "sim/base/check.h"

#include <stdint.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define STACK_SIZE ((size_t)256 << 10)
#else
#define STACK_SIZE ((size_t)64 << 10)
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

#define GUARD ((size_t)4096) /* bytes below a stack that cannot be touched */

/* Stacks begin at so many different places of their last page: else all would take the same few sets of the
 * processor's caches. */
#define PLACES 8
#define PLACE_BYTES 192

/* Stands at the top of its stack. */
struct fiber_stack {
	struct fiber_stack *next;
	char *memory;
	void *sanitizer;
};

/* ---- the switch itself ---- */

#if defined(__x86_64__) && !defined(FIBER_UCONTEXT)

/* Where a new fiber begins; its argument and function are on the stack. */
void fiber_first(void);
__asm__(".text\n"
	".globl fiber_first\n"
	".hidden fiber_first\n"
	".type fiber_first, @function\n"
	"fiber_first:\n"
	"	popq %rdi\n"
	"	popq %rax\n"
	"	callq *%rax\n"
	"	ud2\n"
	".size fiber_first, . - fiber_first\n");

static void first_frame(struct fiber *f, char *top, void (*fn)(void *arg), void *arg)
{
	void **sp = (void **)(void *)top;
	*--sp = (void *)(uintptr_t)fn;
	*--sp = arg;
	f->sp = sp;
	f->pc = (void *)(uintptr_t)fiber_first;
}

#else
#include <ucontext.h>

void fiber_jump(struct fiber *from, struct fiber *to)
{
	ucontext_t here;
	/* cppcheck-suppress autoVariables ; the stack that it is on stays while the fiber waits */
	from->sp = &here;
	swapcontext(&here, to->sp);
}

/* What a fiber begins with; on its stack. */
struct first {
	void (*fn)(void *arg);
	void *arg;
	ucontext_t context;
};

static void fiber_first(unsigned high, unsigned low)
{
	struct first *f = (struct first *)((uintptr_t)high << 32 | low);
	f->fn(f->arg);
}

static void first_frame(struct fiber *f, char *top, void (*fn)(void *arg), void *arg)
{
	struct first *first = (struct first *)(void *)top - 1;
	*first = (struct first){.fn = fn, .arg = arg};
	getcontext(&first->context);
	first->context.uc_stack.ss_sp = f->bottom;
	first->context.uc_stack.ss_size = (size_t)((char *)first - (char *)f->bottom);
	makecontext(&first->context, (void (*)(void))fiber_first, 2, (unsigned)((uintptr_t)first >> 32),
		    (unsigned)(uintptr_t)first);
	f->sp = &first->context;
}

#endif

/* ---- what sanitizers want to hear ---- */

#if defined(__SANITIZE_ADDRESS__)

static _Thread_local struct fiber *left; /* by the switch under way */

void fiber_leaves(struct fiber *from, const struct fiber *to)
{
	left = from;
	__sanitizer_start_switch_fiber(&from->sanitizer, to->bottom, to->size);
}

void fiber_enters(struct fiber *f)
{
	const void *bottom;
	__sanitizer_finish_switch_fiber(f->sanitizer, &bottom, &left->size);
	left->bottom = (void *)(uintptr_t)bottom;
}

#elif defined(__SANITIZE_THREAD__)

void fiber_leaves(struct fiber *from, const struct fiber *to)
{
	from->sanitizer = __tsan_get_current_fiber();
	__tsan_switch_to_fiber(to->sanitizer, 0);
}

void fiber_enters(struct fiber *f)
{
	(void)f;
}

#endif

static void *stack_begins(void)
{
#if defined(__SANITIZE_THREAD__)
	return __tsan_create_fiber(0);
#else
	return NULL;
#endif
}

static void stack_ends(const struct fiber_stack *s)
{
#if defined(__SANITIZE_THREAD__)
	__tsan_destroy_fiber(s->sanitizer);
#elif defined(__SANITIZE_ADDRESS__)
	ASAN_UNPOISON_MEMORY_REGION(s->memory, STACK_SIZE);
#endif
	munmap(s->memory, STACK_SIZE);
}

/* ---- stacks ---- */

static struct fiber_stack *map_stack(struct fiber_pool *pool)
{
	char *memory = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	CHECK(memory != MAP_FAILED && mprotect(memory, GUARD, PROT_NONE) == 0,
	      "no memory for the stack of one more task");
	size_t place = pool->n++ % PLACES * PLACE_BYTES;
	struct fiber_stack *s = (struct fiber_stack *)(void *)(memory + STACK_SIZE - place) - 1;
	*s = (struct fiber_stack){.next = pool->stacks, .memory = memory};
	pool->stacks = s;
	return s;
}

void fiber_init(struct fiber *f, struct fiber_pool *pool, void (*fn)(void *arg), void *arg)
{
	struct fiber_stack *s = map_stack(pool);
	char *bottom = s->memory + GUARD, *top = (char *)((uintptr_t)s & ~(uintptr_t)63);
	*f = (struct fiber){.bottom = bottom, .size = (size_t)(top - bottom)};
	first_frame(f, top, fn, arg);
	f->sanitizer = s->sanitizer = stack_begins();
}

void fiber_pool_free(struct fiber_pool *pool)
{
	while (pool->stacks) {
		struct fiber_stack *s = pool->stacks;
		pool->stacks = s->next;
		stack_ends(s);
	}
	*pool = (struct fiber_pool){0};
}
