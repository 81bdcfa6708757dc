/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/input/xml_file.h"
#include "sim/input/text_file.h"
#include <string.h>

struct parser {
	const struct xml_format *format;
	void *data;
	struct diag *d;
	const char *piece;	/* what is being parsed: a '<' and all up to the next one */
	struct place piece_at;	/* its place */
	const char *text_start; /* the last start or end tag: text that is reported follows it */
	struct place text_at;	/* its place */
	bool typed;		/* the document type was given */
	bool rooted;		/* the root element was met */
	bool known;		/* and is one that the format has: nothing of other files is quoted */
	int skipping;		/* depth inside an element that is not understood; 0: not inside one */
};

#define SPACES " \t\r\n"

/* What follows the first `mark` in s; the end of s when there is none. */
static const char *xml_file_after(const char *s, const char *mark)
{
	const char *found = *mark ? strstr(s, mark) : NULL;
	return found ? found + strlen(mark) : s + strlen(s);
}

/* What follows the start tag at s; its values may hold a '>'. */
static const char *after_tag(const char *s)
{
	for (char quote = '\0'; *s; s++) {
		if (quote ? *s == quote : *s == '"' || *s == '\'')
			quote = quote ? '\0' : *s;
		else if (!quote && *s == '>')
			return s + 1;
	}
	return s;
}

/* The end of the piece at s: the next '<' after the tag, comment or the like that begins there. */
static const char *after_piece(const char *s)
{
	if (g_str_has_prefix(s, "<!--"))
		s = xml_file_after(s + 2, "-->");
	else if (g_str_has_prefix(s, "<?"))
		s = xml_file_after(s + 1, "?>");
	else if (*s == '<')
		s = after_tag(s);
	return s + strcspn(s, "<");
}

static struct place place_in_piece(const struct parser *p, const char *where)
{
	return text_place(p->piece, where, p->piece_at);
}

const struct xml_attribute *xml_attribute(const struct xml_tag *tag, const char *name)
{
	for (int i = 0; i < tag->n; i++)
		if (strcmp(tag->attributes[i].name, name) == 0)
			return &tag->attributes[i];
	return NULL;
}

static const struct xml_element *xml_file_find_element(const struct xml_format *format, const char *name)
{
	for (int i = 0; i < format->n; i++)
		if (strcmp(format->elements[i].name, name) == 0)
			return &format->elements[i];
	return NULL;
}

static bool xml_file_is_listed(const char *const *list, const char *word)
{
	return list && g_strv_contains(list, word);
}

/* " (did you mean WORD?)" or nothing; newly allocated. */
static char *hint(const char *nearest)
{
	return nearest ? g_strdup_printf(" (did you mean %s?)", nearest) : g_strdup("");
}

static void unknown_element(struct parser *p, const char *name)
{
	const char **names = g_new(const char *, p->format->n);
	for (int i = 0; i < p->format->n; i++)
		names[i] = p->format->elements[i].name;
	char *meant = hint(diag_is_full(p->d) ? NULL : diag_nearest(name, names, p->format->n));
	diag_error(p->d, p->piece_at, "element <%.40s> is not understood here%s", name, meant);
	g_free(meant);
	g_free(names);
}

static void unknown_attribute(struct parser *p, const struct xml_element *element,
			      const struct xml_attribute *a)
{
	GPtrArray *names = g_ptr_array_new();
	for (int i = 0; element->required && element->required[i]; i++)
		g_ptr_array_add(names, (char *)element->required[i]);
	for (int i = 0; element->optional && element->optional[i]; i++)
		g_ptr_array_add(names, (char *)element->optional[i]);
	const char *const *known = (const char *const *)names->pdata;
	char *meant = hint(diag_is_full(p->d) ? NULL : diag_nearest(a->name, known, (int)names->len));
	diag_error(p->d, a->at, "<%s> takes no attribute %.40s%s", element->name, a->name, meant);
	g_free(meant);
	g_ptr_array_free(names, TRUE);
}

