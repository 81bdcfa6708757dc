/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/platform_read.h"
#include "sim/input/text_file.h"
#include "sim/input/xml_file.h"
#include "sim/platform_value.h"
#include <string.h>

/* What a name of the file stands for. */
struct definition {
	struct place at;
	bool split; /* a link that is SPLITDUPLEX */
};

struct reader {
	struct platform *p;
	struct diag *d;
	int zones;
	GHashTable *nodes;  /* names of hosts and of the zone -> struct definition * */
	GHashTable *links;  /* names of links -> struct definition * */
	GHashTable *routes; /* "source\ndestination" -> struct definition * */
	bool routing;	    /* the first route has begun: no host or link may follow */
	struct place route_at;
	int route_links; /* of the route being read */
};

static const char *platform_read_value_of(const struct xml_tag *tag, const char *name)
{
	const struct xml_attribute *a = xml_attribute(tag, name);
	return a ? a->value : NULL;
}

/* The attribute as a quantity; 0, with a fault added, when it is none, and when it is not given. */
static int64_t quantity_of(struct reader *r, const struct xml_tag *tag, const char *name,
			   enum platform_quantity quantity)
{
	const struct xml_attribute *a = xml_attribute(tag, name);
	int64_t value = 0;
	char *why = NULL;
	if (a && !platform_value(quantity, a->value, &value, &why)) {
		diag_error(r->d, a->at, "%s %s", name, why);
		g_free(why);
	}
	return value;
}

/* Adds a fault unless the attribute is missing or one of the NULL-terminated words. */
static void check_choice(struct reader *r, const struct xml_tag *tag, const char *name,
			 const char *const *words)
{
	const struct xml_attribute *a = xml_attribute(tag, name);
	if (!a || g_strv_contains(words, a->value))
		return;
	char *list = g_strjoinv(", ", (char **)words);
	diag_error(r->d, a->at, "%s \"%.40s\" is not understood; it can be %s", name, a->value, list);
	g_free(list);
}

/* Enters the name of the tag into the names of its kind; a name that is used already is a fault. */
static void platform_read_define(struct reader *r, GHashTable *names, const char *name,
				 struct definition definition)
{
	const struct definition *former = g_hash_table_lookup(names, name);
	if (former) {
		diag_error(r->d, definition.at, "the name %s is taken already, in line %d", name,
			   former->at.line);
		return;
	}
	g_hash_table_insert(names, g_strdup(name), g_memdup2(&definition, sizeof(definition)));
}

/* As define, for the id of a tag; returns the name, or NULL when there is no sound one. */
static const char *define_id(struct reader *r, const struct xml_tag *tag, GHashTable *names, bool split)
{
	const struct xml_attribute *id = xml_attribute(tag, "id");
	if (!id)
		return NULL;
	if (!platform_is_name(id->value)) {
		diag_error(
			r->d, id->at,
			"\"%.40s\" is no name; a name has letters, digits, _-.:@ and blanks inside, and does "
			"not begin "
			"with __",
			id->value);
		return NULL;
	}
	platform_read_define(r, names, id->value, (struct definition){id->at, split});
	return id->value;
}

static void begin_platform(void *data, const struct xml_tag *tag)
{
	static const char *const versions[] = {"4", "4.0", "4.1", NULL};
	check_choice(data, tag, "version", versions);
}

static void begin_zone(void *data, const struct xml_tag *tag)
{
	static const char *const routings[] = {"Full", NULL};
	struct reader *r = data;
	if (r->zones++)
		diag_error(r->d, tag->at, "there is a second zone; one zone is to hold all hosts");
	define_id(r, tag, r->nodes, false);
	check_choice(r, tag, "routing", routings);
}

static void check_order(struct reader *r, const struct xml_tag *tag)
{
	if (r->routing)
		diag_error(r->d, tag->at, "<%s> must stand before the first <route>", tag->name);
}

static void begin_host(void *data, const struct xml_tag *tag)
{
	struct reader *r = data;
	check_order(r, tag);
	const char *name = define_id(r, tag, r->nodes, false);
	struct platform_host host = {.name = g_strdup(name ? name : ""), .cores = 1};
	host.hz = quantity_of(r, tag, "speed", PLATFORM_SPEED);
	if (xml_attribute(tag, "core"))
		host.cores = (int)quantity_of(r, tag, "core", PLATFORM_CORES);
	g_array_append_val(r->p->hosts, host);
}

