/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/cli.h"
#include "tools/base/command.h"
#include "tools/completion/completion.h"
#include <string.h>

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

/* ---- commands ---- */

static const char *completion_bash_kind_of(enum cli_type type)
{
	static const char *const kinds[] = {
		[CLI_NUMBER] = "none",	     [CLI_TEXT] = "none",      [CLI_TEXTS] = "none",
		[CLI_FILE] = "files",	     [CLI_FOLDER] = "folders", [CLI_CONFINE] = "folders",
		[CLI_SETTINGS] = "settings", [CLI_CHOICE] = "words",
	};
	return kinds[type];
}

/* What follows an option that takes something. */
static void completion_bash_append_option(GString *out, const struct cli_option *o)
{
	if (o->type == CLI_FLAG)
		return;
	g_string_append_printf(out, "		--%s", o->name);
	if (o->letter)
		g_string_append_printf(out, " | -%c", o->letter);
	g_string_append_printf(out, ") kind=%s", completion_bash_kind_of(o->type));
	if (o->type == CLI_CHOICE) {
		char *words = g_strjoinv(" ", (char **)o->choices);
		g_string_append_printf(out, " values='%s'", words);
		g_free(words);
	}
	g_string_append(out, " ;;\n");
}

static void completion_bash_append_command(GString *out, const struct command *c)
{
	g_string_append_printf(out, "	%s)\n		arguments=%s options='", c->name,
			       completion_argument(c));
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
		completion_bash_append_option(out, &c->options[i]);
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
		completion_bash_append_command(out, commands[i]);
	g_string_append(out, "	*) arguments=none ;;\n	esac\n}\n");
}

char *completion_bash(void)
{
	GString *out =
		g_string_new("# Completion of vhostsim for bash, as vhostsim completion bash prints it.\n");
	completion_settings(out);
	append_commands(out);
	g_string_append(out, functions);
	return g_string_free(out, FALSE);
}
