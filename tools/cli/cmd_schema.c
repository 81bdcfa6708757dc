/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim schema: the JSON Schema of scenario files, and that of results.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/calibrate/measurements_section.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/scenario_document.h"
#include "tools/scenario/schema.h"
#include "tools/show/result_schema.h"
#include "tools/study/crawl/crawl_plan.h"
#include "tools/study/expect/expect_schema.h"
#include "tools/study/plan/axis_schema.h"

static const struct schema_part parts[] = {
	{"", scenario_document_schema, NULL},	   {"", cost_section_schema, cost_section_schema_definition},
	{"", expect_schema, expect_schema_define}, {"", measurements_schema, NULL},
	{CRAWL_SECTION, crawl_schema, NULL},	   {STUDY_SECTION, axis_schema, axis_schema_define},
};

struct arguments {
	gboolean result;
};

static const struct cli_option options[] = {
	ARGUMENT(arguments, result, CLI_FLAG, "result", 0, NULL,
		 "print the schema of results instead: of run.json, and of the JSON that run prints"),
};

static int cmd_schema(const void *arguments, int argc, char **argv)
{
	const struct arguments *a = arguments;
	int status = cli_no_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	return cli_print_text(a->result ? result_schema() : schema_text(parts, G_N_ELEMENTS(parts)));
}

const struct command schema_command = {
	.name = "schema",
	.summary = "print the JSON Schema of scenario files",
	.text = "Prints the JSON Schema (draft 2020-12) of scenario files. Editors and validators read it.",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.size = sizeof(struct arguments),
	.run = cmd_schema,
};