/* Of the host that has begun last. A link has no such property. */
static void begin_prop(void *data, const struct xml_tag *tag)
{
	struct reader *r = data;
	const struct xml_attribute *id = xml_attribute(tag, "id"), *value = xml_attribute(tag, "value");
	if (r->p->hosts->len == 0 || !id || !value || strcmp(id->value, "wattage_per_state") != 0)
		return;
	struct platform_host *host = &g_array_index(r->p->hosts, struct platform_host, r->p->hosts->len - 1);
	if (!watts_parse(value->value, &host->watts))
		diag_error(r->d, tag->at,
			   "wattage_per_state of host %s is not Idle:Epsilon:AllCores in rising watts, such "
			   "as 95:120:200",
			   host->name);
}

/* The two names that SimGrid makes of a SPLITDUPLEX link must be free as well. */
static void define_halves(struct reader *r, const char *name, struct place at)
{
	static const char *const suffixes[] = {"UP", "DOWN"};
	for (int i = 0; i < (int)G_N_ELEMENTS(suffixes); i++) {
		char *half = g_strconcat(name, "_", suffixes[i], NULL);
		platform_read_define(r, r->links, half, (struct definition){at, false});
		g_free(half);
	}
}

static void begin_link(void *data, const struct xml_tag *tag)
{
	static const char *const policies[] = {"SHARED", "SPLITDUPLEX", "FATPIPE", NULL};
	struct reader *r = data;
	check_order(r, tag);
	const char *policy = platform_read_value_of(tag, "sharing_policy");
	bool split = policy && strcmp(policy, "SPLITDUPLEX") == 0;
	const char *name = define_id(r, tag, r->links, split);
	if (name && split)
		define_halves(r, name, tag->at);
	struct platform_link link = {.name = g_strdup(name ? name : ""), .split = split};
	link.bits_per_s = quantity_of(r, tag, "bandwidth", PLATFORM_BANDWIDTH);
	link.latency = quantity_of(r, tag, "latency", PLATFORM_LATENCY);
	check_choice(r, tag, "sharing_policy", policies);
	g_array_append_val(r->p->links, link);
}

/* The names of the hosts or links read so far, whose first member is the name. Free with g_free. */
static const char **names_in(const GArray *list)
{
	const char **names = g_new(const char *, list->len + 1);
	for (guint i = 0; i < list->len; i++)
		names[i] = *(char **)(list->data + i * g_array_get_element_size((GArray *)list));
	return names;
}

