/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of a picture that gnuplot drew as SVG: only elements and attributes that draw are kept, and the picture
 * says what it is.
 *
 * Title and description are ours instead of gnuplot's. The hover text of a point becomes its <title>, which browsers
 * show and screen readers read without a script. Greys and dark curves follow the reader's light or dark paper where it is
 * known (light-dark() of CSS); other readers see the colours that gnuplot drew. Nothing outside of the picture is referred to:
 * a picture from a stranger's folder can neither run nor load anything.
 */
#ifndef TOOLS_CHART_CHART_SVG_H
#define TOOLS_CHART_CHART_SVG_H

#include <glib.h>
#include <stdbool.h>

struct chart_svg {
	const char *title, *text; /* what it shows; text "": nothing more to say */
	const char *prefix; /* of the ids in it, letters only: no two pictures of a page may have one id */
	bool inlined;	    /* in a page, whose background it takes, without the XML declaration */
};

/* chart_svg: the picture; newly allocated (g_free). NULL with *error set when it is no SVG. */
char *chart_svg(const char *picture, const struct chart_svg *how, GError **error);

#endif
