/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/trace_pcapng.h"
#include "models/drops.h"
#include "models/packet.h"
#include "models/topology.h"
#include "tools/base/output_file.h"
#include "tools/trace/made_frame.h"
#include "tools/trace/pcapng_block.h"
#include "tools/trace/trace_file.h"

#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>

struct interface {
	int machine; /* index */
	char *name;
};

/* What is known of a packet from its first record. */
struct packet_known {
	int32_t bytes, source; /* bytes 0: nothing is */
};

/* One packet at one interface. */
struct sight {
	vtime date;
	int64_t packet;
	int32_t interface; /* index */
	int32_t order;	   /* among those of one date */
	int16_t drop;	   /* enum drop, -1: it goes on */
	bool outbound;	   /* towards the wire */
};

/* ---- collecting ---- */

static int trace_pcapng_machine_number(struct trace_pcapng *x, const char *name)
{
	name = name ? name : x->scenario->host.name;
	for (guint i = 0; i < x->machine->len; i++)
		if (!strcmp(x->machine->pdata[i], name))
			return (int)i;
	g_ptr_array_add(x->machine, g_strdup(name));
	return (int)x->machine->len - 1;
}

/* interface_number: of the place on the machine; whose: the guest's name, NULL: it is no guest's. */
static int interface_number(struct trace_pcapng *x, const char *machine, const char *whose, const char *place)
{
	int m = trace_pcapng_machine_number(x, machine);
	char *name = whose ? g_strdup_printf("%s%s%s", whose, *place ? " " : "", place) : g_strdup(place);
	for (guint i = 0; i < x->interface->len; i++) {
		const struct interface *known = g_ptr_array_index(x->interface, i);
		if (known->machine != m || strcmp(known->name, name) != 0)
			continue;
		g_free(name);
		return (int)i;
	}
	struct interface *new = g_new(struct interface, 1);
	*new = (struct interface){m, name};
	g_ptr_array_add(x->interface, new);
	return (int)x->interface->len - 1;
}

static struct packet_known *trace_pcapng_known(struct trace_pcapng *x, int64_t packet)
{
	if (packet >= x->packet->len)
		g_array_set_size(x->packet, (guint)packet + 1);
	return &g_array_index(x->packet, struct packet_known, packet);
}

static const struct traffic_settings *trace_pcapng_source_of(const struct trace_pcapng *x, int64_t source)
{
	return &g_array_index(x->scenario->traffic, struct traffic_settings, (guint)source);
}

static const char *trace_pcapng_guest_named(const struct trace_pcapng *x, int64_t guest)
{
	return g_array_index(x->scenario->guests, struct guest_settings, (guint)guest).name;
}

/* trace_pcapng_guest_of_port: the name of the guest whose device it is; NULL: the wire. */
static const char *trace_pcapng_guest_of_port(const struct trace_pcapng *x, int64_t port)
{
	guint guest = 0;
	if (port == PORT_WIRE)
		return NULL;
	while (port >= g_array_index(x->scenario->guests, struct guest_settings, guest).ports)
		port -= g_array_index(x->scenario->guests, struct guest_settings, guest++).ports;
	return trace_pcapng_guest_named(x, guest);
}

/* account_of: the name of the guest whose packet it is; NULL: it only passes through the host. */
static const char *account_of(struct trace_pcapng *x, int64_t packet)
{
	const struct traffic_settings *set = trace_pcapng_source_of(x, trace_pcapng_known(x, packet)->source);
	bool outside = traffic_is_tester(set) || traffic_is_host(set);
	return traffic_is_transit(set) ? NULL : outside ? set->to : set->from;
}

static int host_place(struct trace_pcapng *x, const struct trace_record *r, const char *place)
{
	return interface_number(x, r->machine, NULL, place);
}

static int guest_place(struct trace_pcapng *x, const struct trace_record *r, const char *guest,
		       const char *place)
{
	return interface_number(x, r->machine, guest, place);
}

/* drop_place: the interface at which a drop is shown: that of the place in its name. */
static int drop_place(struct trace_pcapng *x, const struct trace_record *r)
{
	const char *name = drop_names[r->detail].name;
	char *place = g_strndup(name, strcspn(name, "/"));
	int i;
	if (!strcmp(place, "tap"))
		i = guest_place(x, r, trace_pcapng_guest_of_port(x, r->more), place);
	else if (!strcmp(place, "guest"))
		i = guest_place(x, r, account_of(x, r->subject), "");
	else
		i = host_place(x, r, place);
	g_free(place);
	return i;
}

