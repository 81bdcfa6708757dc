/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A core with one fixed cost and Poisson arrivals is a queue with a closed form: M/D/1 and, with a
 * bounded ring, M/D/1/K. Each closed form must lie in the 99 % confidence interval of the run's
 * batch means, and that interval must be narrow. Besides, every wait must be exactly that of
 * Lindley's recursion over the same arrivals.
 */
#include "sim/base/rng.h"
#include "tests/lib/bench/engine.h"
#include "tests/lib/suite.h"

#include <math.h>

#define SERVICE NS(800)
#define BATCHES 40
#define STUDENT_T 2.708 /* 99 %, two-sided, 39 degrees of freedom */
#define RING 4096

enum server { ON_THREAD, ON_SOFTIRQ };

struct station {
	struct event arrival; /* first */
	struct engine e;
	struct task thread;
	struct irq irq;
	struct rng rng;
	enum server server;
	vtime mean;	  /* between arrivals */
	int capacity;	  /* in the system, the one in service included */
	vtime date[RING]; /* of arrival, of those in the system */
	int64_t arrived, lost, begun, served;
	vtime waited;
	vtime last_arrival, last_wait; /* Lindley */
	int faults;
};

static void begin_service(struct station *s)
{
	vtime arrived = s->date[s->served % RING], wait = s->e.m->cal.now - arrived;
	vtime lindley = s->begun ? MAX(0, s->last_wait + SERVICE - (arrived - s->last_arrival)) : 0;
	s->faults += wait != lindley;
	s->last_wait = wait;
	s->last_arrival = arrived;
	s->waited += wait;
	s->begun++;
}

static bool waiting(const struct station *s)
{
	return s->arrived - s->lost > s->served;
}

static void serve_all(struct task *t, struct frame *f)
{
	struct station *s = f->self;
	ROUTINE(f);
	while (waiting(s)) {
		begin_service(s);
		PAY_TIME(t, f, COST_work, SERVICE);
		s->served++;
	}
}

static void thread_main(struct task *t, struct frame *f)
{
	struct station *s = f->self;
	ROUTINE(f);
	for (;;) {
		CALL(t, f, serve_all, s, NULL);
		SLEEP(f);
	}
}

static void interrupt(struct task *t, struct frame *f)
{
	(void)f;
	softirq_raise(t->core, SOFTIRQ_NET_RX);
}

static void arrive(struct event *ev)
{
	struct station *s = (struct station *)ev;
	int in_system = (int)(s->arrived - s->lost - s->served);
	s->arrived++;
	if (in_system == s->capacity)
		s->lost++;
	else
		s->date[(s->arrived - s->lost - 1) % RING] = s->e.m->cal.now;
	if (s->server == ON_THREAD)
		task_wake(&s->thread, NULL);
	else
		irq_raise(&s->irq);
	calendar_arm(&s->e.m->cal, ev, s->e.m->cal.now + rng_exponential(&s->rng, s->mean), EVENT_HARDIRQ);
}

static void station_init(struct station *s, enum server server, double load, int capacity)
{
	memset(s, 0, sizeof(*s));
	engine_init(&s->e, &(struct engine_config){.sched = engine_sched()});
	s->server = server;
	s->mean = (vtime)llround((double)SERVICE / load);
	s->capacity = capacity;
	rng_init(&s->rng, 1, 0, "arrivals");
	thread_init(&s->thread, s->e.m->cores, "server", CONTEXT_other, thread_main, s);
	irq_init(&s->irq, s->e.m->cores, "irq", interrupt, s);
	softirq_open(s->e.m->cores, SOFTIRQ_NET_RX, serve_all, s);
	event_init(&s->arrival, arrive);
	calendar_arm(&s->e.m->cal, &s->arrival, 0, EVENT_HARDIRQ);
}

/* The measured value must agree with the expected one: inside the interval, which is narrower than 5 % either
 * side. */
static void check_interval(const double *batch, double expected)
{
	double mean = 0, square = 0;
	for (int i = 0; i < BATCHES; i++)
		mean += batch[i] / BATCHES;
	for (int i = 0; i < BATCHES; i++)
		square += (batch[i] - mean) * (batch[i] - mean);
	double half = STUDENT_T * sqrt(square / (BATCHES - 1) / BATCHES);
	CU_ASSERT(fabs(mean - expected) <= half);
	CU_ASSERT(half < 0.05 * expected);
	if (fabs(mean - expected) > half)
		printf("measured %g +- %g, expected %g\n", mean, half, expected);
}

