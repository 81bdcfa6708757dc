/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/flows/bridged.h"
#include "models/nic/nic_cores.h"

/* ---- vhost ---- */

static struct vhost_vq vhost_vq_of(struct datapath *dp, struct path *path, struct vhost_parts *v,
				   struct virtio_ring *ring, enum model_counter runs)
{
	int64_t *counter = dp->machine->counter;
	return (struct vhost_vq){.guest = path->guest,
				 .worker = &v->worker,
				 .ring = &ring->vq,
				 .vector = &ring->vector,
				 .sends = runs == COUNTER_vhost_tx_runs,
				 .runs = &counter[runs],
				 .copies = &counter[COUNTER_copies]};
}

void virtio_parts_init(struct datapath *dp, struct path *path, struct virtio_net *driver)
{
	const struct scenario *s = dp->scenario;
	virtio_net_init(driver, &path->cpu->guest, dp->ledger, dp->machine->era, (int)s->virtio.ring,
			s->virtio.event_idx);
	netdev_down(&driver->dev);
	path->dev = &driver->dev;
	path->virtio = driver;
	datapath_report_depth(dp, path, QUEUE_virtqueue, "", &driver->rx.depth);
	datapath_report_depth(dp, path, QUEUE_tx_virtqueue, "", &driver->tx.depth);
}

void vhost_parts_init(struct datapath *dp, struct path *path, struct vhost_parts *v)
{
	virtio_parts_init(dp, path, &v->driver);
	vhost_worker_init(&v->worker, path->worker_core, path->worker_name);
	path->worker = &v->worker.task;
	v->rx = vhost_vq_of(dp, path, v, &v->driver.rx, COUNTER_vhost_runs);
	v->tx = vhost_vq_of(dp, path, v, &v->driver.tx, COUNTER_vhost_tx_runs);
	vhost_vq_detach(&v->rx);
	vhost_vq_detach(&v->tx);
	v->rx.used_depth = &v->driver.rx.depth;
	v->tx.avail_depth = &v->driver.tx.depth;
}

void vhost_parts_fini(struct vhost_parts *v)
{
	virtio_net_fini(&v->driver);
}

/* ---- bridge ---- */

/* The core that polls the NIC for an interrupt on this one. */
static struct core *polling_core(struct datapath *dp, int64_t irq_core)
{
	const struct scenario *s = dp->scenario;
	return datapath_core(dp,
			     s->napi.threaded ? napi_thread_core(&s->napi, s->nic.core, irq_core) : irq_core);
}

void bridged_tap(struct datapath *dp, struct path *path, struct tap *tap, struct core *c)
{
	int64_t queues = datapath_guest(dp, path->guest)->queues;
	tap_init(tap, dp->ledger, tap_queue_limit(&dp->scenario->tap, dp->machine->era, queues),
		 dp->machine->era, dp->up, &datapath_host(dp, c)->backlog);
	tap->backpressure = dp->scenario->tap.backpressure;
	tap->skbs = dp->skbs;
	tap->hashes =
		*dp->scenario->nic.rps_cpus && queues == 1 && era_rules.tun_automq_hashes[dp->machine->era];
	tap->selects = queues > 1;
	path->tap = tap;
	tap_close(tap);
	bridge_connect(&dp->bridge, path->index, &tap->in);
	datapath_report_depth(dp, path, QUEUE_tap, "", &tap->depth);
}

void bridged_parts_init(struct datapath *dp, struct path *path, struct bridged_parts *b)
{
	struct virtio_net *driver = &b->vhost.driver;
	vhost_parts_init(dp, path, &b->vhost);
	bridged_tap(dp, path, &b->tap, path->worker_core);
	vhost_net_init(&b->net, dp->machine->era, &dp->scenario->vhost, &b->vhost.rx, &b->vhost.tx, &b->tap);
	path->net = &b->net;
	vhost_net_detach_rx(&b->net);
	vhost_net_detach_tx(&b->net);
	virtio_ring_serve(&driver->rx, (struct kick_target){vhost_net_kick_rx, &b->net}, b->tap.watch);
	virtio_ring_serve(&driver->tx, (struct kick_target){vhost_net_kick_tx, &b->net}, b->tap.watch);
}

void bridged_parts_check(const struct bridged_parts *b)
{
	virtio_net_check(&b->vhost.driver);
}

