/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vhostsim completion: the completion of the command line in a shell.
 */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/base/exit_codes.h"
#include "tools/scenario/cost_profile.h"
#include "tools/scenario/cost_section.h"
#include "tools/scenario/option_words.h"
#include "tools/scenario/plans.h"
#include <string.h>

/*
 * Completion of the command line in a shell: commands, their options and what these take, keys of settings and their
 * choices, from the same tables as everything else. The script knows the words; it does not call vhostsim.
 */

/* The part of the script that holds no table.
 *
 * Words are taken from the line, not from COMP_WORDS, which bash cuts at = and : too; so what is offered loses the part
 * in front of the last such cut. A kind says what is due: words, files with an ending (any), folders, settings. */
static const char functions[] =
	"_vhostsim_offer() { # HEAD WORD CANDIDATE...: those that go on from WORD, behind HEAD\n"
	"	local head=$1 word=$2 cut= candidate\n"
	"	shift 2\n"
	"	[[ $COMP_WORDBREAKS == *=* ]] && cut+='='\n"
	"	[[ $COMP_WORDBREAKS == *:* ]] && cut+=':'\n"
	"	local lead=\n"
	"	[[ -n $cut ]] && lead=${head}${word} && lead=${lead%\"${lead##*[$cut]}\"}\n"
	"	for candidate; do\n"
	"		[[ $candidate == \"$word\"* ]] || continue\n"
	"		candidate=$head$candidate\n"
	"		COMPREPLY+=(\"${candidate#\"$lead\"}\")\n"
	"	done\n"
	"}\n"
	"_vhostsim_files() { # HEAD WORD ENDING: files of this ending (empty: any) and folders\n"
	"	local IFS=$'\\n' keep=${3:+!*.$3}\n"
	"	compopt -o filenames 2>/dev/null\n"
	"	_vhostsim_offer \"$1\" \"$2\" $(compgen -d -- \"$2\") $(compgen -f -X \"$keep\" -- \"$2\" | "
	"while read -r path; do\n"
	"		[[ -d $path ]] || echo \"$path\"; done)\n"
	"}\n"
	"_vhostsim_setting() { # HEAD WORD: a key, with = behind it, or behind = one of its values\n"
	"	local head=$1 word=$2 key= element=\n"
	"	if [[ $word == *=* ]]; then\n"
	"		key=${word%%=*}\n"
	"		[[ $key =~ ^($_vhostsim_lists)\\.(.+)\\.([a-z_]+)$ ]] && "
	"_vhostsim_value \"${BASH_REMATCH[1]}.${BASH_REMATCH[3]}\" || _vhostsim_value \"$key\"\n"
	"		if [[ $values == files ]]; then\n"
	"			_vhostsim_files \"$head$key=\" \"${word#*=}\" ''\n"
	"		else\n"
	"			_vhostsim_offer \"$head$key=\" \"${word#*=}\" $values\n"
	"		fi\n"
	"		return\n"
	"	fi\n"
	"	compopt -o nospace 2>/dev/null\n"
	"	if [[ $word =~ ^($_vhostsim_lists)\\.([^.]+)\\. ]]; then\n"
	"		element=${BASH_REMATCH[0]}\n"
	"		_vhostsim_offer \"$head$element\" \"${word#\"$element\"}\" "
	"$(for key in $_vhostsim_keys; do [[ $key == \"${BASH_REMATCH[1]}.\"* ]] && echo \"${key#*.}=\"; "
	"done)\n"
	"		[[ ${#COMPREPLY[@]} -eq 0 ]] || return\n"
	"	fi\n"
	"	_vhostsim_offer \"$head\" \"$word\" $(for key in $_vhostsim_keys; do echo \"$key=\"; done)\n"
	"}\n"
	"_vhostsim() {\n"
	"	local line=${COMP_LINE:0:COMP_POINT} words word before head= kind= values= options=\n"
	"	COMPREPLY=()\n"
	"	read -ra words <<<\"$line\"\n"
	"	[[ $line == *[[:blank:]] ]] && words+=('')\n"
	"	word=${words[-1]}\n"
	"	if [[ ${#words[@]} -le 2 ]]; then\n"
	"		_vhostsim_offer '' \"$word\" $_vhostsim_commands --help --version\n"
	"		return\n"
	"	fi\n"
	"	before=${words[-2]}\n"
	"	if [[ $word == --*=* ]]; then\n"
	"		before=${word%%=*} head=$before= word=${word#*=}\n"
	"	fi\n"
	"	_vhostsim_command \"${words[1]}\" \"$before\"\n"
	"	[[ -z $head && -z $kind && $word == -* ]] && kind=words values=$options\n"
	"	case ${kind:-$arguments} in\n"
	"	words) _vhostsim_offer \"$head\" \"$word\" $values ;;\n"
	"	settings) _vhostsim_setting \"$head\" \"$word\" ;;\n"
	"	folders) _vhostsim_files \"$head\" \"$word\" / ;;\n"
	"	scenarios) _vhostsim_files \"$head\" \"$word\" yaml ;;\n"
	"	files) _vhostsim_files \"$head\" \"$word\" '' ;;\n"
	"	esac\n"
	"}\n"
	"complete -F _vhostsim vhostsim\n";

/* ---- keys of settings and what they take ---- */

static void append_choices(GString *out, const char *key, const char *const *words)
{
	char *all = g_strjoinv(" ", (char **)words);
	g_string_append_printf(out, "	%s) values='%s' ;;\n", key, all);
	g_free(all);
}

