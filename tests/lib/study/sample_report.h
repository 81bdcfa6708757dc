/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reports of studies made by hand.
 */
#ifndef TESTS_LIB_STUDY_SAMPLE_REPORT_H
#define TESTS_LIB_STUDY_SAMPLE_REPORT_H

#include "tests/lib/study/sample_study.h"
#include "tools/study/report/report_data.h"

/* report_of: the report of the study with the runs that this function adds. Free with report_free. */
static inline struct report *report_of(const struct study *s, void (*runs)(struct summary *s))
{
	struct summary *summary = sample_summary(s);
	runs(summary);
	struct report *r = report_new(s, summary);
	summary_free(summary);
	return r;
}

#endif
