/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fibers of a processor for which sim/base/fiber.h has no switch of its own, under other names.
 */
#ifndef TESTS_LIB_FIBER_UCONTEXT_H
#define TESTS_LIB_FIBER_UCONTEXT_H

#include "sim/base/fiber.h"

/* As fiber_init, fiber_switch and fiber_pool_free. */
void ucontext_init(struct fiber *f, struct fiber_pool *pool, void (*fn)(void *arg), void *arg);
void ucontext_switch(struct fiber *from, struct fiber *to);
void ucontext_pool_free(struct fiber_pool *pool);

#endif
