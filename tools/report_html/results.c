/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/report_html/results.h"
#include "tools/show/provenance.h"
#include "tools/text/input_file_text.h"

/* Any of these is a finished result; what is there beside them is shown as well. */
static const char *const finished[] = {"run.json", "crawl.csv", "summary.md", "search.md", "findings.md"};

char *results_file(const struct results *r, const char *name)
{
	char *path = g_build_filename(r->folder, name, NULL), *text = input_file_text(path);
	g_free(path);
	return text;
}

/* read_json: *object stays NULL when the file is not there; false when it is, and is no such thing. */
static bool read_json(const struct results *r, const char *name, JsonObject **object, GError **error)
{
	char *text = results_file(r, name);
	if (text)
		*object = json_read(text, error);
	if (text && !*object)
		g_prefix_error(error, "%s/%s is no result of vhostsim, or was cut: ", r->folder, name);
	bool good = !text || *object;
	g_free(text);
	return good;
}

static bool has_results(const struct results *r)
{
	bool found = false;
	for (size_t i = 0; i < G_N_ELEMENTS(finished) && !found; i++) {
		char *path = g_build_filename(r->folder, finished[i], NULL);
		found = g_file_test(path, G_FILE_TEST_IS_REGULAR);
		g_free(path);
	}
	return found;
}

static bool results_check(const struct results *r, GError **error)
{
	if (!g_file_test(r->folder, G_FILE_TEST_IS_DIR))
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR,
			    "%s: there is no such folder of results, and no such scenario", r->folder);
	else if (!has_results(r))
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
			    "%s: no finished results are in it; give the command that makes them again (run "
			    "--output, crawl, sweep, search or check)",
			    r->folder);
	else
		return true;
	return false;
}

struct results *results_read(const char *folder, GError **error)
{
	struct results *r = g_new0(struct results, 1);
	r->folder = g_strdup(folder);
	if (results_check(r, error) && read_json(r, PROVENANCE_FILE, &r->provenance, error) &&
	    read_json(r, "run.json", &r->run, error)) {
		r->series = r->run ? results_file(r, "series.csv") : NULL;
		return r;
	}
	results_free(r);
	return NULL;
}

void results_free(struct results *r)
{
	if (!r)
		return;
	g_clear_pointer(&r->provenance, json_object_unref);
	g_clear_pointer(&r->run, json_object_unref);
	g_free(r->series);
	g_free(r->folder);
	g_free(r);
}

const char *results_name(const struct results *r)
{
	const char *name = json_read_text(r->provenance, "scenario");
	if (!*name)
		name = json_read_text(r->run, "scenario");
	return *name ? name : "results";
}

const char *results_question(const struct results *r)
{
	return json_read_text(r->provenance, "question");
}
