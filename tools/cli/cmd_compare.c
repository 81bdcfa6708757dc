/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim compare: what differs between two studies, or a study and its reference.
 */
#include "tools/arguments/percent_argument.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/study/judge/difference_table.h"
#include "tools/study/summary/summary_store.h"
#include <string.h>

#define TOLERANCE "2%"
#define CONFIDENCE "99%"

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };

static const char *const format_names[] = {"text", "csv", "json", NULL};

struct arguments {
	char **metrics, *tolerance, *confidence;
	int format; /* enum format */
	gboolean all;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, metrics, CLI_TEXTS, "metric", 'm', "METRIC",
		 "compare this metric, or \"all\"; may be repeated (default: rate, loss, latency, cycles)"),
	ARGUMENT(arguments, tolerance, CLI_TEXT, "tolerance", 't', "PERCENT",
		 "how much worse a figure may be (default " TOLERANCE "); for shares, in percentage points"),
	ARGUMENT(arguments, confidence, CLI_TEXT, "confidence", 'c', "PERCENT",
		 "confidence with which all intervals hold together (default " CONFIDENCE ")"),
	ARGUMENT(arguments, all, CLI_FLAG, "all", 'a', NULL, "show every figure, not only those that differ"),
	CHOICE_ARGUMENT(arguments, format, format_names, "format", 'f', "FORMAT",
			"what to print: text (default), csv or json"),
};

/* The two sides. */
struct sides {
	const char *path[2];
	struct summary *summary[2];
};

/* cmd_compare_load: those sides that are a text, or the others. False after a message. */
static bool cmd_compare_load(struct sides *s, bool texts, const GArray *metrics)
{
	for (int i = 0; i < 2; i++) {
		if (s->summary[i] || (texts && !summary_is_text(s->path[i])))
			continue;
		s->summary[i] = summary_load(s->path[i], metrics);
		if (!s->summary[i])
			return false;
	}
	return true;
}

/* cmd_compare_metrics_of: those to be compared: the ones asked for, else what a text has, else the usual ones. NULL after
 * a message. */
static GArray *cmd_compare_metrics_of(const struct sides *s, char *const *names)
{
	for (int i = 0; i < 2 && !names; i++)
		if (s->summary[i])
			return g_array_ref(s->summary[i]->metrics);
	return summary_metrics_argument(names);
}

static int cmd_compare_print(const struct differences *d, const struct arguments *a)
{
	int status = cli_print_text(a->format == FORMAT_CSV    ? difference_csv(d)
				    : a->format == FORMAT_JSON ? difference_json(d)
							       : difference_text(d, a->all));
	if (status != EXIT_OK)
		return status;
	return d->count[VERDICT_FAIL] > 0 ? EXIT_EXPECTATION : EXIT_OK;
}

static int compare_sides(const struct sides *s, const GArray *metrics, const struct arguments *a,
			 double tolerance, double confidence)
{
	GError *error = NULL;
	struct differences *d =
		differences_new(s->summary[0], s->summary[1], metrics, tolerance, confidence, &error);
	if (!d)
		return cli_fail(error, EXIT_INPUT);
	int status = cmd_compare_print(d, a);
	differences_free(d);
	return status;
}

static int load_and_compare(struct sides *s, const struct arguments *a, double tolerance, double confidence)
{
	if (!cmd_compare_load(s, true, NULL))
		return EXIT_INPUT;
	GArray *metrics = cmd_compare_metrics_of(s, a->metrics);
	if (!metrics)
		return EXIT_USAGE;
	int status = cmd_compare_load(s, false, metrics) ? compare_sides(s, metrics, a, tolerance, confidence)
							 : EXIT_INPUT;
	g_array_unref(metrics);
	return status;
}

static int cmd_compare(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	double tolerance, confidence;
	if (argc != 3) {
		cli_error("compare what? give two results: folders, stores or summaries");
		return EXIT_USAGE;
	}
	if (!percent_argument("--tolerance", a->tolerance ? a->tolerance : TOLERANCE, &tolerance) ||
	    !percent_argument("--confidence", a->confidence ? a->confidence : CONFIDENCE, &confidence))
		return EXIT_USAGE;
	if (confidence <= 0) {
		cli_error("--confidence: \"%s\" is no confidence; one is written like 99%%", a->confidence);
		return EXIT_USAGE;
	}
	struct sides s = {.path = {argv[1], argv[2]}};
	int status = load_and_compare(&s, a, tolerance, confidence);
	summary_free(s.summary[0]);
	summary_free(s.summary[1]);
	return status;
}

const struct command compare_command = {
	.name = "compare",
	.summary = "compare the results of two studies, and tell what is worse",
	.arguments = "A B",
	.text = "Compares B with A, figure by figure. A and B are result folders, stores or summaries. A "
		"figure fails if it is worse than the tolerance allows, and passes if it is not. If it is "
		"too noisy to tell, no difference is shown. The exit status is 1 if a figure fails.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = cmd_compare,
};
