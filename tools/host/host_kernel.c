/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/host_facts_private.h"
#include <string.h>

/* The release, from "Linux version 6.8.0-45-generic (...) ...", or from osrelease. */
static char *release_of(const char *root, const char *version)
{
	char *release = host_text(root, "proc/sys/kernel/osrelease");
	if (!release)
		release = host_line(version, "Linux version");
	if (release)
		release[strspn(release, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._+~-")] = '\0';
	if (release && !*release)
		g_clear_pointer(&release, g_free);
	return release;
}

/* The configuration that the kernel was built with. */
static char *config_of(const char *root, const char *release)
{
	char *config = host_unpacked(root, "proc/config.gz");
	if (!config && release)
		config = host_text(root, "boot/config-%s", release);
	if (!config && release)
		config = host_text(root, "lib/modules/%s/config", release);
	return config;
}

static bool host_kernel_is_set(const char *config, const char *key)
{
	char *value = host_line(config, key);
	bool set = g_strcmp0(value, "y") == 0;
	g_free(value);
	return set;
}

/* What preempt= of the command line says; NULL: nothing. Static. */
static const char *preempt_of_line(const char *line)
{
	static const char *const words[] = {"none", "voluntary", "full"};
	for (size_t i = 0; line && i < G_N_ELEMENTS(words); i++) {
		char *word = g_strconcat("preempt=", words[i], NULL);
		const char *at = strstr(line, word);
		bool found = at && (at == line || at[-1] == ' ') && strchr(" \n", at[strlen(word)]);
		g_free(word);
		if (found)
			return words[i];
	}
	return NULL;
}

/* A kernel that can choose (PREEMPT_DYNAMIC) takes the command line's word, else what it was built for. */
static const char *preempt_of(const char *config, const char *version, const char *line)
{
	bool dynamic = strstr(version, "PREEMPT_DYNAMIC") != NULL;
	const char *chosen = dynamic ? preempt_of_line(line) : NULL;
	if (chosen)
		return chosen;
	if (config && host_kernel_is_set(config, "CONFIG_PREEMPT_VOLUNTARY"))
		return "voluntary";
	if (config && host_kernel_is_set(config, "CONFIG_PREEMPT_NONE"))
		return "none";
	if (config && (host_kernel_is_set(config, "CONFIG_PREEMPT") ||
		       host_kernel_is_set(config, "CONFIG_PREEMPT_LAZY")))
		return "full";
	return strstr(version, " PREEMPT ") ? "full" : NULL;
}

static void read_config(const char *root, struct host_kernel *k, const char *version, struct host_facts *f)
{
	char *config = config_of(root, k->release), *line = host_text(root, "proc/cmdline");
	char *hz = config ? host_line(config, "CONFIG_HZ") : NULL;
	k->hz = host_number(hz);
	k->irq_accounting =
		config ? host_kernel_is_set(config, "CONFIG_IRQ_TIME_ACCOUNTING") : HOST_NUMBER_NONE;
	k->preempt = g_strdup(preempt_of(config, version, line));
	if (!config)
		host_unseen(f,
			    "HZ and IRQ time accounting: neither /proc/config.gz nor /boot/config-%s "
			    "can be read",
			    k->release ? k->release : "RELEASE");
	if (!k->preempt)
		host_unseen(f, "preemption: neither the configuration nor /proc/version says it");
	g_free(hz);
	g_free(line);
	g_free(config);
}

static void read_mitigations(const char *root, struct host_kernel *k, struct host_facts *f)
{
	static const char folder[] = "sys/devices/system/cpu/vulnerabilities";
	char **names = host_names(root, folder);
	for (char **name = names; *name; name++) {
		char *text = host_text(root, "%s/%s", folder, *name);
		if (text && strcmp(text, "Not affected") != 0)
			g_ptr_array_add(k->mitigations, g_strdup_printf("%s: %s", *name, text));
		g_free(text);
	}
	if (!*names)
		host_unseen(f, "mitigations: /%s cannot be read", folder);
	g_strfreev(names);
}

void host_kernel_read(const char *root, struct host_facts *f)
{
	struct host_kernel *k = &f->kernel;
	char *version = host_text(root, "proc/version");
	k->release = release_of(root, version ? version : "");
	if (!k->release)
		host_unseen(f, "kernel: neither /proc/sys/kernel/osrelease nor /proc/version can be read");
	read_config(root, k, version ? version : "", f);
	k->halt_poll_ns = host_file_number(root, "sys/module/kvm/parameters/halt_poll_ns");
	if (k->halt_poll_ns == HOST_NUMBER_NONE)
		host_unseen(f, "halt polling: /sys/module/kvm/parameters/halt_poll_ns cannot be read (no KVM "
			       "on this host?)");
	read_mitigations(root, k, f);
	g_free(version);
}
