/* SPDX-License-Identifier: GPL-3.0-or-later */
#define FIBER_UCONTEXT
#define fiber_init ucontext_init
#define fiber_pool_free ucontext_pool_free
#define fiber_jump ucontext_jump
#define fiber_leaves ucontext_leaves
#define fiber_enters ucontext_enters
#include "sim/base/fiber.c" /* NOLINT(bugprone-suspicious-include): with the other switch */

void ucontext_switch(struct fiber *from, struct fiber *to);
void ucontext_switch(struct fiber *from, struct fiber *to)
{
	fiber_switch(from, to);
}
