/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim man: the man page.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/version.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include "tools/show/roff.h"
#include <string.h>

/* The page in roff (man(7)): commands and their options from their descriptors (command.h), settings of scenarios
 * from their tables, exit statuses from theirs. */

/* ---- commands ---- */

static void write_option(GString *out, char letter, const char *name, const char *argument, const char *text)
{
	char *full = g_strconcat("--", name, NULL);
	g_string_append(out, ROFF_ITEM);
	if (letter) {
		roff_font(out, 'B', (const char[]){'-', letter, 0});
		roff_text(out, ", ");
	}
	roff_font(out, 'B', full);
	if (argument) {
		roff_text(out, "=");
		roff_font(out, 'I', argument);
	}
	roff_line(out, "");
	roff_line(out, text);
	g_free(full);
}

static void write_command(GString *out, const struct command *c)
{
	char *title = g_strjoin(" ", "vhostsim", c->name, "[OPTION...]", c->arguments, NULL);
	roff_heading(out, "SS", title);
	roff_line(out, c->text);
	for (int i = 0; i < c->n_options; i++)
		write_option(out, c->options[i].letter, c->options[i].name, c->options[i].argument,
			     c->options[i].text);
	write_option(out, HELP_LETTER, HELP_OPTION, NULL, HELP_TEXT);
	g_free(title);
}

static void write_commands(GString *out)
{
	roff_heading(out, "SH", "COMMANDS");
	for (int i = 0; i < command_count; i++)
		write_command(out, commands[i]);
}

/* ---- scenarios ---- */

static void cmd_man_write_setting(GString *out, const struct scenario_section *section,
				  const struct option *o)
{
	bool has_default = o->def && *o->def;
	char *key = option_full_key(section->table, section->list ? "N" : NULL, o), *range = option_range(o);
	char *takes = g_strdup_printf(" (%s%s%s%s)", range, has_default ? "; default " : "",
				      has_default ? o->def : "", o->def ? "" : "; required");
	g_string_append(out, ROFF_ITEM);
	roff_font(out, 'B', key);
	roff_line(out, takes);
	roff_line(out, o->text);
	g_free(takes);
	g_free(range);
	g_free(key);
}

static void cmd_man_write_settings(GString *out)
{
	const struct scenario_section *section;
	roff_heading(out, "SH", "SCENARIOS");
	roff_line(out,
		  "A scenario is a YAML file. Its keys are given here as --set takes them: the key rx_ring "
		  "of the section nic is nic.rx_ring. N is an element of a list, by its number, from 0 on, "
		  "or by its name. Without N all elements are meant. Values carry their units. The section "
		  "cost replaces costs of the profile: cost.NAME=CYCLES. vhostsim list costs names them.");
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		char *title = g_strconcat(table->section, *table->section ? ": " : "", table->text, NULL);
		roff_heading(out, "SS", title);
		for (int k = 0; k < table->n; k++)
			cmd_man_write_setting(out, section, &table->options[k]);
		g_free(title);
	}
}

/* ---- the rest ---- */

/* Variables that commands read. */
static void write_environment(GString *out)
{
	roff_heading(out, "SH", "ENVIRONMENT");
	for (int i = 0; i < command_count; i++)
		for (const struct cli_variable *v = commands[i]->variables; v && v->name; v++)
			roff_entry(out, 'B', v->name, v->text);
}

static void write_end(GString *out)
{
#define EXIT_CODE_ENTRY(name, status, words, text) roff_entry(out, 'B', G_STRINGIFY(status), text);
	roff_heading(out, "SH", "EXIT STATUS");
	EXIT_CODES(EXIT_CODE_ENTRY, EXIT_CODE_ENTRY)
	write_environment(out);
	roff_heading(out, "SH", "FILES");
	roff_entry(out, 'I', "PREFIX/share/vhostsim/scenarios/",
		   "Scenarios to begin with, with the platforms, cost profiles and captures that they name.");
	roff_entry(out, 'I', "PREFIX/share/vhostsim/scenario.schema.json",
		   "JSON Schema of scenario files, for editors; the same as vhostsim schema prints.");
}

static void cmd_man_write_head(GString *out)
{
	roff_heading(out, "SH", "NAME");
	roff_line(out, "vhostsim - simulator of the Linux host/guest network datapath");
	roff_heading(out, "SH", "SYNOPSIS");
	roff_font(out, 'B', "vhostsim");
	roff_text(out, " ");
	roff_font(out, 'I', "COMMAND");
	roff_text(out, " [");
	roff_font(out, 'I', "OPTION");
	roff_line(out, "...] ...");
	roff_heading(out, "SH", "DESCRIPTION");
	roff_line(out,
		  "Simulates the way of packets between the wire and the guests of a Linux host, event by "
		  "event. Shows what happens to packets, latency and CPU time when the host is offered "
		  "more than its guests can take.");
}

static int man(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	int status = cli_no_argument(argc, argv);
	if (status != CLI_GO_ON)
		return status;
	GString *out = roff_new("VHOSTSIM", "1", version_text());
	cmd_man_write_head(out);
	write_commands(out);
	cmd_man_write_settings(out);
	write_end(out);
	status = cli_print(out->str);
	g_string_free(out, TRUE);
	return status;
}

const struct command man_command = {
	.name = "man",
	.summary = "print the man page, vhostsim.1",
	.text = "Prints the man page in roff. To read it: vhostsim man | man -l -",
	.run = man,
};
