/* Which guest memory was touched, and clearing it. */
#include <string.h>
#include <sys/mman.h>

#include "run/memory.h"
#include "suites.h"
#include "vm/vm_private.h"

#define MIB        (1ull << 20)
#define HIGH_BYTES (3 * MIB + 4096)

static struct vm vm;

/* RAM as a machine has it: below 1 MiB and from there on, the last region not whole. */
static void new_vm(void)
{
	vm = (struct vm){.block_count = 2,
			 .blocks = {{.gpa = 0, .size_bytes = MIB}, {.gpa = MIB, .size_bytes = HIGH_BYTES}}};
	for (unsigned i = 0; i < vm.block_count; i++) {
		vm.blocks[i].host = mmap(NULL, vm.blocks[i].size_bytes, PROT_READ | PROT_WRITE,
					 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		ck_assert_ptr_ne(vm.blocks[i].host, MAP_FAILED);
	}
	vm_regions_begin(&vm);
	vm_regions_add(&vm.warm, 0, 1);
	memset(vm.blocks[0].host, 0x55, VM_REGION_BYTES);
}

static void free_vm(void)
{
	vm_memory_free(&vm);
}

static bool has(const struct vm_regions *regions, unsigned region)
{
	return regions->bits[region / 64] >> region % 64 & 1;
}

static unsigned count(const struct vm_regions *regions)
{
	unsigned n = 0;

	for (unsigned i = 0; i < VM_REGIONS_MAX; i++)
		n += has(regions, i);
	return n;
}

START_TEST(ranges)
{
	struct vm_regions r = {{0}};

	vm_regions_add(&r, 0x1ffff, 2);
	ck_assert(has(&r, 1) && has(&r, 2));
	vm_regions_add(&r, 0x50000, 0);
	ck_assert_uint_eq(count(&r), 2);
	vm_regions_add(&r, 32 * MIB - 1, 1 << 30);
	ck_assert(has(&r, VM_REGIONS_MAX - 1));
	vm_regions_add(&r, 1ull << 40, 1);
	ck_assert_uint_eq(count(&r), 3);
}
END_TEST

START_TEST(what_is_warm_is_not_touched)
{
	struct vm_regions r = {{0}};

	ck_assert(!vm_touched(&vm, &r));
	ck_assert_uint_eq(count(&r), 0);
}
END_TEST

START_TEST(one_byte_touches_its_region)
{
	struct vm_regions r = {{0}};

	vm.blocks[0].host[0xb8000] = 1;
	vm.blocks[1].host[2 * MIB] = 1;
	vm.blocks[1].host[HIGH_BYTES - 1] = 1;
	ck_assert(vm_touched(&vm, &r));
	ck_assert(has(&r, 0xb) && has(&r, 3 * 16) && has(&r, 4 * 16));
	ck_assert_uint_eq(count(&r), 3);
}
END_TEST

START_TEST(all_is_clear)
{
	struct vm_regions r = {{0}};

	vm.blocks[1].host[2 * MIB] = 1;
	vm_memory_clear(&vm);
	ck_assert(!vm_touched(&vm, &r));
	ck_assert_uint_eq(vm.blocks[0].host[0], 0);
	ck_assert_uint_eq(vm.blocks[0].host[VM_REGION_BYTES - 1], 0);
	ck_assert_uint_eq(vm.blocks[1].host[2 * MIB], 0);
}
END_TEST

START_TEST(what_a_request_uses_anyway)
{
	uint8_t image[3] = {0};
	struct request rq = {.image = {.data = image, .len = sizeof image}, .machine.start = START_PROTECTED};
	struct vm_regions r = {{0}};

	ck_assert(memory_is_plain(&rq));
	memory_regions(&rq, &r);
	/* The tables, the stack below 0x80000, the image at 1 MiB. */
	ck_assert(has(&r, 0) && has(&r, 7) && has(&r, 16));
	ck_assert_uint_eq(count(&r), 3);
	rq.machine.start = START_RESET;
	ck_assert(!memory_is_plain(&rq));
}
END_TEST

Suite *suite_regions(void)
{
	Suite *suite = suite_create("regions");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, new_vm, free_vm);
	tcase_add_test(tc, ranges);
	tcase_add_test(tc, what_is_warm_is_not_touched);
	tcase_add_test(tc, one_byte_touches_its_region);
	tcase_add_test(tc, all_is_clear);
	tcase_add_test(tc, what_a_request_uses_anyway);
	suite_add_tcase(suite, tc);
	return suite;
}
