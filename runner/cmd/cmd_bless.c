/* romkit bless: record what happened as what is expected. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "case/yaml.h"
#include "judge/bless.h"
#include "judge/judge.h"
#include "judge/textdiff.h"

static const char usage[] =
	"usage: romkit bless [OPTION]... [CASE]...\n"
	"\n"
	"Run cases, show where they differ from what is expected, and write what happened into their files.\n"
	"Comments and everything else in a file stay as they are. Each case is run twice first; one that\n"
	"differs from itself is refused. CASE chooses as in romkit check. Read the difference: bless what "
	"you\n"
	"can explain.\n"
	"\n"
	"  -n, --dry-run       show the difference and write nothing\n"
	"  -f, --full          also record the full general snapshot of the registers\n"
	"  -C, --suite DIR     the folder that holds cases/ and build/ (default: here)\n"
	"      --kvm MODE      auto, host or box\n"
	"  -h, --help          show this text\n"
	"\n"
	"Exit status: 0 done, 1 a case was refused, 2 romkit could not do its work. Refuses to write where "
	"CI=true.\n";

struct bless_opts {
	const char *dir;
	enum kvm_mode kvm;
	bool dry_run, full;
};

struct blesser {
	const struct bless_opts *opts;
	struct pool *pool;
	size_t written, same, refused, skipped, errors;
};

static bool bufs_equal(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && (!a->len || memcmp(a->data, b->data, a->len) == 0);
}

/*
 * Whether a second run, in a VM of its own, is what the first would record. Returns 1 where it is not, having
 * said what differs.
 */
static int check_again(struct blesser *bl, const struct suite_case *sc, const struct buf *new_text,
		       struct err *err)
{
	struct verdict verdict = {0};
	struct result again = {0};
	struct buf disk_image = {0};
	struct testcase tc;
	int ret =
		case_parse_labels(sc->path, sc->name, buf_str(new_text), new_text->len, sc->labels, &tc, err);

	if (ret < 0)
		return -1;
	ret = cmd_run_case(bl->pool, sc, true, &again, &disk_image, err);
	if (ret == 0)
		judge_case(&tc, &disk_image, &again, &verdict);
	if (verdict.count) {
		printf("%s: refused: it does not do the same twice; two runs differ in %s\n", sc->path,
		       verdict.mismatches[0].key);
		ret = 1;
	}
	verdict_fini(&verdict);
	result_fini(&again);
	buf_fini(&disk_image);
	case_fini(&tc);
	return ret;
}

static int write_blessed(struct blesser *bl, const struct suite_case *sc, const struct buf *old_text,
			 const struct buf *new_text, struct err *err)
{
	struct buf diff = {0};
	int ret = 0;

	printf("%s\n", sc->path);
	textdiff_print(old_text->data, old_text->len, new_text->data, new_text->len, &diff);
	report_print_marked(buf_str(&diff), cmd_colour(0, STDOUT_FILENO), stdout);
	putchar('\n');
	buf_fini(&diff);
	if (!bl->opts->dry_run)
		ret = io_write_file(sc->path, new_text->data, new_text->len, err);
	bl->written += ret == 0;
	return ret;
}

static int bless_one(struct blesser *bl, const struct suite_case *sc, struct err *err)
{
	struct result result = {0};
	struct buf disk_image = {0}, old_text = {0}, new_text = {0};
	int ret;

	if (sc->skip) {
		printf("%s: skipped: %s\n", sc->path, sc->skip);
		bl->skipped++;
		return 0;
	}
	ret = sc->error ? err_set(err, "%s", sc->error)
			: cmd_run_case(bl->pool, sc, false, &result, &disk_image, err);
	if (ret == 0)
		ret = io_read_file(sc->path, YAML_BYTES_MAX, &old_text, err);
	if (ret == 0)
		ret = bless_text(&sc->tc, buf_str(&old_text), old_text.len, &disk_image, &result,
				 bl->opts->full, &new_text, err);
	if (ret == 0 && bufs_equal(&old_text, &new_text)) {
		bl->same++;
	} else if (ret == 0) {
		ret = check_again(bl, sc, &new_text, err);
		bl->refused += ret > 0;
		if (ret == 0)
			ret = write_blessed(bl, sc, &old_text, &new_text, err);
	}
	buf_fini(&old_text);
	buf_fini(&new_text);
	buf_fini(&disk_image);
	result_fini(&result);
	return ret;
}

static int bless_all(struct blesser *bl, struct selection *sel)
{
	struct suite_case sc;
	struct err err;

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		if (!sel->chosen[i])
			continue;
		suite_case_load(&sel->suite, i, &sc);
		if (bless_one(bl, &sc, &err) < 0) {
			cmd_fail(&err);
			bl->errors++;
		}
		suite_case_fini(&sc);
	}
	printf("%zu %s, %zu already as expected", bl->written,
	       bl->opts->dry_run ? "would be written" : "written", bl->same);
	if (bl->refused)
		printf(", %zu refused", bl->refused);
	if (bl->skipped)
		printf(", %zu skipped", bl->skipped);
	if (bl->errors)
		printf(", %zu errors", bl->errors);
	putchar('\n');
	if (bl->errors)
		return CMD_ERROR;
	return bl->refused ? CMD_FAILED : CMD_OK;
}

static int bless_selection(const struct bless_opts *opts, char *const *words, size_t word_count)
{
	struct blesser bl = {.opts = opts};
	const char *ci = getenv("CI");
	struct selection sel;
	struct err err;
	int ret;

	if (!opts->dry_run && ci && strcmp(ci, "true") == 0) {
		err_set(&err, "bless: CI=true: a gate must not rewrite what it checks (--dry-run shows the "
			      "difference)");
		return cmd_fail(&err);
	}
	if (selection_load(opts->dir, words, word_count, &sel, &err) < 0)
		return cmd_fail(&err);
	ret = cmd_pool(opts->kvm, 1, &bl.pool, &err);
	if (ret == 0)
		ret = pool_wait_ready(bl.pool, &err);
	ret = ret < 0 ? cmd_fail(&err) : bless_all(&bl, &sel);
	pool_free(bl.pool);
	selection_fini(&sel);
	return ret;
}

int cmd_bless(int argc, char **argv)
{
	enum { OPT_KVM = 256 };
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'}, {"kvm", required_argument, NULL, OPT_KVM},
		{"dry-run", no_argument, NULL, 'n'},     {"full", no_argument, NULL, 'f'},
		{"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0},
	};
	struct bless_opts opts = {.dir = "."};
	struct err err;
	int choice;

	for (int c; (c = getopt_long(argc, argv, "C:nfh", longs, NULL)) >= 0;) {
		switch (c) {
		case 'C': opts.dir = optarg; break;
		case 'n': opts.dry_run = true; break;
		case 'f': opts.full = true; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		case OPT_KVM:
			choice = cmd_choose("--kvm", optarg, kvm_mode_names, &err);
			if (choice < 0)
				return cmd_fail(&err);
			opts.kvm = (enum kvm_mode)choice;
			break;
		default: return cmd_usage("bless");
		}
	}
	return bless_selection(&opts, argv + optind, (size_t)(argc - optind));
}
