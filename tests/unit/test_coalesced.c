/* The ring of collected writes: KVM's end of it as Linux 6.1 has it (coalesced_mmio.c). */
#include <stdlib.h>

#include "suites.h"
#include "vm/vm_private.h"

#define PAGE_BYTES 4096
#define PORT       0x80

static struct vm vm;

static void new_vm(void)
{
	vm = (struct vm){
		.ring = aligned_alloc(PAGE_BYTES, PAGE_BYTES), .zones = {{.at = {PORT, 1}}}, .zone_count = 1};
	ck_assert_ptr_nonnull(vm.ring);
	*vm.ring = (struct kvm_coalesced_mmio_ring){0};
}

static void free_vm(void)
{
	free(vm.ring);
}

/* coalesced_mmio_write(): false is an exit. */
static bool kvm_collects(uint8_t value)
{
	const size_t entries = (PAGE_BYTES - sizeof *vm.ring) / sizeof(struct kvm_coalesced_mmio);
	uint32_t last = vm.ring->last;

	if (!((uint32_t)(vm.ring->first - last - 1) % entries))
		return false;
	vm.ring->coalesced_mmio[last] =
		(struct kvm_coalesced_mmio){.phys_addr = PORT, .len = 1, .pio = 1, .data = {value}};
	vm.ring->last = (uint32_t)((last + 1) % entries);
	return true;
}

/* The guest writes until it exits; all that was collected comes in its order. */
static void run_guest(unsigned allowed)
{
	struct vm_exit write;
	unsigned collected = 0;

	vm_allow_coalesced(&vm, allowed);
	while (collected <= allowed && kvm_collects((uint8_t)collected))
		collected++;
	ck_assert_uint_eq(collected, allowed);
	vm_coalesced_note(&vm);
	for (unsigned i = 0; i < allowed; i++) {
		ck_assert(vm_next_coalesced(&vm, &write));
		ck_assert_uint_eq(write.addr, PORT);
		ck_assert_uint_eq(write.data[0], i);
	}
	ck_assert(!vm_next_coalesced(&vm, &write));
}

/* However many were collected before: 170 entries are in the ring. */
START_TEST(as_many_as_allowed)
{
	for (unsigned before = 0; before < 200; before++) {
		new_vm();
		for (unsigned i = 0; i < before; i++)
			run_guest(1);
		for (unsigned allowed = 0; allowed <= VM_COALESCED_MAX; allowed++)
			run_guest(allowed);
		ck_assert_uint_eq(vm.count.coalesced, before + VM_COALESCED_MAX * (VM_COALESCED_MAX + 1) / 2);
		free_vm();
	}
}
END_TEST

START_TEST(none_is_none)
{
	new_vm();
	for (unsigned i = 0; i < 200; i++) {
		run_guest(0);
		run_guest(1);
	}
	free_vm();
}
END_TEST

Suite *suite_coalesced(void)
{
	Suite *suite = suite_create("coalesced");
	TCase *tc = tcase_create("ring");

	tcase_add_test(tc, as_many_as_allowed);
	tcase_add_test(tc, none_is_none);
	suite_add_tcase(suite, tc);
	return suite;
}
