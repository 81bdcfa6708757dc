/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/scenario/named_files.h"
#include "models/traffic/pcap_file.h"
#include "sim/base/check.h"
#include "sim/platform_read.h"
#include "tools/scenario/own_hardware.h"
#include <string.h>

struct profile {
	struct cost_entry entries[COST_COUNT];
	struct cost_origin origins[COST_COUNT];
};

struct named_files {
	GHashTable *platforms; /* path -> struct platform * */
	GHashTable *profiles;  /* path -> struct profile *, with faults what could be read of it */
	GHashTable *captures;  /* path and how it is read -> struct capture * */
	GHashTable *faults;    /* the same keys of files with faults -> struct diag * */
};

static GHashTable *table_new(GDestroyNotify free_value)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_value);
}

static void profile_free(void *profile)
{
	cost_origins_clear(((struct profile *)profile)->origins);
	g_free(profile);
}

struct named_files *named_files_new(void)
{
	struct named_files *files = g_new(struct named_files, 1);
	files->platforms = table_new((GDestroyNotify)platform_free);
	files->profiles = table_new(profile_free);
	files->captures = table_new((GDestroyNotify)capture_free);
	files->faults = table_new((GDestroyNotify)diag_free);
	return files;
}

void named_files_free(struct named_files *files)
{
	g_hash_table_unref(files->platforms);
	g_hash_table_unref(files->profiles);
	g_hash_table_unref(files->captures);
	g_hash_table_unref(files->faults);
	g_free(files);
}

/* Whether the file is known to be faulty, its faults having been added to d. */
static bool is_faulty(const struct named_files *files, const char *key, struct diag *d)
{
	const struct diag *faults = g_hash_table_lookup(files->faults, key);
	if (faults)
		diag_add_all(d, faults);
	return faults != NULL;
}

/* Takes what was said of a file when it was read, and keeps its faults. */
static void keep_said(struct named_files *files, const char *key, struct diag *said, struct diag *d)
{
	diag_add_all(d, said);
	if (diag_count(said) > 0)
		g_hash_table_insert(files->faults, g_strdup(key), said);
	else
		diag_free(said);
}

/* A path of the scenario, which is relative to its folder. */
static char *beside(const struct scenario *s, const char *path)
{
	if (g_path_is_absolute(path) || !strchr(s->path, G_DIR_SEPARATOR))
		return g_strdup(path);
	char *folder = g_path_get_dirname(s->path);
	char *full = g_build_filename(folder, path, NULL);
	g_free(folder);
	return full;
}

static struct platform *find_platform(struct named_files *files, const char *path, struct place at,
				      struct diag *d)
{
	struct platform *p = g_hash_table_lookup(files->platforms, path);
	if (p || is_faulty(files, path, d))
		return p;
	struct diag *said = diag_new();
	if ((p = platform_read(path, at, said)))
		g_hash_table_insert(files->platforms, g_strdup(path), p);
	keep_said(files, path, said, d);
	return p;
}

static void read_platform(struct named_files *files, struct scenario *s, struct diag *d)
{
	own_hardware_check(s, d);
	if (!*s->general.platform) {
		s->platform = own_hardware_platform(s, d);
		return;
	}
	char *path = beside(s, s->general.platform);
	struct platform *p = find_platform(files, path, scenario_place(s, "platform"), d);
	s->platform = p ? platform_share(p) : NULL;
	g_free(path);
}

/* What a faulty profile has of costs is taken, so that its faults are not followed by others. */
static const struct profile *find_profile(struct named_files *files, const char *path, struct place at,
					  struct diag *d)
{
	struct profile *p = g_hash_table_lookup(files->profiles, path);
	is_faulty(files, path, d);
	if (p)
		return p;
	struct diag *said = diag_new();
	p = g_new0(struct profile, 1);
	cost_profile_read(path, at, p->entries, p->origins, said);
	g_hash_table_insert(files->profiles, g_strdup(path), p);
	keep_said(files, path, said, d);
	return p;
}

/* The path of the cost profile: of a shipped one by its name, else beside the scenario. */
static char *costs_path(const struct scenario *s)
{
	char *path = cost_profile_path(s->general.costs);
	return path ? path : beside(s, s->general.costs);
}

static void named_files_read_costs(struct named_files *files, struct scenario *s, struct diag *d)
{
	if (!*s->general.costs)
		return;
	char *path = costs_path(s);
	const struct profile *p = find_profile(files, path, scenario_place(s, "costs"), d);
	memcpy(s->cost, p->entries, sizeof(s->cost));
	g_free(path);
}

const struct cost_origin *named_files_costs(const struct named_files *files, const struct scenario *s)
{
	char *path = costs_path(s);
	const struct profile *p = g_hash_table_lookup(files->profiles, path);
	g_free(path);
	CHECK(p, "the scenario was not made from these files");
	return p->origins;
}

static bool has_capture(const struct scenario *s, const struct capture *c)
{
	return g_ptr_array_find(s->captures, c, NULL);
}

static struct capture *find_capture(struct named_files *files, const char *path, const struct pcap_how *how,
				    struct place at, struct diag *d)
{
	char *key = g_strdup_printf("%" G_GINT64_FORMAT " %d %s", how->mtu, how->refuse, path);
	struct capture *c = g_hash_table_lookup(files->captures, key);
	if (!c && !is_faulty(files, key, d)) {
		struct diag *said = diag_new();
		if ((c = pcap_file_read(path, how, at, said)))
			g_hash_table_insert(files->captures, g_strdup(key), c);
		keep_said(files, key, said, d);
	}
	g_free(key);
	return c;
}

static void named_files_read_capture(struct named_files *files, struct scenario *s,
				     struct traffic_settings *set, struct place at, struct diag *d)
{
	struct pcap_how how = {set->pcap_mtu, set->pcap_order == PCAP_REFUSE};
	char *path = beside(s, set->pcap);
	struct capture *c = find_capture(files, path, &how, at, d);
	if (c && !has_capture(s, c))
		g_ptr_array_add(s->captures, capture_share(c));
	set->capture = c;
	g_free(path);
}

void named_files_read(struct named_files *files, struct scenario *s, struct diag *d)
{
	read_platform(files, s, d);
	named_files_read_costs(files, s, d);
	for (guint i = 0; i < s->traffic->len; i++) {
		struct traffic_settings *set = &g_array_index(s->traffic, struct traffic_settings, i);
		if (*set->pcap)
			named_files_read_capture(files, s, set, scenario_place(s, "traffic.%u.pcap", i), d);
	}
}
