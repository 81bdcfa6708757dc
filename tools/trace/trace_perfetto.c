/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/trace/trace_perfetto.h"
#include "models/costs.h"
#include "models/drops.h"
#include "models/topology.h"
#include "sim/kernel/context.h"
#include "tools/trace/proto.h"

#include <string.h>

/* Numbers of fields, with the names of the .proto files. */
enum { FILE_packet = 1 };
enum {
	PACKET_timestamp = 8,
	PACKET_trusted_packet_sequence_id = 10,
	PACKET_track_event = 11,
	PACKET_sequence_flags = 13,
	PACKET_track_descriptor = 60
};
enum {
	DESCRIPTOR_uuid = 1,
	DESCRIPTOR_name = 2,
	DESCRIPTOR_process = 3,
	DESCRIPTOR_thread = 4,
	DESCRIPTOR_parent_uuid = 5,
	DESCRIPTOR_counter = 8
};
enum { PROCESS_pid = 1, PROCESS_process_name = 6 };
enum { THREAD_pid = 1, THREAD_tid = 2, THREAD_thread_name = 5 };
enum { COUNTER_unit_name = 6 };
enum {
	EVENT_debug_annotations = 4,
	EVENT_type = 9,
	EVENT_track_uuid = 11,
	EVENT_categories = 22,
	EVENT_name = 23,
	EVENT_counter_value = 30,
	EVENT_flow_ids = 47,
	EVENT_terminating_flow_ids = 48
};
enum { ANNOTATION_int_value = 4, ANNOTATION_string_value = 6, ANNOTATION_name = 10 };
enum { TYPE_SLICE_BEGIN = 1, TYPE_SLICE_END, TYPE_INSTANT, TYPE_COUNTER };

#define SEQUENCE 1
#define SEQ_INCREMENTAL_STATE_CLEARED 1

/* ---- packets ---- */

/* trace_perfetto_add: one packet of the sequence, with this message, to the record. */
static void trace_perfetto_add(struct trace_perfetto *x, int field, const GString *message, vtime date)
{
	g_string_truncate(x->packet, 0);
	if (date != VTIME_NEVER)
		proto_int(x->packet, PACKET_timestamp, date / VTIME_PER_NS);
	proto_int(x->packet, PACKET_trusted_packet_sequence_id, SEQUENCE);
	if (x->file.bytes + (int64_t)x->record->len == 0)
		proto_int(x->packet, PACKET_sequence_flags, SEQ_INCREMENTAL_STATE_CLEARED);
	proto_message(x->packet, field, message);
	proto_message(x->record, FILE_packet, x->packet);
}

static void begin_event(struct trace_perfetto *x, int type, uint64_t track)
{
	g_string_truncate(x->event, 0);
	proto_int(x->event, EVENT_type, type);
	proto_int(x->event, EVENT_track_uuid, (int64_t)track);
}

/* ---- tracks ---- */

/* What a track is, and with whom and which ones of it is its uuid. */
enum track { TRACK_MACHINE = 1, TRACK_GUEST, TRACK_CORE, TRACK_WIRE, TRACK_NIC, TRACK_APP, TRACK_QUEUE };

static uint64_t uuid(enum track what, int64_t owner, int64_t which)
{
	return (uint64_t)what << 56 | (uint64_t)(owner + 1) << 32 | (uint64_t)which;
}

/* is_new: whether the track's descriptor is still to be written; it is no longer then. */
static bool is_new(struct trace_perfetto *x, uint64_t track)
{
	if (g_hash_table_contains(x->tracks, &track))
		return false;
	g_hash_table_add(x->tracks, g_memdup2(&track, sizeof(track)));
	return true;
}

/* begin_descriptor: of the track below a process, 0: it is one. */
static void begin_descriptor(struct trace_perfetto *x, uint64_t track, uint64_t process, const char *name)
{
	g_string_truncate(x->event, 0);
	proto_int(x->event, DESCRIPTOR_uuid, (int64_t)track);
	if (process)
		proto_int(x->event, DESCRIPTOR_parent_uuid, (int64_t)process);
	proto_text(x->event, DESCRIPTOR_name, name);
}

static void end_descriptor(struct trace_perfetto *x)
{
	trace_perfetto_add(x, PACKET_track_descriptor, x->event, VTIME_NEVER);
}

static int64_t pid_of(uint64_t process)
{
	return process >> 56 == TRACK_MACHINE ? (int64_t)(process >> 32 & 0xffffff)
					      : 100 + (int64_t)(process >> 32 & 0xffffff);
}

static uint64_t process(struct trace_perfetto *x, enum track what, int64_t which, const char *kind,
			const char *name)
{
	uint64_t track = uuid(what, which, 0);
	if (!is_new(x, track))
		return track;
	g_string_printf(x->text, "%s %s", kind, name);
	begin_descriptor(x, track, 0, x->text->str);
	g_string_truncate(x->part, 0);
	proto_int(x->part, PROCESS_pid, pid_of(track));
	proto_text(x->part, PROCESS_process_name, x->text->str);
	proto_message(x->event, DESCRIPTOR_process, x->part);
	end_descriptor(x);
	return track;
}

