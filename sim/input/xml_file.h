/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * XML with places: runs a text through GMarkup and hands out its tags with line and column.
 *
 * A format is a table of elements. From it come the faults that need no knowledge of the content: an element
 * that does not exist or stands in the wrong place (its content is then skipped), an attribute that does not
 * exist, is missing or is given twice, text between tags. All of them are reported in one pass; what is not
 * well-formed ends it. Only what SimGrid's own parser accepts too is accepted: the document type must be
 * given, and there are no CDATA sections and no character references.
 */
#ifndef SIM_INPUT_XML_FILE_H
#define SIM_INPUT_XML_FILE_H

#include "sim/input/diag.h"

#define XML_ATTRIBUTES_MAX 16

struct xml_attribute {
	const char *name, *value; /* owned by the parser, good during the call */
	struct place at;	  /* of its name */
};

struct xml_tag {
	const char *name;
	struct place at; /* of its '<' */
	int n;
	struct xml_attribute attributes[XML_ATTRIBUTES_MAX];
};

struct xml_element {
	const char *name;
	const char *const *parents;  /* NULL-terminated; NULL: the root */
	const char *const *required; /* attributes, NULL-terminated */
	const char *const *optional;
	/* begin: takes a start tag, whose attributes may be missing (reported already). end: after its
	 * content. Either may be NULL. */
	void (*begin)(void *data, const struct xml_tag *tag);
	void (*end)(void *data);
};

struct xml_format {
	const char *doctype;	  /* pattern (GRegex) that the document type declaration must match ... */
	const char *doctype_text; /* ... and how it is written */
	const struct xml_element *elements;
	int n;
};

/* xml_parse: parses the text (valid UTF-8, ended by a NUL), calling the elements' functions with data. Every
 * fault is added to d, with file as the place's file. */
void xml_parse(const struct xml_format *format, const char *file, const char *text, void *data,
	       struct diag *d);

/* xml_attribute: the attribute of this name; NULL when it is not given. */
const struct xml_attribute *xml_attribute(const struct xml_tag *tag, const char *name);

#endif
