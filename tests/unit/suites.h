/* The suites of the unit tests: one for each module, in tests/unit/test_MODULE.c. */
#ifndef UNIT_SUITES_H
#define UNIT_SUITES_H

#include <check.h>

Suite *suite_buf_err(void);
Suite *suite_text(void);
Suite *suite_io(void);
Suite *suite_reg(void);
Suite *suite_start(void);
Suite *suite_stop(void);
Suite *suite_case(void);
Suite *suite_suite(void);
Suite *suite_dev(void);
Suite *suite_diff(void);
Suite *suite_judge(void);
Suite *suite_bless(void);
Suite *suite_wire(void);
Suite *suite_death(void);
Suite *suite_hostile(void);
Suite *suite_term(void);
Suite *suite_pci(void);
Suite *suite_i440fx(void);
Suite *suite_fw_cfg(void);
Suite *suite_vga(void);
Suite *suite_option_rom(void);
Suite *suite_uart(void);
Suite *suite_rtc(void);
Suite *suite_i8042(void);
Suite *suite_port92(void);
Suite *suite_disk(void);
Suite *suite_ata(void);
Suite *suite_ata_data(void);
Suite *suite_vtime(void);
Suite *suite_pic(void);
Suite *suite_pic_commands(void);
Suite *suite_pit_counter(void);
Suite *suite_pit_model(void);
Suite *suite_pit(void);
Suite *suite_escape(void);
Suite *suite_keys(void);
Suite *suite_typist(void);
Suite *suite_case_machine(void);
Suite *suite_request(void);
Suite *suite_pc(void);
Suite *suite_wake(void);
Suite *suite_coalesced(void);
Suite *suite_regions(void);
Suite *suite_screen(void);
Suite *suite_case_expect(void);
Suite *suite_shard(void);
Suite *suite_last_run(void);
Suite *suite_touch(void);
Suite *suite_watcher(void);
Suite *suite_pool(void);

#endif