/* delivered_place: at the guest, or when its last bit has left for the tester. */
static int delivered_place(struct trace_pcapng *x, const struct trace_record *r)
{
	const char *guest = trace_pcapng_guest_of_port(x, r->detail);
	return guest ? guest_place(x, r, guest, "") : host_place(x, r, "wire");
}

/* born_place: the wire, when the tester has sent it; the others are seen when they are sent (TRACE_send). */
static int born_place(struct trace_pcapng *x, const struct trace_record *r)
{
	return traffic_is_tester(trace_pcapng_source_of(x, r->detail)) ? host_place(x, r, "wire") : -1;
}

static int sent_place(struct trace_pcapng *x, const struct trace_record *r)
{
	bool by_host = traffic_is_host(trace_pcapng_source_of(x, trace_pcapng_known(x, r->subject)->source));
	return by_host ? host_place(x, r, "host")
		       : guest_place(x, r, trace_pcapng_guest_named(x, r->detail), "");
}

/* trace_pcapng_place_of: the interface at which the record shows its packet; -1: at none. */
static int trace_pcapng_place_of(struct trace_pcapng *x, const struct trace_record *r)
{
	switch (r->point) {
	case TRACE_offer:
		return born_place(x, r);
	case TRACE_nic_rx:
	case TRACE_nic_tx:
		return host_place(x, r, "nic");
	case TRACE_tap_queue:
		return guest_place(x, r, trace_pcapng_guest_of_port(x, r->more), "tap");
	case TRACE_used:
		return guest_place(x, r, trace_pcapng_guest_named(x, r->detail), "virtqueue");
	case TRACE_send:
		return sent_place(x, r);
	case TRACE_deliver:
		return delivered_place(x, r);
	case TRACE_drop:
		return drop_place(x, r);
	default:
		return -1;
	}
}

/* is_outbound: whether the packet goes from the guests towards the wire there. */
static bool is_outbound(const struct trace_record *r)
{
	return r->point == TRACE_send || r->point == TRACE_nic_tx ||
	       (r->point == TRACE_deliver && r->detail == PORT_WIRE);
}

/* ---- blocks ---- */

static int trace_pcapng_port_named(const struct trace_pcapng *x, const char *name)
{
	int port = 0;
	for (guint i = 0; i < x->scenario->guests->len; i++) {
		const struct guest_settings *g =
			&g_array_index(x->scenario->guests, struct guest_settings, i);
		if (!strcmp(g->name, name))
			return port;
		port += (int)g->ports;
	}
	return PORT_WIRE;
}

/* encode: the block of a packet at an interface that has this number in its file. */
static void encode(struct trace_pcapng *x, const struct sight *s, uint32_t number, GString *out)
{
	uint8_t bytes[MADE_FRAME];
	const struct packet_known *p = trace_pcapng_known(x, s->packet);
	const struct traffic_settings *set = trace_pcapng_source_of(x, p->source);
	int length = p->bytes - ETH_FCS;
	char comment[96];
	made_frame(bytes, trace_pcapng_port_named(x, set->from), trace_pcapng_port_named(x, set->to),
		   p->source, s->packet, length);
	g_snprintf(comment, sizeof(comment),
		   s->drop < 0 ? "packet %" PRId64 : "packet %" PRId64 " dropped: %s", s->packet,
		   s->drop < 0 ? "" : drop_names[s->drop].name);
	pcapng_packet(out, &(struct pcapng_packet){number, s->date, s->packet, s->outbound, bytes, MADE_FRAME,
						   (uint32_t)length, comment});
}

/* ---- collecting ---- */

static void trace_pcapng_note(void *self, const struct trace_record *r)
{
	struct packet_known *p = trace_pcapng_known(self, r->subject);
	*p = (struct packet_known){(int32_t)r->more, (int32_t)r->detail};
}

/* trace_pcapng_keep: unless the files would pass their limit. */
static void trace_pcapng_keep(struct trace_pcapng *x, const struct sight *s)
{
	x->bytes += PCAPNG_PACKET_ROOM;
	if (x->bytes > x->limit)
		x->full_at = s->date;
	else
		g_array_append_vals(x->sight, s, 1);
}

static void trace_pcapng_write_event(void *self, const struct trace_record *r)
{
	struct trace_pcapng *x = self;
	if (x->full_at != VTIME_NEVER || strcmp(trace_points[r->point].subject, "packet") != 0)
		return;
	int place = trace_pcapng_place_of(x, r);
	if (place < 0)
		return;
	trace_pcapng_keep(x, &(struct sight){.date = r->date,
					     .packet = r->subject,
					     .interface = place,
					     .order = (int32_t)x->sight->len,
					     .drop = r->point == TRACE_drop ? (int16_t)r->detail : -1,
					     .outbound = is_outbound(r)});
}

