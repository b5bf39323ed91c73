#include "case/case.h"

#include <stdlib.h>

#include "base/io.h"
#include "case/yaml.h"

int case_load(const char *path, const char *name, struct testcase *out, struct err *err)
{
	return case_load_labels(path, name, NULL, out, err);
}

int case_load_labels(const char *path, const char *name, const struct case_labels *labels,
		     struct testcase *out, struct err *err)
{
	struct buf text = {0};
	int ret = io_read_file(path, YAML_BYTES_MAX, &text, err);

	*out = (struct testcase){0};
	if (ret == 0)
		ret = case_parse_labels(path, name, buf_str(&text), text.len, labels, out, err);
	buf_fini(&text);
	return ret;
}

bool expect_is_empty(const struct expect *ex)
{
	return !(ex->stop.line || ex->console.line || ex->serial.line || ex->post.line ||
		 ex->post_last.line || ex->screen.line || ex->console_match.count || ex->serial_match.count ||
		 ex->screen_match.count || ex->register_count || ex->memory_count || ex->disk_count ||
		 ex->cycles.line);
}

static void patterns_fini(struct expect_patterns *patterns)
{
	for (size_t i = 0; i < patterns->count; i++) {
		pattern_free(patterns->items[i].compiled);
		free(patterns->items[i].text);
	}
	free(patterns->items);
}

static void expect_fini(struct expect *expect)
{
	free(expect->console.bytes);
	free(expect->serial.bytes);
	free(expect->post.bytes);
	patterns_fini(&expect->console_match);
	patterns_fini(&expect->serial_match);
	patterns_fini(&expect->screen_match);
	free(expect->registers);
	for (size_t i = 0; i < expect->memory_count; i++) {
		free(expect->memory[i].bytes);
		free(expect->memory[i].mask);
	}
	free(expect->memory);
	free(expect->screen.bytes);
	for (size_t i = 0; i < expect->disk_count; i++) {
		free(expect->disk[i].bytes);
		free(expect->disk[i].mask);
	}
	free(expect->disk);
}

static void files_fini(struct case_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(files[i].name);
	free(files);
}

void case_fini(struct testcase *tc)
{
	free(tc->name);
	free(tc->path);
	free(tc->rom);
	free(tc->summary);
	free(tc->xfail);
	for (size_t i = 0; i < tc->tag_count; i++)
		free(tc->tags[i]);
	free(tc->tags);
	free(tc->disk.name);
	files_fini(tc->option_roms, tc->option_rom_count);
	files_fini(tc->needs, tc->need_count);
	machine_fini(&tc->machine);
	expect_fini(&tc->expect);
	*tc = (struct testcase){0};
}
