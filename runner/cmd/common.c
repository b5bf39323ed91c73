#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "run/request.h"

const char *const colour_names[] = {"auto", "always", "never", NULL};

int cmd_fail(const struct err *err)
{
	fflush(stdout);
	fprintf(stderr, "romkit: %s\n", err->text);
	return CMD_ERROR;
}

void cmd_put_line(const char *text, FILE *out)
{
	struct buf plain = {0};

	text_plain(text, &plain);
	fprintf(out, "%s\n", buf_str(&plain));
	buf_fini(&plain);
}

int cmd_usage(const char *command)
{
	fprintf(stderr, "Try `romkit %s --help`.\n", command);
	return CMD_ERROR;
}

int cmd_exit_status(const struct report_totals *totals)
{
	if (totals->errors)
		return CMD_ERROR;
	if (totals->failed)
		return CMD_FAILED;
	/* Nobody knows whether they pass. */
	return totals->not_run ? CMD_ERROR : CMD_OK;
}

int cmd_choose(const char *option, const char *word, const char *const *words, struct err *err)
{
	struct buf list = {0};

	for (int i = 0; words[i]; i++) {
		if (strcmp(word, words[i]) == 0) {
			buf_fini(&list);
			return i;
		}
		buf_printf(&list, "%s%s", i ? ", " : "", words[i]);
	}
	err_set(err, "%s: \"%s\" is none of %s", option, word, buf_str(&list));
	buf_fini(&list);
	return -1;
}

int cmd_count(const char *option, const char *text, uint64_t max, unsigned *out, struct err *err)
{
	uint64_t value;

	if (num_parse(text, &value, err) < 0)
		return err_wrap(err, "%s", option);
	if (value < 1 || value > max)
		return err_set(err, "%s: %s is not between 1 and %llu", option, text,
			       (unsigned long long)max);
	*out = (unsigned)value;
	return 0;
}

/* The variable's value; "" where it is not set. */
static const char *env_text(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

bool cmd_colour(int choice, int stream_fd)
{
	if (choice)
		return choice == 1;
	if (env_text("NO_COLOR")[0])
		return false;
	if (env_text("CLICOLOR_FORCE")[0] && strcmp(env_text("CLICOLOR_FORCE"), "0") != 0)
		return true;
	return !env_text("CI")[0] && isatty(stream_fd) && strcmp(env_text("TERM"), "dumb") != 0;
}

int cmd_pool(enum kvm_mode mode, unsigned workers, struct pool **out, struct err *err)
{
	if (pool_new(mode, workers, out, err) < 0)
		return -1;
	if (pool_in_box(*out) && pool_why_box(*out)[0])
		fprintf(stderr, "romkit: %s: running in the box (a real KVM in an emulated CPU)\n",
			pool_why_box(*out));
	return 0;
}

int selection_load(const char *dir, char *const *words, size_t word_count, struct selection *out,
		   struct err *err)
{
	*out = (struct selection){0};
	if (suite_open(dir, &out->suite, err) < 0)
		return -1;
	out->chosen = mem_zalloc(out->suite.cases.count, sizeof *out->chosen);
	if (suite_select(&out->suite, words, word_count, out->chosen, err) == 0)
		return 0;
	selection_fini(out);
	return -1;
}

void selection_fini(struct selection *selection)
{
	free(selection->chosen);
	suite_fini(&selection->suite);
	*selection = (struct selection){0};
}

int cmd_run_case(struct pool *pool, const struct suite_case *sc, bool fresh, struct result *out,
		 struct buf *disk_image, struct err *err)
{
	struct request request;
	int ret;

	*out = (struct result){0};
	*disk_image = (struct buf){0};
	if (request_from_case(sc, &request, err) < 0)
		return -1;
	request.fresh = fresh;
	ret = pool_run(pool, &request, out, err);
	if (ret == 0) {
		*disk_image = request.disk;
		request.disk = (struct buf){0};
	}
	request_fini(&request);
	return ret;
}
