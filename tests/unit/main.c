#include <stdlib.h>
#include <string.h>

#include "fake_worker.h"
#include "suites.h"

typedef Suite *suite_new_fn(void);

/* One a line, so that two additions do not meet. */
/* clang-format off */
static suite_new_fn *const suites[] = {
	suite_buf_err,
	suite_text,
	suite_io,
	suite_reg,
	suite_start,
	suite_insn,
	suite_walk,
	suite_segment,
	suite_deliver,
	suite_fault,
	suite_fault_system,
	suite_trace,
	suite_stop,
	suite_case,
	suite_pattern,
	suite_suite,
	suite_dev,
	suite_diff,
	suite_compare,
	suite_judge,
	suite_bless,
	suite_wire,
	suite_term,
	suite_pci,
	suite_i440fx,
	suite_frames,
	suite_fw_cfg,
	suite_vga,
	suite_option_rom,
	suite_uart,
	suite_rtc,
	suite_i8042,
	suite_port92,
	suite_disk,
	suite_ata,
	suite_ata_data,
	suite_vtime,
	suite_pic,
	suite_pic_commands,
	suite_pit_counter,
	suite_pit_model,
	suite_pit,
	suite_escape,
	suite_keys,
	suite_case_machine,
	suite_typist,
	suite_request,
	suite_pc,
	suite_screen,
	suite_case_expect,
	suite_wake,
	suite_coalesced,
	suite_regions,
	suite_death,
	suite_shard,
	suite_rounds,
	suite_last_run,
	suite_touch,
	suite_source,
	suite_label,
	suite_cover,
	suite_watcher,
	suite_plain,
	suite_gdb_packet,
	suite_engine_bochs,
	suite_gdb_target,
	suite_gdb_server,
	suite_pool,
	suite_elf,
	suite_engine_qemu,
	suite_hostile,
	suite_report,
	suite_merge,
};
/* clang-format on */

int main(int argc, char **argv)
{
	SRunner *runner;
	int failed;

	/* The tests of the pool start this program as their worker. */
	if (argc > 1 && strcmp(argv[1], "worker") == 0)
		return fake_worker_main();
	runner = srunner_create(NULL);

	for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
