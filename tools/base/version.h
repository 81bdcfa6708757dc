/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The version of vhostsim, as --version and every result give it, and that of its model.
 */
#ifndef TOOLS_BASE_VERSION_H
#define TOOLS_BASE_VERSION_H

#define VERSION_MODEL_SHOWN 12 /* characters that are enough to tell two models apart */

/* version_text: "0.1.0"; static. */
const char *version_text(void);

/* version_model: SHA-256 in hex over names and bytes of the sources of sim/ and models/: the same for every
 * compiler and type of build, another one once a result may be another. Static. */
const char *version_model(void);

#endif
