/* romkit: the table of subcommands. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cmd/cmd.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary; /* NULL: not for people */
} commands[] = {
	{"check", cmd_check, "run cases and judge them"},
	{"watch", cmd_watch, "build and run what is saved, again and again"},
	{"run", cmd_run, "run one image and print what it did"},
	{"trace", cmd_trace, "run a case an instruction at a time and print each"},
	{"debug", cmd_debug, "run a case under gdb"},
	{"diff", cmd_diff, "run a case in another engine and find where it parts from KVM"},
	{"cover", cmd_cover, "tell which lines of their source the cases executed"},
	{"bless", cmd_bless, "record what happened as what is expected"},
	{"init", cmd_init, "write a repository of ROMs to start from"},
	{"new", cmd_new, "write a new ROM and its case"},
	{"merge", cmd_merge, "join the results of several shards"},
	{"list", cmd_list, "list cases, their ROMs and tags"},
	{"doctor", cmd_doctor, "say what this host offers"},
	{"setup", cmd_setup, "install what ROMs need, and build the box"},
	{"box", cmd_box, "run a command where there is a /dev/kvm"},
	{"worker", cmd_worker, NULL},
};

#define COMMANDS (sizeof commands / sizeof *commands)

static void print_help(FILE *out)
{
	fputs("usage: romkit COMMAND [OPTION]... [ARGUMENT]...\n"
	      "\n"
	      "Run x86 ROMs under KVM and compare what they print and leave behind with what is expected.\n"
	      "\n",
	      out);
	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i].summary)
			fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
	}
	fputs("\n`romkit COMMAND --help` tells more about one of them. `romkit --version` prints the "
	      "version,\n"
	      "`romkit --print-mk` the path of romkit.mk, which a Makefile includes.\n",
	      out);
}

static int unknown_command(const char *word)
{
	const char *names[COMMANDS + 1] = {NULL};
	const char *near;

	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	near = text_nearest(word, names);
	fprintf(stderr, "romkit: \"%s\" is not a command", word);
	fprintf(stderr, near ? " (did you mean \"%s\"?)\n" : "; see `romkit --help`\n", near);
	return CMD_ERROR;
}

/* Where a standard stream is closed the next file opened would take its place. One that can only be read
 * keeps it. */
static void hold_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", O_RDONLY);
	}
}

/*
 * A write that failed long ago has left nothing but a mark: why it did, one more will tell.
 */
static int finish_stdout(int status)
{
	bool lost = ferror(stdout);

	errno = 0;
	if (fflush(stdout) == 0 && !lost)
		return status;
	if (!errno && putchar('\n') == '\n')
		fflush(stdout);
	fprintf(stderr, "romkit: standard output: %s\n",
		errno ? strerror(errno) : "not all of it could be written");
	return CMD_ERROR;
}

int main(int argc, char **argv)
{
	char help_option[] = "--help";

	hold_standard_streams();
	/* Whoever ignores it hands that on, and no child's end could be waited for. */
	signal(SIGCHLD, SIG_DFL);
	if (argc < 2) {
		print_help(stderr);
		return CMD_ERROR;
	}
	/* `romkit help check` is `romkit check --help`. */
	if (argc == 3 && strcmp(argv[1], "help") == 0 && argv[2][0] != '-') {
		argv[1] = argv[2];
		argv[2] = help_option;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return fflush(stdout) ? CMD_ERROR : CMD_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("romkit %s\n", cmd_version);
		return fflush(stdout) ? CMD_ERROR : CMD_OK;
	}
	if (strcmp(argv[1], "--print-mk") == 0)
		return cmd_print_mk() || fflush(stdout) ? CMD_ERROR : CMD_OK;
	for (size_t i = 0; i < COMMANDS; i++) {
		char title[32]; /* what getopt puts before its complaints */

		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		snprintf(title, sizeof title, "romkit: %s", commands[i].name);
		argv[1] = title;
		return finish_stdout(commands[i].run(argc - 1, argv + 1));
	}
	return unknown_command(argv[1]);
}
