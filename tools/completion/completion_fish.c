/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/cli.h"
#include "tools/completion/completion.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include <string.h>

/* Behind = of a setting stand its values, which the function offers with the key in front. */
static const char functions[] =
	"function __vhostsim_settings\n"
	"	set -l word (string replace -r -- '^(--set=|-s)' '' (commandline -ct))\n"
	"	if not string match -q -- '*=*' $word\n"
	"		printf '%s=\\n' $__vhostsim_keys\n"
	"		return\n"
	"	end\n"
	"	set -l key (string split -m 1 = -- $word)[1]\n"
	"	set -l plain (string replace -r -- \"^($__vhostsim_lists)\\..+\\.([a-z_]+)\\$\" '$1.$2' "
	"$key)\n"
	"	for value in (__vhostsim_value $plain)\n"
	"		echo \"$key=$value\"\n"
	"	end\n"
	"end\n";

static char *completion_fish_quoted(const char *text)
{
	return completion_quoted(text, "\\", "\\'");
}

/* ---- settings ---- */

static void append_key(GString *keys, GString *values, const struct option_table *table,
		       const struct option *o)
{
	static const char *const bools[] = {"yes", "no", NULL};
	char *key = option_full_key(table, NULL, o);
	const char *const *words = o->type == OPTION_BOOL ? bools : o->choices;
	g_string_append_printf(keys, " %s", key);
	if (words) {
		char *all = g_strjoinv(" ", (char **)words);
		g_string_append_printf(values, "	case %s\n		printf '%%s\\n' %s\n", key,
				       all);
		g_free(all);
	}
	g_free(key);
}

static void completion_fish_append_settings(GString *out)
{
	GString *keys = g_string_new(NULL), *values = g_string_new(NULL), *lists = g_string_new(NULL);
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		if (section->list)
			g_string_append_printf(lists, "%s%s", lists->len ? "|" : "", section->table->section);
		for (int k = 0; k < section->table->n; k++)
			append_key(keys, values, section->table, &section->table->options[k]);
	}
	g_string_append(keys, " " COST_SECTION ".all");
	for (int i = 0; i < COST_COUNT; i++)
		g_string_append_printf(keys, " " COST_SECTION ".%s", cost_names[i].name);
	g_string_append_printf(out, "set -g __vhostsim_keys%s\nset -g __vhostsim_lists '%s'\n", keys->str,
			       lists->str);
	g_string_append_printf(out, "function __vhostsim_value\n	switch $argv[1]\n%s	end\nend\n",
			       values->str);
	g_string_free(keys, TRUE);
	g_string_free(values, TRUE);
	g_string_free(lists, TRUE);
}

/* ---- commands ---- */

/* What an option takes. Newly allocated. */
static char *completion_fish_takes(const struct cli_option *o)
{
	switch (o->type) {
	case CLI_FLAG:
		return g_strdup("");
	case CLI_SETTINGS:
		return g_strdup(" -x -a '(__vhostsim_settings)'");
	case CLI_FILE:
		return g_strdup(" -r -F");
	case CLI_FOLDER:
	case CLI_CONFINE:
		return g_strdup(" -x -a '(__fish_complete_directories)'");
	case CLI_CHOICE:
		break;
	default:
		return g_strdup(" -x");
	}
	char *words = g_strjoinv(" ", (char **)o->choices), *all = g_strdup_printf(" -x -a '%s'", words);
	g_free(words);
	return all;
}

static void completion_fish_append_option(GString *out, const char *command, const struct cli_option *o)
{
	char *what = completion_fish_takes(o), *text = completion_fish_quoted(o->text);
	g_string_append_printf(out, "complete -c vhostsim -n '__fish_seen_subcommand_from %s' -l %s", command,
			       o->name);
	if (o->letter)
		g_string_append_printf(out, " -s %c", o->letter);
	g_string_append_printf(out, "%s -d %s\n", what, text);
	g_free(text);
	g_free(what);
}

static void append_arguments(GString *out, const struct command *c)
{
	const char *kind = completion_argument(c);
	g_string_append_printf(out, "complete -c vhostsim -n '__fish_seen_subcommand_from %s'", c->name);
	if (c->words) {
		char *words = g_strjoinv(" ", (char **)c->words);
		g_string_append_printf(out, "%s -a '%s'\n", strcmp(kind, "scenarios") == 0 ? "" : " -f",
				       words);
		g_free(words);
	} else if (strcmp(kind, "scenarios") == 0) {
		g_string_append(out, " -k -x -a '(__fish_complete_suffix .yaml)'\n");
	} else {
		g_string_append(out, strcmp(kind, "files") == 0 ? " -F\n" : " -f\n");
	}
}

static void completion_fish_append_command(GString *out, const struct command *c)
{
	char *text = completion_fish_quoted(c->summary);
	g_string_append_printf(out, "complete -c vhostsim -f -n __fish_use_subcommand -a %s -d %s\n", c->name,
			       text);
	append_arguments(out, c);
	for (int i = 0; i < c->n_options; i++)
		completion_fish_append_option(out, c->name, &c->options[i]);
	g_free(text);
}

char *completion_fish(void)
{
	GString *out =
		g_string_new("# Completion of vhostsim for fish, as vhostsim completion fish prints it.\n");
	completion_fish_append_settings(out);
	g_string_append(out, functions);
	g_string_append(out,
			"complete -c vhostsim -s h -l " HELP_OPTION " -d '" HELP_TEXT "'\n"
			"complete -c vhostsim -n __fish_use_subcommand -l version -d 'show the version'\n");
	for (int i = 0; i < command_count; i++)
		completion_fish_append_command(out, commands[i]);
	return g_string_free(out, FALSE);
}
