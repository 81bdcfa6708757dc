/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eras: the kernel versions whose rules a scenario can choose. Where a mechanism differs, its file says how,
 * by era; versions between two eras keep the older rule.
 */
#ifndef SIM_ERA_H
#define SIM_ERA_H

enum era { ERA_3_13, ERA_5_10, ERA_6_6 };

#define ERA_NAMES "3.13", "5.10", "6.6"

#endif
