/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/host_root.h"
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER_MAX G_GINT64_CONSTANT(1000000000000000)
#define UNPACKED_MAX (16 * HOST_TEXT_MAX)

static char *path_below(const char *root, const char *path, va_list args)
{
	char *tail = g_strdup_vprintf(path, args);
	char *full = g_build_filename(root, tail, NULL);
	g_free(tail);
	return full;
}

#define PATH_BELOW(full)                                                                                     \
	va_list args;                                                                                        \
	va_start(args, path);                                                                                \
	char *full = path_below(root, path, args);                                                           \
	va_end(args)

/* The first bytes of a plain file; NULL: there are none. A pipe or a device would be waited for. */
static GByteArray *bytes_of(const char *full, size_t most)
{
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	GByteArray *bytes = g_byte_array_new();
	guint8 part[4096];
	ssize_t n = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? 1 : 0;
	while (n > 0 && bytes->len < most)
		if ((n = read(fd, part, MIN(sizeof(part), most - bytes->len))) > 0)
			g_byte_array_append(bytes, part, (guint)n);
	if (fd >= 0)
		close(fd);
	if (bytes->len == 0)
		g_clear_pointer(&bytes, g_byte_array_unref);
	return bytes;
}

/* The bytes as text, in which NUL is `zero`. */
static char *host_root_text_of(const guint8 *bytes, size_t n, char zero)
{
	char *text = g_malloc(n + 1);
	for (size_t i = 0; i < n; i++) {
		bool kept = bytes[i] == '\n' || bytes[i] == '\t' || (bytes[i] >= ' ' && bytes[i] < 127);
		text[i] = bytes[i] == '\0' ? zero : kept ? (char)bytes[i] : '?';
	}
	text[n] = '\0';
	g_strchomp(text);
	if (!*text)
		g_clear_pointer(&text, g_free);
	return text;
}

/* The bytes of a file as text, in which NUL is `zero`. */
static char *text_at(const char *full, char zero)
{
	GByteArray *bytes = bytes_of(full, HOST_TEXT_MAX);
	char *text = bytes ? host_root_text_of(bytes->data, bytes->len, zero) : NULL;
	if (bytes)
		g_byte_array_unref(bytes);
	return text;
}

char *host_text(const char *root, const char *path, ...)
{
	PATH_BELOW(full);
	char *text = text_at(full, '?');
	g_free(full);
	return text;
}

char **host_words(const char *root, const char *path, ...)
{
	PATH_BELOW(full);
	char *text = text_at(full, '\n');
	char **words = g_strsplit(text ? text : "", "\n", -1);
	g_free(text);
	g_free(full);
	return words;
}

static GByteArray *unpack(GBytes *packed)
{
	GConverter *gzip = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
	GInputStream *from = g_memory_input_stream_new_from_bytes(packed);
	GInputStream *stream = g_converter_input_stream_new(from, gzip);
	GByteArray *out = g_byte_array_new();
	guint8 part[4096];
	gssize n;
	while (out->len < UNPACKED_MAX &&
	       (n = g_input_stream_read(stream, part, sizeof(part), NULL, NULL)) > 0)
		g_byte_array_append(out, part, (guint)n);
	g_object_unref(stream);
	g_object_unref(from);
	g_object_unref(gzip);
	return out;
}

char *host_unpacked(const char *root, const char *path)
{
	char *full = g_build_filename(root, path, NULL);
	GByteArray *bytes = bytes_of(full, UNPACKED_MAX);
	g_free(full);
	if (!bytes)
		return NULL;
	GBytes *packed = g_byte_array_free_to_bytes(bytes);
	GByteArray *out = unpack(packed);
	char *text = host_root_text_of(out->data, out->len, '?');
	g_byte_array_unref(out);
	g_bytes_unref(packed);
	return text;
}

gint64 host_number(const char *text)
{
	if (!text || !g_ascii_isdigit(*text))
		return HOST_NUMBER_NONE;
	guint64 number = g_ascii_strtoull(text, NULL, 10);
	return number <= (guint64)NUMBER_MAX ? (gint64)number : HOST_NUMBER_NONE;
}

gint64 host_file_number(const char *root, const char *path, ...)
{
	PATH_BELOW(full);
	char *text = text_at(full, '?');
	gint64 number = host_number(text);
	g_free(text);
	g_free(full);
	return number;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **host_names(const char *root, const char *path, ...)
{
	PATH_BELOW(full);
	GPtrArray *names = g_ptr_array_new();
	GDir *dir = g_dir_open(full, 0, NULL);
	const char *name;
	while (dir && names->len < HOST_NAMES_MAX && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	if (dir)
		g_dir_close(dir);
	g_ptr_array_sort(names, compare_names);
	g_ptr_array_add(names, NULL);
	g_free(full);
	return (char **)g_ptr_array_free(names, FALSE);
}

bool host_has(const char *root, const char *path, ...)
{
	PATH_BELOW(full);
	bool there = access(full, F_OK) == 0;
	g_free(full);
	return there;
}

char *host_link(const char *root, const char *path, ...)
{
	PATH_BELOW(full);
	char *to = g_file_read_link(full, NULL);
	char *last = to ? g_path_get_basename(to) : NULL;
	char *text = last ? host_root_text_of((const guint8 *)last, strlen(last), '?') : NULL;
	g_free(last);
	g_free(to);
	g_free(full);
	return text;
}

char *host_line(const char *text, const char *key)
{
	size_t length = strlen(key);
	for (const char *line = text; line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
		if (strncmp(line, key, length) != 0 || !strchr(" \t:=", line[length]) || !line[length])
			continue;
		const char *value = line + length + strspn(line + length, " \t:=");
		return g_strchomp(g_strndup(value, strcspn(value, "\n")));
	}
	return NULL;
}

gint64 host_first_core(const char *list)
{
	return host_number(list);
}

gint64 host_only_core(const char *list)
{
	return list && *list && strspn(list, "0123456789") == strlen(list) ? host_number(list)
									   : HOST_NUMBER_NONE;
}
