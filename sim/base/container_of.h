/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * container_of: the struct that embeds another as a member, as include/linux/container_of.h has it.
 */
#ifndef SIM_BASE_CONTAINER_OF_H
#define SIM_BASE_CONTAINER_OF_H

#include <stddef.h>

/* container_of: a pointer to the struct of this type whose member `pointer` points to. */
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

#endif
