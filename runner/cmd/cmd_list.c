/* romkit list: what is in a suite. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/select_options.h"

static const char usage[] =
	"usage: romkit list [OPTION]... [CASE]...\n"
	"\n"
	"List the cases of a suite: name, ROM where it has another name, tags, summary. Runs nothing.\n"
	"CASE chooses as in romkit check.\n"
	"\n"
	"  -C, --suite DIR     the folder that holds cases/ and rom-src/ (default: here)\n"
	"      --names         only the names, one a line\n"
	"      --tags          the tags in use, with the number of their cases\n" SELECT_OPTIONS_USAGE
	"  -h, --help          show this text\n"
	"\n"
	"Exit status: 0, or 2 where a case is malformed, has no ROM, or nothing matches.\n";

static void put_facts(const struct suite_case *sc, struct buf *out)
{
	if (sc->tc.rom_line)
		buf_printf(out, "  rom: %s", sc->tc.rom);
	for (size_t i = 0; i < sc->tc.tag_count; i++)
		buf_printf(out, "%s%s%s", i ? " " : "  [", sc->tc.tags[i],
			   i + 1 == sc->tc.tag_count ? "]" : "");
	if (sc->tc.summary)
		buf_printf(out, "  %s", sc->tc.summary);
	if (sc->skip)
		buf_printf(out, "  (skipped: %s)", sc->skip);
}

static void list_case(const struct suite_case *sc, int width)
{
	struct buf line = {0};

	buf_printf(&line, "%-*s", width, sc->name);
	if (sc->error)
		buf_adds(&line, "  (error, see below)");
	else
		put_facts(sc, &line);
	cmd_put_line(buf_str(&line), stdout);
	buf_fini(&line);
}

static int name_width(const struct selection *sel)
{
	size_t width = 0;

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		size_t len = strlen(sel->suite.cases.items[i]);

		if (sel->chosen[i] && len > width)
			width = len;
	}
	return (int)width;
}

/* The tags of all cases in the order in which they are first used, and how often they are. */
struct tag_uses {
	struct names tags;
	size_t *uses;
};

static void tag_uses_add(struct tag_uses *all, const char *tag)
{
	for (size_t i = 0; i < all->tags.count; i++) {
		if (strcmp(all->tags.items[i], tag) == 0) {
			all->uses[i]++;
			return;
		}
	}
	names_add(&all->tags, tag);
	all->uses = mem_realloc(all->uses, all->tags.count, sizeof *all->uses);
	all->uses[all->tags.count - 1] = 1;
}

static void tag_uses_print(struct tag_uses *all)
{
	for (size_t i = 0; i < all->tags.count; i++)
		printf("%6zu  %s\n", all->uses[i], all->tags.items[i]);
	names_fini(&all->tags);
	free(all->uses);
}

/* Errors come last, behind all that is as it should be. */
static int list_selection(struct selection *sel, bool names, bool tags)
{
	int width = names ? 0 : name_width(sel);
	struct tag_uses all_tags = {0};
	struct buf errors = {0};
	struct suite_case sc;
	int ret = CMD_OK;

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		if (!sel->chosen[i])
			continue;
		suite_case_load(&sel->suite, i, &sc);
		if (names)
			cmd_put_line(sc.name, stdout);
		else if (!tags)
			list_case(&sc, width);
		for (size_t t = 0; tags && !sc.error && t < sc.tc.tag_count; t++)
			tag_uses_add(&all_tags, sc.tc.tags[t]);
		if (sc.error)
			buf_printf(&errors, "%s\n", sc.error);
		suite_case_fini(&sc);
	}
	tag_uses_print(&all_tags);
	fflush(stdout);
	if (errors.len) {
		fputs(buf_str(&errors), stderr);
		ret = CMD_ERROR;
	}
	buf_fini(&errors);
	return ret;
}

int cmd_list(int argc, char **argv)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'}, {"names", no_argument, NULL, 'n'},
		{"tags", no_argument, NULL, 't'},        SELECT_OPTIONS_LONG,
		{"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0},
	};
	const char *dir = ".";
	bool names = false, tags = false;
	struct select_options select = {0};
	struct selection sel;
	struct err err;
	int ret;

	for (int c; (c = getopt_long(argc, argv, "C:h", longs, NULL)) >= 0;) {
		switch (c) {
		case 'C': dir = optarg; break;
		case 'n': names = true; break;
		case 't': tags = true; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		default:
			ret = select_options_take(&select, c, optarg, &err);
			if (ret <= 0)
				return ret < 0 ? cmd_fail(&err) : cmd_usage("list");
		}
	}
	if (select_options_load(&select, dir, argv + optind, (size_t)(argc - optind), &sel, &err) < 0)
		return cmd_fail(&err);
	ret = list_selection(&sel, names, tags);
	selection_fini(&sel);
	return ret;
}