static void append_value(GString *out, const char *key, const struct option *o)
{
	static const char *const bools[] = {"yes", "no", NULL}, *const files[] = {"files", NULL};
	if (o->type == OPTION_BOOL)
		append_choices(out, key, bools);
	else if (o->type == OPTION_CHOICE)
		append_choices(out, key, o->choices);
	else if (o->path)
		append_choices(out, key, files);
}

static void append_cost_keys(GString *keys)
{
	g_string_append(keys, COST_SECTION ".all\n");
	for (int i = 0; i < COST_COUNT; i++) {
		g_string_append_printf(keys, COST_SECTION ".%s\n", cost_names[i].name);
		for (int k = 0; k < cost_entry_table.n; k++)
			g_string_append_printf(keys, COST_SECTION ".%s.%s\n", cost_names[i].name,
					       cost_entry_table.options[k].key);
	}
}

static void append_settings(GString *out)
{
	GString *keys = g_string_new(NULL), *values = g_string_new(NULL), *lists = g_string_new(NULL);
	const struct scenario_section *section;
	for (int i = 0; (section = section_at(i)); i++) {
		const struct option_table *table = section->table;
		if (section->list)
			g_string_append_printf(lists, "%s%s", lists->len ? "|" : "", table->section);
		for (int k = 0; k < table->n; k++) {
			char *key = option_full_key(table, NULL, &table->options[k]);
			g_string_append_printf(keys, "%s\n", key);
			append_value(values, key, &table->options[k]);
			g_free(key);
		}
	}
	append_cost_keys(keys);
	g_string_append_printf(out, "_vhostsim_lists='%s'\n_vhostsim_keys='%s'\n", lists->str, keys->str);
	g_string_append_printf(out, "_vhostsim_value() {\n	case $1 in\n%s	*) values= ;;\n	esac\n}\n",
			       values->str);
	g_string_free(keys, TRUE);
	g_string_free(values, TRUE);
	g_string_free(lists, TRUE);
}

/* ---- commands ---- */

static const char *kind_of(enum cli_type type)
{
	static const char *const kinds[] = {
		[CLI_NUMBER] = "none",	     [CLI_TEXT] = "none",      [CLI_TEXTS] = "none",
		[CLI_FILE] = "files",	     [CLI_FOLDER] = "folders", [CLI_CONFINE] = "folders",
		[CLI_SETTINGS] = "settings", [CLI_CHOICE] = "words",
	};
	return kinds[type];
}

/* What follows an option that takes something. */
static void append_option(GString *out, const struct cli_option *o)
{
	if (o->type == CLI_FLAG)
		return;
	g_string_append_printf(out, "		--%s", o->name);
	if (o->letter)
		g_string_append_printf(out, " | -%c", o->letter);
	g_string_append_printf(out, ") kind=%s", kind_of(o->type));
	if (o->type == CLI_CHOICE) {
		char *words = g_strjoinv(" ", (char **)o->choices);
		g_string_append_printf(out, " values='%s'", words);
		g_free(words);
	}
	g_string_append(out, " ;;\n");
}

static const char *argument_kind(const struct command *c)
{
	if (!c->arguments)
		return "none";
	bool scenario = strstr(c->arguments, "SCENARIO") || strstr(c->arguments, "STUDY");
	return scenario ? "scenarios" : "files";
}

static void append_command(GString *out, const struct command *c)
{
	g_string_append_printf(out, "	%s)\n		arguments=%s options='", c->name, argument_kind(c));
	for (int i = 0; i < c->n_options; i++)
		g_string_append_printf(out, "--%s ", c->options[i].name);
	g_string_append(out, "--" HELP_OPTION "'\n		case $2 in\n");
	if (c->words) {
		char *words = g_strjoinv(" ", (char **)c->words);
		g_string_append_printf(out, "		%s) [[ $word == -* ]] || kind=words values='%s' ;;\n",
				       c->name, words);
		g_free(words);
	}
	for (int i = 0; i < c->n_options; i++)
		append_option(out, &c->options[i]);
	g_string_append(out, "		esac\n		;;\n");
}

static void append_commands(GString *out)
{
	g_string_append(out, "_vhostsim_commands='");
	for (int i = 0; i < command_count; i++)
		g_string_append_printf(out, "%s%s", i ? " " : "", commands[i]->name);
	g_string_append(out, "'\n_vhostsim_command() { # COMMAND BEFORE: what may stand behind the word "
			     "BEFORE\n	case $1 in\n");
	for (int i = 0; i < command_count; i++)
		append_command(out, commands[i]);
	g_string_append(out, "	*) arguments=none ;;\n	esac\n}\n");
}

/* completion_bash: a script for bash, which needs nothing else (not even the package bash-completion). Newly allocated
 * (g_free). */
static char *completion_bash(void)
{
	GString *out =
		g_string_new("# Completion of vhostsim for bash, as vhostsim completion bash prints it.\n");
	append_settings(out);
	append_commands(out);
	g_string_append(out, functions);
	return g_string_free(out, FALSE);
}

static const char *const shells[] = {"bash", NULL};

static int completion(const void *arguments, int argc, char **argv)
{
	(void)arguments;
	if (argc != 2) {
		cli_error("the completion of which shell? bash");
		return EXIT_USAGE;
	}
	if (cli_choice("completion", argv[1], shells) < 0)
		return EXIT_USAGE;
	char *text = completion_bash();
	int status = cli_print(text);
	g_free(text);
	return status;
}

const struct command completion_command = {
	.name = "completion",
	.summary = "print the script for the completion of command lines",
	.arguments = "bash",
	.text = "Prints a script that completes command lines in a shell. To use it in bash: eval "
		"\"$(vhostsim completion bash)\"",
	.words = shells,
	.run = completion,
};
