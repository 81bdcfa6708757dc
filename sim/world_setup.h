/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * World set-up: SimGrid's initialisation and the loading of a platform. For world.c alone, which with world_setup.c is all that
 * includes SimGrid; world_accepts, world_prepare and world_load of world.h are there too.
 */
#ifndef SIM_WORLD_SETUP_H
#define SIM_WORLD_SETUP_H

/* world_set_up: SimGrid with these switches (NULL: none) and this platform, unless they are there already. As world_new says. */
void world_set_up(const char *platform_path, const char *const *options);

#endif
