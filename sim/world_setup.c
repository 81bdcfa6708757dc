/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/world_setup.h"
#include "sim/base/check.h"
#include "sim/platform_copy.h"
#include "sim/simgrid.h"

#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- SimGrid ---- */

static void call_init(const char *const *options)
{
	GPtrArray *argv = g_ptr_array_new();
	g_ptr_array_add(argv, (char *)"vhostsim");
	g_ptr_array_add(argv,
			(char *)"--cfg=surf/precision:1e-12"); /* the default merges dates under 1 ns apart */
	g_ptr_array_add(argv, (char *)"--log=root.threshold:warning");
	for (; options && *options; options++)
		g_ptr_array_add(argv, (char *)*options);
	int argc = (int)argv->len;
	g_ptr_array_add(argv, NULL);
	simgrid.simgrid_init(&argc, (char **)argv->pdata);
	g_ptr_array_free(argv, TRUE);
}

/* init_simgrid: SimGrid takes SIGINT, SIGSEGV and SIGBUS to say more when it dies of them; they are given back. */
static void init_simgrid(const char *const *options)
{
	static const int numbers[] = {SIGINT, SIGSEGV, SIGBUS};
	struct sigaction before[G_N_ELEMENTS(numbers)];
	simgrid_open();
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		sigaction(numbers[i], NULL, &before[i]);
	call_init(options);
	simgrid_catch();
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		sigaction(numbers[i], &before[i], NULL);
}

/* ---- SimGrid's own end ---- */

static bool loading;

/* A parser of SimGrid that cannot read, or has no memory, ends the program after a message of its own. */
static void end_loading(void)
{
	if (!loading)
		return;
	static const char text[] = "\nvhostsim: internal error: SimGrid cannot load the platform\n";
	ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)written;
	_exit(EXIT_INTERNAL);
}

/* end_without_file: SimGrid opens the platform by a name, and there is none. */
static void end_without_file(void)
{
	fprintf(stderr,
		"vhostsim: error: SimGrid cannot be given the platform: /proc is not mounted, and no file "
		"can be made in %s\n",
		g_get_tmp_dir());
	fflush(stderr);
	_exit(EXIT_INTERNAL);
}

static void load_platform(const char *platform)
{
	static bool registered;
	CHECK(registered || atexit(end_loading) == 0, "world: no memory");
	registered = true;
	loading = true;
	bool made = false;
	int copy = platform_copy(platform);
	char *name = copy < 0 ? g_strdup(platform) : platform_copy_path(copy, &made);
	if (!name)
		end_without_file();
	simgrid.simgrid_load_platform(name);
	if (made)
		unlink(name);
	g_free(name);
	if (copy >= 0)
		close(copy);
	loading = false;
}

static bool prepared;

void world_prepare(void)
{
	if (prepared)
		return;
	init_simgrid(NULL);
	prepared = true;
}

/* ---- a platform loaded before its world ---- */

static char *loaded; /* its path; NULL: none */

static void rehearsal_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	sg_sem_t turn = simgrid.sg_sem_init(1);
	simgrid.sg_sem_acquire(turn);
	simgrid.sg_actor_execute(0); /* what a sleep is made of, but without its time */
	simgrid.sg_sem_destroy(turn);
}

/* An actor's life, in no simulated time. */
static void rehearse(void)
{
	sg_host_t *hosts = simgrid.sg_host_list();
	sg_actor_t actor = simgrid.sg_actor_init("rehearsal", hosts[0]);
	free(hosts);
	simgrid.sg_actor_start_(actor, rehearsal_main, 0, NULL);
	simgrid.simgrid_run();
	CHECK(simgrid.simgrid_get_clock() == 0, "world: SimGrid's clock stands at %g s after a rehearsal",
	      simgrid.simgrid_get_clock());
}

void world_load(const char *platform)
{
	CHECK(!loaded || strcmp(loaded, platform) == 0, "world: %s is loaded after %s", platform, loaded);
	if (loaded)
		return;
	world_prepare();
	load_platform(platform);
	loaded = g_strdup(platform);
	rehearse();
}

/* The model is a library of its own, which is not loaded (simgrid.cmake). */
static bool wants_ns3(const char *option)
{
	return strstr(option, "network/model:ns-3") != NULL;
}

bool world_accepts(const char *const *options)
{
	for (const char *const *option = options; *option; option++)
		if (wants_ns3(*option))
			return false;
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		bool silent = freopen("/dev/null", "w", stderr) && freopen("/dev/null", "w", stdout);
		init_simgrid(options);
		_exit(silent ? 0 : 1);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

/* ---- a world's ---- */

void world_set_up(const char *platform, const char *const *options)
{
	CHECK(!prepared || !options || !*options, "world: %s comes after SimGrid's set-up", *options);
	if (!prepared)
		init_simgrid(options);
	CHECK(!loaded || strcmp(loaded, platform) == 0, "world: it is on %s, but %s is loaded", platform,
	      loaded);
	if (!loaded)
		load_platform(platform);
}
