/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/manual.h"
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/base/version.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include "tools/show/roff.h"
#include <string.h>

/* ---- commands ---- */

static void write_option(struct roff *r, char letter, const char *name, const char *argument,
			 const char *text)
{
	char *brief = letter ? g_strdup_printf("-%c", letter) : NULL;
	char *full = g_strconcat("--", name, NULL);
	roff_item(r);
	if (brief) {
		roff_bold(r, brief);
		roff_text(r, ", ");
	}
	roff_bold(r, full);
	if (argument) {
		roff_text(r, "=");
		roff_italic(r, argument);
	}
	roff_line(r);
	roff_text(r, text);
	roff_line(r);
	g_free(full);
	g_free(brief);
}

static void write_command(struct roff *r, const struct command *c)
{
	char *title = g_strjoin(" ", "vhostsim", c->name, "[OPTION...]", c->arguments, NULL);
	roff_subsection(r, title);
	roff_text(r, c->text);
	roff_line(r);
	for (int i = 0; i < c->n_options; i++)
		write_option(r, c->options[i].letter, c->options[i].name, c->options[i].argument,
			     c->options[i].text);
	write_option(r, HELP_LETTER, HELP_OPTION, NULL, HELP_TEXT);
	g_free(title);
}

static void write_commands(struct roff *r)
{
	roff_section(r, "COMMANDS");
	for (int i = 0; i < command_count; i++)
		write_command(r, commands[i]);
}

/* ---- scenarios ---- */

static void write_setting(struct roff *r, const struct scenario_section *section, const struct option *o)
{
	char *key = option_full_key(section->table, section->list ? "N" : NULL, o);
	char *range = option_range(o);
	roff_item(r);
	roff_bold(r, key);
	roff_text(r, " (");
	roff_text(r, range);
	if (o->def && *o->def) {
		roff_text(r, "; default ");
		roff_text(r, o->def);
	}
	roff_text(r, o->def ? ")" : "; required)");
	roff_line(r);
	roff_text(r, o->text);
	roff_line(r);
	g_free(range);
	g_free(key);
}

static void write_settings(struct roff *r)
{
	roff_section(r, "SCENARIOS");
	roff_text(r,
		  "A scenario is a YAML file. Its keys are given here as --set takes them: the key rx_ring "
		  "of the section nic is nic.rx_ring. N is an element of a list, by its number, from 0 on, "
		  "or by its name. Without N all elements are meant. Values carry their units. The section "
		  "cost replaces costs of the profile: cost.NAME=CYCLES. vhostsim list costs names them.");
	roff_line(r);
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		char *title = *table->section ? g_strdup_printf("%s: %s", table->section, table->text)
					      : g_strdup(table->text);
		roff_subsection(r, title);
		for (int k = 0; k < table->n; k++)
			write_setting(r, section, &table->options[k]);
		g_free(title);
	}
}

/* ---- the rest ---- */

static void write_exit_codes(struct roff *r)
{
	static const struct {
		int status;
		const char *text;
	} codes[] = {
#define EXIT_CODE_ROW(name, status, words, text) {status, text},
		EXIT_CODES(EXIT_CODE_ROW, EXIT_CODE_ROW)};
	roff_section(r, "EXIT STATUS");
	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		char *status = g_strdup_printf("%d", codes[i].status);
		roff_item(r);
		roff_bold(r, status);
		roff_line(r);
		roff_text(r, codes[i].text);
		roff_line(r);
		g_free(status);
	}
}

/* Variables that commands read. */
static void write_environment(struct roff *r)
{
	roff_section(r, "ENVIRONMENT");
	for (int i = 0; i < command_count; i++)
		for (const struct cli_variable *v = commands[i]->variables; v && v->name; v++) {
			roff_item(r);
			roff_bold(r, v->name);
			roff_line(r);
			roff_text(r, v->text);
			roff_line(r);
		}
}

static void write_files(struct roff *r)
{
	static const char *const files[][2] = {
		{"PREFIX/share/vhostsim/scenarios/",
		 "Scenarios to begin with, with the platforms, cost profiles and captures that they name."},
		{"PREFIX/share/vhostsim/scenario.schema.json",
		 "JSON Schema of scenario files, for editors; the same as vhostsim schema prints."},
	};
	roff_section(r, "FILES");
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		roff_item(r);
		roff_italic(r, files[i][0]);
		roff_line(r);
		roff_text(r, files[i][1]);
		roff_line(r);
	}
}

static void write_head(struct roff *r)
{
	roff_section(r, "NAME");
	roff_text(r, "vhostsim - simulator of the Linux host/guest network datapath");
	roff_line(r);
	roff_section(r, "SYNOPSIS");
	roff_bold(r, "vhostsim");
	roff_text(r, " ");
	roff_italic(r, "COMMAND");
	roff_text(r, " [");
	roff_italic(r, "OPTION");
	roff_text(r, "...] ...");
	roff_line(r);
	roff_section(r, "DESCRIPTION");
	roff_text(r, "Simulates the way of packets between the wire and the guests of a Linux host, event by "
		     "event. Shows what happens to packets, latency and CPU time when the host is offered "
		     "more than its guests can take.");
	roff_line(r);
}

char *manual_text(void)
{
	struct roff *r = roff_new("VHOSTSIM", "1", version_text());
	write_head(r);
	write_commands(r);
	write_settings(r);
	write_exit_codes(r);
	write_environment(r);
	write_files(r);
	return roff_finish(r);
}