static void test_mean_wait(void)
{
	static const struct {
		enum server server;
		double load;
		int packets; /* a batch */
	} cases[] = {
		{ON_THREAD, 0.2, 10000},  {ON_THREAD, 0.5, 10000},  {ON_THREAD, 0.8, 40000},
		{ON_SOFTIRQ, 0.5, 10000}, {ON_SOFTIRQ, 0.8, 40000},
	};
	static struct station s;
	EACH_CASE (i, cases, server) {
		double batch[BATCHES], service = (double)SERVICE;
		station_init(&s, cases[i].server, cases[i].load, RING);
		for (int b = 0; b < BATCHES; b++) {
			int64_t begun = s.begun;
			vtime waited = s.waited, now = s.e.m->cal.now;
			calendar_run(&s.e.m->cal, now + cases[i].packets * s.mean);
			batch[b] = (double)(s.waited - waited) / (double)(s.begun - begun);
		}
		/* Pollaczek-Khinchine with a service time that does not vary */
		check_interval(batch, cases[i].load * service / (2 * (1 - cases[i].load)));
		CU_ASSERT_EQUAL(s.faults, 0);
		CU_ASSERT_EQUAL(s.lost, 0);
		machine_check(s.e.m, 0);
		engine_fini(&s.e);
	}
}

/* The chance of loss from the chain embedded at departures: it goes from i to i - 1 + the arrivals of one
 * service. */
static double loss(double load, int capacity)
{
	double arrivals[64], pi[64] = {1}, sum = 1;
	arrivals[0] = exp(-load);
	for (int k = 1; k < capacity; k++)
		arrivals[k] = arrivals[k - 1] * load / k;
	for (int j = 0; j + 1 < capacity; j++) {
		double flow = pi[j] - pi[0] * arrivals[j];
		for (int i = 1; i <= j; i++)
			flow -= pi[i] * arrivals[j - i + 1];
		pi[j + 1] = flow / arrivals[0];
		sum += pi[j + 1];
	}
	return 1 - 1 / (pi[0] / sum + load);
}

static void test_loss(void)
{
	static const struct {
		enum server server;
		double load;
		int capacity, packets;
	} cases[] = {
		{ON_THREAD, 0.5, 1, 5000},   {ON_THREAD, 0.8, 2, 5000},	 {ON_THREAD, 0.8, 5, 20000},
		{ON_THREAD, 1.2, 10, 5000},  {ON_THREAD, 2.5, 20, 5000}, {ON_SOFTIRQ, 0.9, 4, 10000},
		{ON_SOFTIRQ, 1.2, 10, 5000},
	};
	static struct station s;
	EACH_CASE (i, cases, server) {
		double batch[BATCHES];
		station_init(&s, cases[i].server, cases[i].load, cases[i].capacity);
		for (int b = 0; b < BATCHES; b++) {
			int64_t arrived = s.arrived, lost = s.lost;
			calendar_run(&s.e.m->cal, s.e.m->cal.now + cases[i].packets * s.mean);
			batch[b] = (double)(s.lost - lost) / (double)(s.arrived - arrived);
		}
		check_interval(batch, loss(cases[i].load, cases[i].capacity));
		CU_ASSERT_EQUAL(s.faults, 0);
		CU_ASSERT(s.arrived - s.lost - s.served <= cases[i].capacity);
		machine_check(s.e.m, 0);
		engine_fini(&s.e);
	}
}

/* The oracle itself, where the loss has a form of its own: no room to wait, rho / (1 + rho); and room for
 * one. */
static void test_oracle(void)
{
	CU_ASSERT_DOUBLE_EQUAL(loss(0.5, 1), 0.5 / 1.5, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(loss(2, 1), 2.0 / 3, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(loss(0.8, 2), 1 - 1 / (exp(-0.8) + 0.8), 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(loss(3, 40), 1 - 1.0 / 3, 1e-9);
}

static const struct test_case cases[] = {
	{"M/D/1: mean wait", test_mean_wait},
	{"M/D/1/K: loss", test_loss},
	{"M/D/1/K: the chain against closed forms", test_oracle},
};
SUITE("queueing", cases)