static void check_attributes(struct parser *p, const struct xml_element *element, const struct xml_tag *tag)
{
	for (int i = 0; i < tag->n; i++) {
		const struct xml_attribute *a = &tag->attributes[i];
		if (xml_attribute(tag, a->name) != a)
			diag_error(p->d, a->at, "attribute %.40s is given twice", a->name);
		else if (!xml_file_is_listed(element->required, a->name) &&
			 !xml_file_is_listed(element->optional, a->name))
			unknown_attribute(p, element, a);
	}
	for (int i = 0; element->required && element->required[i]; i++)
		if (!xml_attribute(tag, element->required[i]))
			diag_error(p->d, tag->at, "<%s> needs the attribute %s", tag->name,
				   element->required[i]);
}

/* Fills the tag with its attributes; their places come from the raw tag, which is well-formed: name="value"
 * or name='value', in the same order. */
static void find_attributes(struct parser *p, const char **names, const char **values, struct xml_tag *tag)
{
	const char *s = p->piece + 1 + strlen(tag->name);
	for (int i = 0; i < XML_ATTRIBUTES_MAX && names[i]; i++) {
		s += strspn(s, SPACES);
		tag->attributes[tag->n++] = (struct xml_attribute){names[i], values[i], place_in_piece(p, s)};
		s += strcspn(s, "\"'");
		s = xml_file_after(s + 1, (char[]){*s, '\0'});
	}
	if (g_strv_length((char **)names) > XML_ATTRIBUTES_MAX)
		diag_error(p->d, tag->at, "<%s> has more than %d attributes", tag->name, XML_ATTRIBUTES_MAX);
}

/* What the raw tag may hold for GMarkup but not for SimGrid. */
static void check_raw_tag(struct parser *p)
{
	const char *end = after_tag(p->piece);
	const char *less = memchr(p->piece + 1, '<', (size_t)(end - p->piece - 1));
	const char *reference = g_strstr_len(p->piece, end - p->piece, "&#");
	if (less)
		diag_error(p->d, place_in_piece(p, less), "'<' inside a tag; write &lt;");
	if (reference)
		diag_error(p->d, place_in_piece(p, reference), "character references are not supported");
}

/* The element that stands for a start tag at this place; NULL, with a fault added, when there is none. */
static const struct xml_element *expected_element(struct parser *p, const char *name, const GSList *stack)
{
	const struct xml_element *element = xml_file_find_element(p->format, name);
	const char *parent = stack->next ? stack->next->data : NULL;
	if (!element && !p->known)
		diag_error(p->d, p->piece_at, "the root element is not understood");
	else if (!element)
		unknown_element(p, name);
	else if (parent ? !xml_file_is_listed(element->parents, parent) : element->parents != NULL)
		diag_error(p->d, p->piece_at, "<%s> is not understood %s%s%s", name,
			   parent ? "inside <" : "as the root", parent ? parent : "", parent ? ">" : "");
	else {
		p->known = true;
		return element;
	}
	return NULL;
}

/* GMarkup takes several roots, and does not miss the document type. False: the root is one too many. */
static bool check_root(struct parser *p)
{
	if (p->rooted)
		return diag_error(p->d, p->piece_at, "there is a second root; the file holds one");
	if (!p->typed)
		diag_error(p->d, p->piece_at, "the document type is missing: begin with %s",
			   p->format->doctype_text);
	p->rooted = true;
	return true;
}

static void xml_file_start_element(GMarkupParseContext *context, const gchar *name, const gchar **names,
				   const gchar **values, gpointer data, GError **error)
{
	(void)error;
	struct parser *p = data;
	const GSList *stack = g_markup_parse_context_get_element_stack(context);
	p->text_start = p->piece;
	p->text_at = p->piece_at;
	const struct xml_element *element = NULL;
	if (!p->skipping && (stack->next || check_root(p)))
		element = expected_element(p, name, stack);
	if (!element) {
		p->skipping++;
		return;
	}
	struct xml_tag tag = {.name = name, .at = p->piece_at};
	check_raw_tag(p);
	find_attributes(p, names, values, &tag);
	check_attributes(p, element, &tag);
	if (element->begin)
		element->begin(p->data, &tag);
}

static void end_element(GMarkupParseContext *context, const gchar *name, gpointer data, GError **error)
{
	(void)context;
	(void)error;
	struct parser *p = data;
	p->text_start = p->piece;
	p->text_at = p->piece_at;
	if (p->skipping) {
		p->skipping--;
		return;
	}
	const struct xml_element *element = xml_file_find_element(p->format, name);
	if (element->end)
		element->end(p->data);
}

