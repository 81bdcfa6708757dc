/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim summary: a study's figures as a small text, to be committed as a reference.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/study/summary/summary_store.h"

struct arguments {
	char **metrics;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, metrics, CLI_TEXTS, "metric", 'm', "METRIC",
		 "print this metric, or \"all\"; may be repeated (default: rate, loss, latency, cycles)"),
};

static int summary(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	if (argc != 2) {
		cli_error("which study? give one result folder or store%s", argc > 2 ? ", not several" : "");
		return EXIT_USAGE;
	}
	GArray *metrics = summary_metrics_argument(a->metrics);
	if (!metrics)
		return EXIT_USAGE;
	struct summary *s = summary_load(argv[1], metrics);
	g_array_unref(metrics);
	if (!s)
		return EXIT_INPUT;
	int status = cli_print_text(summary_text(s));
	summary_free(s);
	return status;
}

const struct command summary_command = {
	.name = "summary",
	.summary = "print the means and intervals of a study, to be kept as a reference",
	.arguments = "STUDY",
	.text = "Prints a summary of a study as CSV. For each point and metric it has the number of "
		"replications, their mean, its confidence interval and their spread. STUDY is a result "
		"folder or a store in it. Commit the summary: vhostsim compare and vhostsim check then tell "
		"what has changed since.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = summary,
};