/* trace_perfetto_machine_number: by name; the only one has none in its records. */
static int trace_perfetto_machine_number(struct trace_perfetto *x, const char *name)
{
	for (guint i = 0; i < x->machine->len; i++)
		if (x->machine->pdata[i] == name)
			return (int)i;
	g_ptr_array_add(x->machine, (char *)name);
	return (int)x->machine->len - 1;
}

static uint64_t machine_process(struct trace_perfetto *x, const struct trace_record *r)
{
	const char *name = r->machine ? r->machine : x->scenario->host.name;
	return process(x, TRACK_MACHINE, trace_perfetto_machine_number(x, r->machine), "machine", name);
}

static uint64_t guest_process(struct trace_perfetto *x, int64_t guest)
{
	return process(x, TRACK_GUEST, guest, "guest",
		       g_array_index(x->scenario->guests, struct guest_settings, (guint)guest).name);
}

/* trace_perfetto_below: a track of the process, with a name. */
static uint64_t trace_perfetto_below(struct trace_perfetto *x, enum track what, uint64_t process_uuid,
				     const char *name)
{
	uint64_t track = (process_uuid & ~(0xffull << 56)) | (uint64_t)what << 56;
	if (!is_new(x, track))
		return track;
	begin_descriptor(x, track, process_uuid, name);
	end_descriptor(x);
	return track;
}

/* core_track: of one context of a core: a thread of the machine. */
static uint64_t core_track(struct trace_perfetto *x, const struct trace_record *r)
{
	uint64_t machine = machine_process(x, r);
	int which = r->core * CONTEXTS + r->context;
	uint64_t track = uuid(TRACK_CORE, trace_perfetto_machine_number(x, r->machine), which);
	if (!is_new(x, track))
		return track;
	g_string_printf(x->text, "core %d %s", r->core, context_names[r->context]);
	begin_descriptor(x, track, 0, x->text->str);
	g_string_truncate(x->part, 0);
	proto_int(x->part, THREAD_pid, pid_of(machine));
	proto_int(x->part, THREAD_tid, pid_of(machine) * 1000000 + which);
	proto_text(x->part, THREAD_thread_name, x->text->str);
	proto_message(x->event, DESCRIPTOR_thread, x->part);
	end_descriptor(x);
	return track;
}

static uint64_t queue_track(struct trace_perfetto *x, const struct trace_record *r)
{
	gpointer number = g_hash_table_lookup(x->counters, r->name);
	if (!number) {
		number = GUINT_TO_POINTER(g_hash_table_size(x->counters) + 1);
		g_hash_table_insert(x->counters, (gpointer)r->name, number);
	}
	uint64_t owner = r->subject < 0 ? machine_process(x, r) : guest_process(x, r->subject);
	uint64_t track = uuid(TRACK_QUEUE, 0, GPOINTER_TO_UINT(number));
	if (!is_new(x, track))
		return track;
	begin_descriptor(x, track, owner, r->name);
	g_string_truncate(x->part, 0);
	proto_text(x->part, COUNTER_unit_name, "packets");
	proto_message(x->event, DESCRIPTOR_counter, x->part);
	end_descriptor(x);
	return track;
}

/* ---- events ---- */

static bool is_of_packet(const struct trace_record *r)
{
	return !strcmp(trace_points[r->point].subject, "packet") && r->subject > 0;
}

static bool is_tester(const struct trace_perfetto *x, int64_t source)
{
	return traffic_is_tester(
		&g_array_index(x->scenario->traffic, struct traffic_settings, (guint)source));
}

static int64_t trace_perfetto_guest_of_port(const struct trace_perfetto *x, int64_t port)
{
	guint guest = 0;
	for (; port >= g_array_index(x->scenario->guests, struct guest_settings, guest).ports; guest++)
		port -= g_array_index(x->scenario->guests, struct guest_settings, guest).ports;
	return guest;
}

static bool is_on_wire(const struct trace_perfetto *x, const struct trace_record *r)
{
	return (r->point == TRACE_offer && is_tester(x, r->detail)) ||
	       (r->point == TRACE_deliver && r->detail == PORT_WIRE);
}

/* is_in_nic: what the NIC does; software that looks at it later notices. */
static bool is_in_nic(const struct trace_record *r)
{
	bool lost = r->point == TRACE_drop && g_str_has_prefix(drop_names[r->detail].name, "nic/");
	return lost || r->point == TRACE_nic_rx || r->point == TRACE_nic_irq || r->core < 0;
}

static uint64_t track_of(struct trace_perfetto *x, const struct trace_record *r)
{
	if (is_on_wire(x, r))
		return trace_perfetto_below(x, TRACK_WIRE, machine_process(x, r), "wire");
	if (r->point == TRACE_deliver)
		return trace_perfetto_below(x, TRACK_APP,
					    guest_process(x, trace_perfetto_guest_of_port(x, r->detail)),
					    "application");
	if (is_in_nic(r))
		return trace_perfetto_below(x, TRACK_NIC, machine_process(x, r), "NIC");
	return core_track(x, r);
}