static void text_found(GMarkupParseContext *context, const gchar *text, gsize length, gpointer data,
		       GError **error)
{
	(void)context;
	(void)error;
	struct parser *p = data;
	char *words = g_strstrip(g_strndup(text, length));
	const char *where = *words ? strstr(p->text_start, words) : NULL;
	if (*words && !p->skipping)
		diag_error(p->d, where ? text_place(p->text_start, where, p->text_at) : p->text_at,
			   "there is text between the tags: %.40s", words);
	g_free(words);
}

/* What GMarkup takes for a comment or an instruction but SimGrid does not. */
static void check_aside(struct parser *p, const char *text)
{
	static const char declaration[] = "^<\\?xml\\s+version\\s*=\\s*(\"1\\.0\"|'1\\.0')"
					  "(\\s+encoding\\s*=\\s*(\"(UTF|utf)-8\"|'(UTF|utf)-8'))?\\s*\\?>$";
	bool is_comment = g_str_has_prefix(text, "<!--");
	const char *dashes = is_comment ? strstr(text + strlen("<!--"), "--") : NULL;
	if (is_comment && (!dashes || strcmp(dashes, "-->") != 0))
		diag_error(p->d, p->piece_at, "a comment is written <!-- like this -->, with no other --");
	else if (!is_comment && strlen(text) < 4) /* <? and ?> share nothing */
		diag_error(p->d, p->piece_at, "the instruction is not closed");
	else if (g_str_has_prefix(text, "<?xml") && !g_regex_match_simple(declaration, text, 0, 0))
		diag_error(p->d, p->piece_at,
			   "the XML declaration is written <?xml version=\"1.0\" encoding=\"UTF-8\"?>");
}

/* Comments, processing instructions, CDATA sections and the document type. */
static void other_found(GMarkupParseContext *context, const gchar *text, gsize length, gpointer data,
			GError **error)
{
	(void)context;
	(void)error;
	struct parser *p = data;
	(void)length;
	if (g_str_has_prefix(text, "<!--") || g_str_has_prefix(text, "<?"))
		check_aside(p, text);
	else if (p->typed || !g_str_has_prefix(text, "<!DOCTYPE"))
		diag_error(p->d, p->piece_at, "this section is not supported");
	else if (!g_regex_match_simple(p->format->doctype, text, 0, 0))
		diag_error(p->d, p->piece_at, "unknown document type; it is written %s",
			   p->format->doctype_text);
	p->typed |= g_str_has_prefix(text, "<!D");
}

static const GMarkupParser callbacks = {
	.start_element = xml_file_start_element,
	.end_element = end_element,
	.text = text_found,
	.passthrough = other_found,
};

/* Adds GMarkup's own fault, at the tag that it met or at the end of the text, without the place that GMarkup
 * puts in front (the end of the tag). */
static void not_well_formed(struct parser *p, const GError *error)
{
	const char *what = error->message;
	if (g_str_has_prefix(what, "Error on line") && strstr(what, ": "))
		what = strstr(what, ": ") + 2;
	if (p->known)
		diag_error(p->d, p->piece_at, "not well-formed XML: %.120s", what);
	else
		diag_error(p->d, p->piece_at, "not well-formed XML, or none at all");
}

/* Parses piece by piece, each a tag or the like with the text behind it, so that the place of each is known. */
static bool parse_pieces(struct parser *p, GMarkupParseContext *context, const char *text, GError **error)
{
	for (p->piece = text; *p->piece;) {
		const char *next = after_piece(p->piece);
		if (!g_markup_parse_context_parse(context, p->piece, next - p->piece, error))
			return false;
		p->piece_at = place_in_piece(p, next);
		p->piece = next;
	}
	return g_markup_parse_context_end_parse(context, error);
}

void xml_parse(const struct xml_format *format, const char *file, const char *text, void *data,
	       struct diag *d)
{
	struct place start = {file, 1, 1};
	struct parser p = {.format = format,
			   .data = data,
			   .d = d,
			   .piece_at = start,
			   .text_start = text,
			   .text_at = start};
	GError *error = NULL;
	GMarkupParseContext *context =
		g_markup_parse_context_new(&callbacks, G_MARKUP_PREFIX_ERROR_POSITION, &p, NULL);
	if (!parse_pieces(&p, context, text, &error))
		not_well_formed(&p, error);
	g_clear_error(&error);
	g_markup_parse_context_free(context);
}