/* Adds a fault for a name that is not defined. */
static void undefined(struct reader *r, const struct xml_attribute *a, const char *kind, const GArray *list)
{
	const char **names = names_in(list);
	const char *nearest = diag_is_full(r->d) ? NULL : diag_nearest(a->value, names, (int)list->len);
	diag_error(r->d, a->at, "there is no %s \"%.40s\" before this line%s%s%s", kind, a->value,
		   nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
	g_free(names);
}

static void platform_read_check_end(struct reader *r, const struct xml_tag *tag, const char *name)
{
	const struct xml_attribute *end = xml_attribute(tag, name);
	if (end && !platform_host(r->p, end->value))
		undefined(r, end, "host", r->p->hosts);
}

static bool define_route(struct reader *r, const char *src, const char *dst, struct place at)
{
	char *key = g_strdup_printf("%s\n%s", src, dst);
	const struct definition *former = g_hash_table_lookup(r->routes, key);
	if (former)
		diag_error(r->d, at,
			   "there is a route from %s to %s already, in line %d (it goes both ways unless "
			   "symmetrical=\"NO\")",
			   src, dst, former->at.line);
	else
		platform_read_define(r, r->routes, key, (struct definition){at, false});
	g_free(key);
	return !former;
}

/* The route being read. */
static struct platform_route *this_route(struct reader *r)
{
	return &g_array_index(r->p->routes, struct platform_route, r->p->routes->len - 1);
}

static void begin_route(void *data, const struct xml_tag *tag)
{
	static const char *const answers[] = {"YES", "NO", "yes", "no", NULL};
	struct reader *r = data;
	r->routing = true;
	r->route_at = tag->at;
	r->route_links = 0;
	const char *src = platform_read_value_of(tag, "src"), *dst = platform_read_value_of(tag, "dst");
	platform_add_route(r->p, src ? src : "", dst ? dst : "");
	platform_read_check_end(r, tag, "src");
	platform_read_check_end(r, tag, "dst");
	check_choice(r, tag, "symmetrical", answers);

	const char *symmetrical = platform_read_value_of(tag, "symmetrical");
	bool one_way = symmetrical && g_ascii_strcasecmp(symmetrical, "no") == 0;
	if (src && dst && define_route(r, src, dst, tag->at) && !one_way && strcmp(src, dst) != 0)
		define_route(r, dst, src, tag->at);
}

static void end_route(void *data)
{
	struct reader *r = data;
	if (r->route_links == 0)
		diag_error(r->d, r->route_at, "the route has no link; it needs at least one <link_ctn>");
}

static void begin_link_ctn(void *data, const struct xml_tag *tag)
{
	static const char *const directions[] = {"UP", "DOWN", "NONE", NULL};
	struct reader *r = data;
	r->route_links++;
	check_choice(r, tag, "direction", directions);
	const struct xml_attribute *id = xml_attribute(tag, "id");
	if (!id)
		return;
	const struct definition *link = g_hash_table_lookup(r->links, id->value);
	const char *direction = platform_read_value_of(tag, "direction");
	bool directed = direction && strcmp(direction, "NONE") != 0;
	platform_add_hop(this_route(r), id->value, directed && strcmp(direction, "DOWN") == 0);
	if (!link)
		undefined(r, id, "link", r->p->links);
	else if (link->split && !directed)
		diag_error(r->d, tag->at, "%s is SPLITDUPLEX: give direction=\"UP\" or \"DOWN\"", id->value);
	else if (!link->split && directed)
		diag_error(r->d, tag->at, "%s is not SPLITDUPLEX and has no direction", id->value);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct xml_element elements[] = {
	{"platform", NULL, WORDS("version"), NULL, begin_platform, NULL},
	{"zone", WORDS("platform"), WORDS("id", "routing"), NULL, begin_zone, NULL},
	{"host", WORDS("zone"), WORDS("id", "speed"), WORDS("core"), begin_host, NULL},
	{"link", WORDS("zone"), WORDS("id", "bandwidth", "latency"), WORDS("sharing_policy"), begin_link,
	 NULL},
	{"route", WORDS("zone"), WORDS("src", "dst"), WORDS("symmetrical"), begin_route, end_route},
	{"link_ctn", WORDS("route"), WORDS("id"), WORDS("direction"), begin_link_ctn, NULL},
	{"prop", WORDS("host", "link"), WORDS("id", "value"), NULL, begin_prop, NULL},
};

#define ADDRESS "(https://simgrid\\.org|http://simgrid\\.gforge\\.inria\\.fr/simgrid)/simgrid\\.dtd"

static const struct xml_format format = {
	.doctype = "^<!DOCTYPE\\s+platform\\s+SYSTEM\\s+(\"" ADDRESS "\"|'" ADDRESS "')\\s*>$",
	.doctype_text = "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">",
	.elements = elements,
	.n = G_N_ELEMENTS(elements),
};

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

/* Fills the platform from the text of its file. */
static bool parse_platform(struct platform *p, const char *text, struct diag *d)
{
	int before = diag_count(d);
	struct reader r = {.p = p, .d = d, .nodes = names_new(), .links = names_new(), .routes = names_new()};
	xml_parse(&format, p->path, text, &r, d);
	if (diag_count(d) == before && p->hosts->len == 0)
		diag_error(d, (struct place){p->path, 0, 0}, "the platform has no host");
	g_hash_table_unref(r.nodes);
	g_hash_table_unref(r.links);
	g_hash_table_unref(r.routes);
	return diag_count(d) == before;
}

struct platform *platform_read(const char *path, struct place at, struct diag *d)
{
	size_t length;
	char *text = text_file_read(path, at, &length, d);
	if (!text)
		return NULL;
	struct platform *p = platform_new(path);
	if (!parse_platform(p, text, d))
		g_clear_pointer(&p, platform_free);
	g_free(text);
	return p;
}
