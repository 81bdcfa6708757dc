/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/cli.h"
#include "tools/completion/completion.h"
#include <string.h>

/* The part of the script that holds no table. */
static const char functions[] =
	"_vhostsim_settings() { # a key, with = behind it, or behind = one of its values\n"
	"	local key values\n"
	"	if [[ $PREFIX != *=* ]]; then\n"
	"		compadd -q -S = -- ${=_vhostsim_keys}\n"
	"		return\n"
	"	fi\n"
	"	key=${PREFIX%%=*}\n"
	"	compset -P '*='\n"
	"	[[ $key =~ \"^($_vhostsim_lists)\\.(.+)\\.([a-z_]+)\\$\" ]] && key=$match[1].$match[3]\n"
	"	_vhostsim_value $key\n"
	"	if [[ $values == files ]]; then\n"
	"		_files\n"
	"	else\n"
	"		compadd -- ${=values}\n"
	"	fi\n"
	"}\n"
	"_vhostsim() {\n"
	"	local curcontext=$curcontext state line\n"
	"	typeset -A opt_args\n"
	"	_arguments -C '1:command:->command' '*::argument:->argument'\n"
	"	case $state in\n"
	"	command) _describe command _vhostsim_commands ;;\n"
	"	argument) _vhostsim_arguments $words[1] ;;\n"
	"	esac\n"
	"}\n"
	"if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n"
	"	_vhostsim \"$@\"\n"
	"else\n"
	"	compdef _vhostsim vhostsim\n"
	"fi\n";

/* What zsh does for the value of an option. Newly allocated. */
static char *completion_zsh_action_of(const struct cli_option *o)
{
	static const char *const actions[] = {
		[CLI_NUMBER] = "",
		[CLI_TEXT] = "",
		[CLI_TEXTS] = "",
		[CLI_FILE] = "_files",
		[CLI_FOLDER] = "_files -/",
		[CLI_CONFINE] = "_files -/",
		[CLI_SETTINGS] = "_vhostsim_settings",
	};
	if (o->type != CLI_CHOICE)
		return g_strdup(actions[o->type]);
	char *words = g_strjoinv(" ", (char **)o->choices), *action = g_strdup_printf("(%s)", words);
	g_free(words);
	return action;
}

/* A form of the option as _arguments takes it. */
static void append_form(GString *out, const struct cli_option *o, const char *form)
{
	bool takes = o->type != CLI_FLAG, repeats = o->type == CLI_TEXTS || o->type == CLI_SETTINGS;
	char *action = takes ? completion_zsh_action_of(o) : NULL,
	     *text = completion_quoted(o->text, "[]:\\", "'\\''");
	text[strlen(text) - 1] = '\0'; /* without its quotes */
	g_string_append_printf(out, " \\\n			'%s%s[%s]%s%s%s%s'", repeats ? "*" : "", form,
			       text + 1, takes ? ":" : "", takes ? o->argument : "", takes ? ":" : "",
			       takes ? action : "");
	g_free(text);
	g_free(action);
}

static void append_options(GString *out, const struct command *c)
{
	for (int i = 0; i < c->n_options; i++) {
		const struct cli_option *o = &c->options[i];
		char *form = g_strdup_printf("--%s%s", o->name, o->type == CLI_FLAG ? "" : "=");
		char letter[] = {'-', o->letter, o->type == CLI_FLAG ? '\0' : '+', '\0'};
		append_form(out, o, form);
		if (o->letter)
			append_form(out, o, letter);
		g_free(form);
	}
}

static void completion_zsh_append_command(GString *out, const struct command *c)
{
	g_string_append_printf(out, "	%s)\n		_arguments '--" HELP_OPTION "[" HELP_TEXT "]'",
			       c->name);
	append_options(out, c);
	if (c->words) {
		char *words = g_strjoinv(" ", (char **)c->words);
		g_string_append_printf(out, " '1:word:(%s)'", words);
		g_free(words);
	}
	const char *files =
		strcmp(completion_argument(c), "scenarios") == 0 ? "_files -g \"*.yaml(-.)\"" : "_files";
	if (c->arguments)
		g_string_append_printf(out, " '*:argument:%s'", files);
	g_string_append(out, "\n		;;\n");
}

char *completion_zsh(void)
{
	GString *out = g_string_new(
		"#compdef vhostsim\n# Completion of vhostsim for zsh, as vhostsim completion zsh "
		"prints it.\n");
	completion_settings(out);
	g_string_append(out, "_vhostsim_commands=(");
	for (int i = 0; i < command_count; i++) {
		char *text = completion_quoted(commands[i]->summary, ":\\", "'\\''");
		g_string_append_printf(out, "\n	%s:%s", commands[i]->name, text);
		g_free(text);
	}
	g_string_append(out, "\n)\n_vhostsim_arguments() { # COMMAND\n	case $1 in\n");
	for (int i = 0; i < command_count; i++)
		completion_zsh_append_command(out, commands[i]);
	g_string_append(out, "	esac\n}\n");
	g_string_append(out, functions);
	return g_string_free(out, FALSE);
}