void bridged_parts_fini(struct bridged_parts *b)
{
	vhost_net_fini(&b->net);
	vhost_parts_fini(&b->vhost);
}

static void report_queue(struct datapath *dp, struct nic_queue *q, const struct path *path)
{
	bool several = !path && dp->scenario->nic.queues > 1;
	char *ending = several ? g_strdup_printf("-%d", q->index) : g_strdup("");
	datapath_report_depth(dp, path, QUEUE_nic, ending, &q->depth);
	g_free(ending);
}

/* The backlog of a core, among the queues that are reported. */
static struct backlog *reported_backlog(struct datapath *dp, int core)
{
	struct host_core *host = datapath_host(dp, datapath_core(dp, core));
	char *ending = g_strdup_printf("-%d", core);
	if (!host->backlog_reported)
		datapath_report_depth(dp, NULL, QUEUE_backlog, ending, &host->backlog.depth);
	host->backlog_reported = true;
	g_free(ending);
	return &host->backlog;
}

/* RPS of one of the host's queues. */
static void spread(struct datapath *dp, struct nic_driver *d, int queue)
{
	GArray *cores = nic_rps_cores(&dp->scenario->nic, queue);
	d->rps_length = (int)cores->len;
	if (cores->len > 0)
		d->rps = g_new(struct backlog *, cores->len);
	for (guint i = 0; i < cores->len; i++)
		d->rps[i] = reported_backlog(dp, g_array_index(cores, int, i));
	g_array_unref(cores);
}

void bridged_driver(struct datapath *dp, struct nic_driver *d, struct nic_queue *q, int64_t core,
		    const struct path *path)
{
	const struct scenario *s = dp->scenario;
	struct host_core *host = datapath_host(dp, datapath_core(dp, core));
	report_queue(dp, q, path);
	nic_driver_init(d, q, &host->softnet, &s->nic, (int)s->napi.weight, dp->up);
	d->skbs = dp->skbs;
	if (!s->nic.napi)
		d->backlog = &host->backlog;
	if (s->napi.threaded)
		nic_driver_thread(d, polling_core(dp, core));
	if (*s->nic.rps_cpus) {
		datapath_host(dp, polling_core(dp, core)); /* that the driver hands packets on from */
		spread(dp, d, q->index);
	}
}

void bridged_host(struct datapath *dp, struct nic_queue *q)
{
	const struct nic_settings *set = &dp->scenario->nic;
	uplink_init(&dp->uplink, &dp->nic, q, (int)set->tx_ring, polling_core(dp, set->core));
	dp->bridge.uplink = &dp->uplink.in;
	datapath_report_depth(dp, NULL, QUEUE_uplink, "", &dp->uplink.depth);
	bridged_driver(dp, &dp->driver, q, set->core, NULL);
	dp->driver.uplink = &dp->uplink;
}

void bridged_host_single(struct datapath *dp)
{
	bridged_host(dp, &dp->nic.queue[0]);
}

void bridged_host_rss(struct datapath *dp)
{
	const struct nic_settings *set = &dp->scenario->nic;
	struct nic_queue *q = dp->nic.queue;
	bridged_host(dp, &q[0]);
	dp->rss_driver = g_new0(struct nic_driver, set->queues - 1);
	for (int i = 1; i < set->queues; i++)
		bridged_driver(dp, &dp->rss_driver[i - 1], &q[i], nic_irq_core(set, i), NULL);
}

/* ---- QEMU ---- */

struct qemu *bridged_qemu(struct datapath *dp, struct path *path, struct qemu *own)
{
	const struct topology *topo = &dp->topology;
	const struct path *first = dp->path[topo->port[topo->first_port[path->guest]].path];
	if (first == path) {
		qemu_init(own, path->worker_core, path->worker_name, dp->machine->era);
		path->qemu = own;
		path->worker = &own->task;
	}
	return first->qemu;
}

void bridged_qemu_start(struct path *path)
{
	if (path->qemu)
		qemu_start(path->qemu);
}

void bridged_qemu_stop(struct path *path)
{
	if (path->qemu)
		qemu_stop(path->qemu);
}

bool bridged_qemu_ended(struct path *path)
{
	return !path->qemu || path->qemu->ended;
}
