/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/store/merge.h"
#include "tools/base/version.h"
#include "tools/study/store/store_file.h"
#include "tools/study/store/store_private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODEL_SHOWN VERSION_MODEL_SHOWN

struct input {
	char *path; /* owned */
	struct store *store;
	struct study *study;
	char *model;
};

struct merge {
	const char *out;
	char *temporary;
	struct input *input;
	int n;
	struct store *store;	/* at temporary */
	GHashTable *taken_from; /* identity of a run -> struct input * that it came from */
	struct merge_counts *counts;
};

static bool merge_refuse(GError **error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool merge_refuse(GError **error, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, text);
	g_free(text);
	return false;
}

/* ---- one plan ---- */

/* difference_of_axes: what differs first; newly allocated; NULL: nothing. */
static char *difference_of_axes(const struct study *a, const struct study *b)
{
	if (a->axes->len != b->axes->len)
		return g_strdup_printf("the number of axes, %u and %u", a->axes->len, b->axes->len);
	for (guint i = 0; i < a->axes->len; i++) {
		const struct study_axis *x = g_ptr_array_index(a->axes, i);
		const struct study_axis *y = g_ptr_array_index(b->axes, i);
		if (strcmp(x->name, y->name) != 0)
			return g_strdup_printf("axis %u, %s and %s", i + 1, x->name, y->name);
		if (x->values->len != y->values->len)
			return g_strdup_printf("the number of values of axis %s, %u and %u", x->name,
					       x->values->len, y->values->len);
		for (guint k = 0; k < x->values->len; k++) {
			const char *v = ((struct study_value *)g_ptr_array_index(x->values, k))->text;
			const char *w = ((struct study_value *)g_ptr_array_index(y->values, k))->text;
			if (strcmp(v, w) != 0)
				return g_strdup_printf("value %u of axis %s, %s and %s", k + 1, x->name, v,
						       w);
		}
	}
	return NULL;
}

static char *difference_of_settings(const struct study *a, const struct study *b)
{
	for (int i = 0; i < study_table.n; i++) {
		const struct option *option = &study_table.options[i];
		char *x = option_format(option, &a->settings), *y = option_format(option, &b->settings);
		char *text = strcmp(x, y) ? g_strdup_printf("study.%s, %s and %s", option->key, x, y) : NULL;
		g_free(x);
		g_free(y);
		if (text)
			return text;
	}
	return NULL;
}

static char *difference_of_points(const struct study *a, const struct study *b)
{
	if (a->points->len != b->points->len)
		return g_strdup_printf("the number of points, %u and %u", a->points->len, b->points->len);
	for (guint i = 0; i < a->points->len; i++) {
		const struct study_point *x = g_ptr_array_index(a->points, i);
		const struct study_point *y = g_ptr_array_index(b->points, i);
		if (strcmp(x->identity, y->identity) != 0)
			return g_strdup_printf("settings beside the axes, first at the point %s", x->label);
	}
	return NULL;
}

static char *difference(const struct input *a, const struct input *b)
{
	if (strcmp(a->study->name, b->study->name) != 0)
		return g_strdup_printf("the study, %s and %s", a->study->name, b->study->name);
	if (strcmp(a->model, b->model) != 0)
		return g_strdup_printf("the version of the models, %.*s and %.*s", MODEL_SHOWN, a->model,
				       MODEL_SHOWN, b->model);
	char *text = difference_of_axes(a->study, b->study);
	if (!text)
		text = difference_of_settings(a->study, b->study);
	return text ? text : difference_of_points(a->study, b->study);
}

static bool merge_check_plans(const struct merge *m, GError **error)
{
	for (int i = 1; i < m->n; i++) {
		char *text = difference(&m->input[0], &m->input[i]);
		if (!text)
			continue;
		merge_refuse(error, "%s and %s are not of one study: they differ in %s", m->input[0].path,
			     m->input[i].path, text);
		g_free(text);
		return false;
	}
	return true;
}

/* ---- runs ---- */

/* merge_check_twice: a run that another input had already. */
static bool merge_check_twice(struct merge *m, const struct input *in, const struct store_run *run,
			      const struct run_values *values, GError **error)
{
	const struct input *other = g_hash_table_lookup(m->taken_from, run->identity);
	struct run_values *before = store_load(m->store, run->point, run->replication);
	bool same = run_values_same(before, values);
	run_values_free(before);
	m->counts->twice++;
	if (same)
		return true;
	char *label = store_label(in->store, run->point);
	merge_refuse(error,
		     "%s and %s disagree about one run (%s, replication %" G_GINT64_FORMAT
		     "): one of the two is not "
		     "what it says",
		     other->path, in->path, label ? label : run->point, run->replication);
	g_free(label);
	return false;
}

static bool take_run(struct merge *m, struct input *in, const struct store_run *run, GError **error)
{
	struct run_values *values = store_values(in->store, run);
	bool good;
	if (!values)
		good = merge_refuse(error, "%s: changed while it was read", in->path);
	else if (g_hash_table_contains(m->taken_from, run->identity))
		good = merge_check_twice(m, in, run, values, error);
	else
		good = store_add(m->store, run, values, error);
	if (good)
		g_hash_table_insert(m->taken_from, (char *)run->identity, in);
	run_values_free(values);
	return good;
}

