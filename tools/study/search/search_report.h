/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What searches have found, for people and for programs.
 *
 * A row is a point and a goal; of back-to-back searches the exports have a row a point instead. No figure stands without its loss ratio,
 * frame size, length and number of trials. Irregular results are named as such.
 */
#ifndef TOOLS_STUDY_SEARCH_SEARCH_REPORT_H
#define TOOLS_STUDY_SEARCH_SEARCH_REPORT_H

#include "tools/study/search/search_runs.h"

/* search_text: tables; search_markdown: the same as a document. search_csv, search_jsonl: rows with every axis, the seed and the versions. Newly allocated
 * (g_free). */
char *search_text(const struct study *study, const struct search_runs *runs);
char *search_markdown(const struct study *study, const struct search_runs *runs);
char *search_csv(const struct study *study, const struct search_runs *runs);
char *search_jsonl(const struct study *study, const struct search_runs *runs);

#endif
