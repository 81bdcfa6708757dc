/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts: gnuplot scripts NAME.gp in the folder of the results, beside the pictures NAME.svg and NAME.png that
 * they draw. A script is what the results set, followed by the text of tools/NAME.gp, built into the program.
 */
#ifndef TOOLS_CHART_CHART_H
#define TOOLS_CHART_CHART_H

#include <glib.h>
#include <stdbool.h>

/* chart_quote: appends a gnuplot text in which nothing is expanded, whatever it holds; control characters become
 * spaces. */
void chart_quote(GString *out, const char *text);

/* chart_list: appends a gnuplot array of these texts (of char *), one at least, quoted. */
void chart_list(GString *out, const char *name, const GPtrArray *texts);

/* chart_hover_list: the same for texts that show when the mouse rests on a point: gnuplot puts them into a script inside
 * of an attribute as they are, so characters that mean something there are replaced by others that look like them. */
void chart_hover_list(GString *out, const char *name, const GPtrArray *texts);

/* chart_short_list: the same, each text in so many characters at most (chart_names). */
void chart_short_list(GString *out, const char *name, const GPtrArray *texts, int width);

/* chart_title: appends TITLE, the first sentence of the question (or `otherwise` when there is none) in lines
 * that fit above a chart, and TITLE_LINES. */
void chart_title(GString *out, const char *question, const char *otherwise);

/* chart_conditions: appends CONDITIONS, what stands under a chart, in lines that fit, and CONDITION_LINES. */
void chart_conditions(GString *out, const char *text);

#define CHART_TIMEOUT_S 60 /* of real time, for one chart */

/* What a chart of any kind is, besides its script. */
struct chart_file {
	const char *folder, *name; /* of NAME.gp, NAME.svg and NAME.png */
	const char *question;	   /* its first sentence is the title; "": there is none */
	const char *otherwise;	   /* the title then */
	const char *text;	   /* what is drawn, for those who do not see it */
	bool data_beside; /* the script reads other files, so that it may stay the same when the chart does not */
};

/* chart_write: writes the script as NAME.gp, unless that has it already, and takes it. Then it runs gnuplot on it in the
 * folder and looks whether both pictures are whole; nothing when they are already, and newer than the script. gnuplot
 * draws into a private folder, from which the pictures are moved: what a link of their name leads to is left alone. The SVG then says what it is (chart_svg.h). False with *error set: the script
 * cannot be written, gnuplot fails, is not there, or takes too long and was ended. */
bool chart_write(const struct chart_file *f, char *script, GError **error);

/* chart_draw_pdf: the same chart as NAME.pdf beside its script. False with *error set, also when this gnuplot draws none. */
bool chart_draw_pdf(const char *folder, const char *name, GError **error);

#endif