/* ---- writing ---- */

static gint trace_pcapng_by_date(gconstpointer a, gconstpointer b)
{
	const struct sight *one = a, *other = b;
	if (one->date != other->date)
		return one->date < other->date ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

/* trace_pcapng_describe: the blocks before the packets of a machine; number: of each interface in its file. */
static void trace_pcapng_describe(const struct trace_pcapng *x, int machine, uint32_t *number, GString *out)
{
	uint32_t n = 0;
	const char *name = x->machine->pdata[machine];
	char *comment = x->full_at == VTIME_NEVER
				? g_strdup_printf("vhostsim: machine %s", name)
				: g_strdup_printf("vhostsim: machine %s; the limit is reached: packets from "
						  "%.3f ns on are not here",
						  name, (double)x->full_at / VTIME_PER_NS);
	pcapng_section(out, comment);
	g_free(comment);
	for (guint i = 0; i < x->interface->len; i++) {
		const struct interface *place = g_ptr_array_index(x->interface, i);
		if (place->machine != machine)
			continue;
		number[i] = n++;
		pcapng_interface(out, place->name);
	}
}

/* write_sights: the blocks of a machine's packets; out: for one of them. */
static void write_sights(struct trace_pcapng *x, int machine, const uint32_t *number, struct trace_file *f,
			 GString *out)
{
	for (guint i = 0; i < x->sight->len; i++) {
		const struct sight *s = &g_array_index(x->sight, struct sight, i);
		const struct interface *place = g_ptr_array_index(x->interface, (guint)s->interface);
		if (place->machine != machine)
			continue;
		g_string_truncate(out, 0);
		encode(x, s, number[s->interface], out);
		trace_file_end(f, out->str, out->len);
	}
}

static bool write_machine(struct trace_pcapng *x, int machine, GError **error)
{
	struct trace_file f;
	char *name = g_strdup_printf("%s.pcapng", (const char *)x->machine->pdata[machine]);
	char *path = g_build_filename(x->folder, name, NULL);
	g_unlink(path); /* a link in the folder is not written through */
	bool open = trace_file_open(&f, path, x->limit, error);
	g_free(path);
	g_free(name);
	if (!open)
		return false;
	GString *out = g_string_new(NULL);
	uint32_t *number = g_new0(uint32_t, x->interface->len + 1);
	trace_pcapng_describe(x, machine, number, out);
	trace_file_end(&f, out->str, out->len);
	write_sights(x, machine, number, &f, out);
	g_free(number);
	g_string_free(out, TRUE);
	return trace_file_close(&f, error);
}

/* ---- the whole ---- */

static void trace_pcapng_flush(void *self)
{
	(void)self;
}

static void free_interface(gpointer data)
{
	struct interface *i = data;
	g_free(i->name);
	g_free(i);
}

bool trace_pcapng_open(struct trace_pcapng *x, struct trace *t, const struct scenario *s, const char *folder,
		       int64_t limit, GError **error)
{
	if (!output_folder(folder, error))
		return false;
	*x = (struct trace_pcapng){.scenario = s,
				   .folder = g_strdup(folder),
				   .limit = limit,
				   .full_at = VTIME_NEVER,
				   .machine = g_ptr_array_new_with_free_func(g_free),
				   .interface = g_ptr_array_new_with_free_func(free_interface),
				   .sight = g_array_new(FALSE, FALSE, sizeof(struct sight)),
				   .packet = g_array_new(FALSE, TRUE, sizeof(struct packet_known))};
	trace_add(t, &(struct trace_writer){.write = trace_pcapng_write_event,
					    .note = trace_pcapng_note,
					    .flush = trace_pcapng_flush,
					    .self = x});
	return true;
}

bool trace_pcapng_close(struct trace_pcapng *x, GError **error)
{
	bool written = true;
	g_array_sort(x->sight, trace_pcapng_by_date);
	for (guint i = 0; i < x->machine->len; i++)
		written = written && write_machine(x, (int)i, error);
	g_ptr_array_free(x->machine, TRUE);
	g_free(x->folder);
	g_ptr_array_free(x->interface, TRUE);
	g_array_free(x->sight, TRUE);
	g_array_free(x->packet, TRUE);
	return written;
}
