/* romkit list: what is in a suite. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: romkit list [OPTION]... [CASE]...\n"
	"\n"
	"List the cases of a suite: name, ROM where it has another name, tags, summary. Runs nothing.\n"
	"CASE chooses as in romkit check.\n"
	"\n"
	"  -C, --suite DIR   the folder that holds cases/ and rom-src/ (default: here)\n"
	"      --names       only the names, one a line\n"
	"      --tags        the tags in use, with the number of their cases\n"
	"  -h, --help        show this text\n"
	"\n"
	"Exit status: 0, or 2 where a case is malformed, has no ROM, or nothing matches.\n";

static void list_case(const struct suite_case *sc, int width)
{
	printf("%-*s", width, sc->name);
	if (sc->error) {
		printf("  (error, see below)\n");
		return;
	}
	if (sc->tc.rom_line)
		printf("  rom: %s", sc->tc.rom);
	for (size_t i = 0; i < sc->tc.tag_count; i++)
		printf("%s%s%s", i ? " " : "  [", sc->tc.tags[i], i + 1 == sc->tc.tag_count ? "]" : "");
	if (sc->tc.summary)
		printf("  %s", sc->tc.summary);
	if (sc->skip)
		printf("  (skipped: %s)", sc->skip);
	putchar('\n');
}

static int name_width(const struct selection *sel)
{
	size_t width = 0;

	for (size_t i = 0; i < sel->suite.count; i++) {
		size_t len = strlen(sel->suite.cases[i].name);

		if (sel->chosen[i] && len > width)
			width = len;
	}
	return (int)width;
}

/* How often a tag is used; 0 where an earlier case has shown it already. */
static size_t tag_uses(const struct selection *sel, size_t case_at, const char *tag)
{
	size_t uses = 0;

	for (size_t i = 0; i < sel->suite.count; i++) {
		const struct suite_case *sc = &sel->suite.cases[i];

		for (size_t t = 0; sel->chosen[i] && !sc->error && t < sc->tc.tag_count; t++) {
			if (strcmp(sc->tc.tags[t], tag) != 0)
				continue;
			if (i < case_at)
				return 0;
			uses++;
		}
	}
	return uses;
}

static void list_tags(const struct selection *sel)
{
	for (size_t i = 0; i < sel->suite.count; i++) {
		const struct suite_case *sc = &sel->suite.cases[i];

		for (size_t t = 0; sel->chosen[i] && !sc->error && t < sc->tc.tag_count; t++) {
			size_t uses = tag_uses(sel, i, sc->tc.tags[t]);

			if (uses)
				printf("%6zu  %s\n", uses, sc->tc.tags[t]);
		}
	}
}

static int list_selection(const struct selection *sel, bool names, bool tags)
{
	int width = names ? 0 : name_width(sel);
	int ret = CMD_OK;

	for (size_t i = 0; i < sel->suite.count && !tags; i++) {
		if (sel->chosen[i] && names)
			puts(sel->suite.cases[i].name);
		else if (sel->chosen[i])
			list_case(&sel->suite.cases[i], width);
	}
	if (tags)
		list_tags(sel);
	fflush(stdout);
	for (size_t i = 0; i < sel->suite.count; i++) {
		if (!sel->chosen[i] || !sel->suite.cases[i].error)
			continue;
		fprintf(stderr, "%s\n", sel->suite.cases[i].error);
		ret = CMD_ERROR;
	}
	return ret;
}

int cmd_list(int argc, char **argv)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"names", no_argument, NULL, 'n'},
		{"tags", no_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const char *dir = ".";
	bool names = false, tags = false;
	struct selection sel;
	struct err err;
	int ret;

	for (int c; (c = getopt_long(argc, argv, "C:h", longs, NULL)) >= 0;) {
		switch (c) {
		case 'C': dir = optarg; break;
		case 'n': names = true; break;
		case 't': tags = true; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		default: return cmd_usage("list");
		}
	}
	if (selection_load(dir, argv + optind, (size_t)(argc - optind), &sel, &err) < 0)
		return cmd_fail(&err);
	ret = list_selection(&sel, names, tags);
	selection_fini(&sel);
	return ret;
}