/* trace_perfetto_annotate: a value of the event, by name where it has one. */
static void trace_perfetto_annotate(struct trace_perfetto *x, const char *word, int64_t value)
{
	if (!word)
		return;
	g_string_truncate(x->part, 0);
	g_string_truncate(x->text, 0);
	trace_value(x->text, word, value);
	proto_text(x->part, ANNOTATION_name, word);
	if (g_ascii_isdigit(*x->text->str) || *x->text->str == '-')
		proto_int(x->part, ANNOTATION_int_value, value);
	else
		proto_text(x->part, ANNOTATION_string_value, x->text->str);
	proto_message(x->event, EVENT_debug_annotations, x->part);
}

/* flow: the arrow of the packet goes through the event, or ends here. */
static void flow(struct trace_perfetto *x, const struct trace_record *r)
{
	bool ends = r->point == TRACE_deliver || r->point == TRACE_drop;
	if (is_of_packet(r))
		proto_fixed64(x->event, ends ? EVENT_terminating_flow_ids : EVENT_flow_ids,
			      (uint64_t)r->subject);
}

static void add_instant(struct trace_perfetto *x, const struct trace_record *r)
{
	const struct trace_point_name *point = &trace_points[r->point];
	begin_event(x, TYPE_INSTANT, track_of(x, r));
	proto_text(x->event, EVENT_categories, is_of_packet(r) ? "packet" : "event");
	if (r->point == TRACE_drop)
		g_string_printf(x->text, "%s %s", point->text, drop_names[r->detail].name);
	proto_text(x->event, EVENT_name, r->point == TRACE_drop ? x->text->str : point->text);
	trace_perfetto_annotate(x, point->subject, r->subject);
	trace_perfetto_annotate(x, point->detail, r->detail);
	trace_perfetto_annotate(x, point->more, r->more);
	flow(x, r);
	trace_perfetto_add(x, PACKET_track_event, x->event, r->date);
}

static void add_slice(struct trace_perfetto *x, const struct trace_record *r)
{
	uint64_t track = core_track(x, r);
	begin_event(x, TYPE_SLICE_BEGIN, track);
	proto_text(x->event, EVENT_categories, context_names[r->context]);
	proto_text(x->event, EVENT_name, cost_names[r->detail].name);
	trace_perfetto_add(x, PACKET_track_event, x->event, r->date);
	begin_event(x, TYPE_SLICE_END, track);
	trace_perfetto_add(x, PACKET_track_event, x->event, r->date + r->more);
}

static void add_level(struct trace_perfetto *x, const struct trace_record *r)
{
	begin_event(x, TYPE_COUNTER, queue_track(x, r));
	proto_int(x->event, EVENT_counter_value, r->detail);
	trace_perfetto_add(x, PACKET_track_event, x->event, r->date);
}

static void trace_perfetto_write_event(void *self, const struct trace_record *r)
{
	struct trace_perfetto *x = self;
	if (x->file.full)
		return;
	g_string_truncate(x->record, 0);
	if (r->point == TRACE_paid)
		add_slice(x, r);
	else if (r->point == TRACE_level)
		add_level(x, r);
	else
		add_instant(x, r);
	trace_file_write(&x->file, r->date, x->record->str, x->record->len);
}

/* ---- the file ---- */

static void trace_perfetto_flush(void *self)
{
	fflush(((struct trace_perfetto *)self)->file.out);
}

bool trace_perfetto_open(struct trace_perfetto *x, struct trace *t, const struct scenario *s,
			 const char *path, int64_t limit, GError **error)
{
	if (!trace_file_open(&x->file, path, limit, error))
		return false;
	x->scenario = s;
	x->machine = g_ptr_array_new();
	x->tracks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	x->counters = g_hash_table_new(g_direct_hash, g_direct_equal);
	GString **texts[] = {&x->packet, &x->event, &x->part, &x->text, &x->record};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = g_string_new(NULL);
	trace_add(t, &(struct trace_writer){.write = trace_perfetto_write_event,
					    .flush = trace_perfetto_flush,
					    .self = x,
					    .fully = true});
	return true;
}

/* add_end: an event on the track of the whole trace: there is more that is not here. */
static void add_end(struct trace_perfetto *x)
{
	g_string_truncate(x->record, 0);
	begin_event(x, TYPE_INSTANT, 0);
	proto_text(x->event, EVENT_name, "the limit of the file is reached: later events are not here");
	trace_perfetto_add(x, PACKET_track_event, x->event, x->file.full_at);
	trace_file_end(&x->file, x->record->str, x->record->len);
}

bool trace_perfetto_close(struct trace_perfetto *x, GError **error)
{
	GString *texts[] = {x->packet, x->event, x->part, x->text, x->record};
	if (x->file.full)
		add_end(x);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_string_free(texts[i], TRUE);
	g_ptr_array_free(x->machine, TRUE);
	g_hash_table_unref(x->tracks);
	g_hash_table_unref(x->counters);
	return trace_file_close(&x->file, error);
}