static bool take_runs(struct merge *m, struct input *in, GError **error)
{
	GPtrArray *runs = store_runs(in->store);
	bool good = true;
	for (guint i = 0; good && i < runs->len; i++)
		good = take_run(m, in, g_ptr_array_index(runs, i), error);
	g_ptr_array_unref(runs);
	return good;
}

static void merge_count(struct merge *m)
{
	const struct study *study = m->input[0].study;
	m->counts->runs = (int)g_hash_table_size(m->taken_from);
	for (guint i = 0; i < study->points->len; i++) {
		const struct study_point *p = g_ptr_array_index(study->points, i);
		for (int64_t r = 0; r < study->settings.replications; r++)
			m->counts->missing += !store_has(m->store, p->identity, r);
	}
}

/* ---- files ---- */

static bool open_input(struct input *in, const char *path, GError **error)
{
	in->path = store_path_at(path);
	in->store = store_open(in->path, error);
	in->study = in->store ? store_study(in->store, error) : NULL;
	in->model = in->study ? store_model(in->store) : NULL;
	return in->study;
}

static void close_input(struct input *in)
{
	store_close(in->store);
	study_free(in->study);
	g_free(in->model);
	g_free(in->path);
}

static bool is_input(const struct merge *m, const struct stat *out)
{
	struct stat status;
	for (int i = 0; i < m->n; i++)
		if (stat(m->input[i].path, &status) == 0 && status.st_ino == out->st_ino &&
		    status.st_dev == out->st_dev)
			return true;
	return false;
}

/* claim: the right to replace the file out, if there is one: *lock is a descriptor to close, or -1. */
static bool claim(const struct merge *m, int *lock, GError **error)
{
	struct stat status;
	*lock = -1;
	if (lstat(m->out, &status) != 0)
		return errno == ENOENT || merge_refuse(error, "%s: %s", m->out, g_strerror(errno));
	if (!is_input(m, &status))
		return merge_refuse(error, "%s is there already; name it among the inputs to add to it",
				    m->out);
	*lock = store_file_lock(m->out, error);
	return *lock >= 0;
}

static bool merge_fill(struct merge *m, GError **error)
{
	bool good = store_plan(m->store, m->input[0].study, error);
	for (int i = 0; good && i < m->n; i++)
		good = take_runs(m, &m->input[i], error);
	good = good && store_sync(m->store, error);
	if (good)
		merge_count(m);
	return good;
}

/* put_in_place: the store, closed and durable, gets its name. */
static bool put_in_place(const struct merge *m, GError **error)
{
	if (g_rename(m->temporary, m->out) != 0)
		return merge_refuse(error, "%s: cannot be written: %s", m->out, g_strerror(errno));
	char *folder = g_path_get_dirname(m->out);
	int fd = g_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	g_free(folder);
	return true;
}

/* temporary_of: beside the store of that path, hidden. */
static char *temporary_of(const char *out)
{
	char *folder = g_path_get_dirname(out), *name = g_path_get_basename(out);
	char *file = g_strdup_printf(".%s.vhostsim-merge", name),
	     *path = g_build_filename(folder, file, NULL);
	g_free(folder);
	g_free(name);
	g_free(file);
	return path;
}

/* merge_remove_leftover: the temporary of a merge that was killed, with its journal, if there is one. */
static bool merge_remove_leftover(const char *path, GError **error)
{
	struct stat status;
	if (lstat(path, &status) != 0)
		return true;
	int lock = store_file_lock(path, error);
	if (lock < 0)
		return false;
	char *journal = g_strconcat(path, "-journal", NULL);
	g_unlink(journal);
	g_unlink(path);
	g_free(journal);
	close(lock);
	return true;
}

static bool write_out(struct merge *m, GError **error)
{
	m->temporary = temporary_of(m->out);
	if (!merge_remove_leftover(m->temporary, error)) {
		g_free(m->temporary);
		return false;
	}
	m->store = store_create(m->temporary, error);
	bool good = m->store && merge_fill(m, error);
	store_close(m->store);
	good = good && put_in_place(m, error);
	if (!good)
		g_unlink(m->temporary);
	g_free(m->temporary);
	return good;
}

bool merge_stores(const char *out, char *const *inputs, int n, struct merge_counts *counts, GError **error)
{
	struct merge m = {.out = out, .input = g_new0(struct input, n), .n = n, .counts = counts};
	bool good = true;
	int lock = -1;
	*counts = (struct merge_counts){0};
	m.taken_from = g_hash_table_new(g_str_hash, g_str_equal);
	for (int i = 0; good && i < n; i++)
		good = open_input(&m.input[i], inputs[i], error);
	good = good && merge_check_plans(&m, error) && claim(&m, &lock, error) && write_out(&m, error);
	if (lock >= 0)
		close(lock);
	g_hash_table_unref(m.taken_from);
	for (int i = 0; i < n; i++)
		close_input(&m.input[i]);
	g_free(m.input);
	return good;
}
