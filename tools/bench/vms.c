/*
 * What a minimal C program takes for the same ROMs, to compare with: vms fresh|reused LIST
 *
 * LIST has a start state and an image in each line (tools/bench/suite). `fresh` makes a VM for each and
 * closes it, `reused` makes one, and for each copies the image and sets the registers. Each runs to its HLT
 * and nothing is checked: no budget, no reset of memory or registers beyond those that are set. What all
 * printed goes to standard output. The start states are romkit's own (x86/start.c).
 */
#include <err.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "x86/start.h"

#define MEMORY_BYTES (16u << 20)
#define CONSOLE      0xe9

static const char *const start_names[START_STATES] = {"real", "boot", "reset", "protected", "long"};

struct machine {
	int kvm, vm, vcpu;
	struct kvm_run *run;
	size_t run_bytes;
	uint8_t *memory;
};

static int try(int ret, const char *what)
{
	if (ret < 0)
		err(2, "%s", what);
	return ret;
}

static void *map(size_t bytes, int flags, int fd)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at == MAP_FAILED)
		err(2, "mmap");
	return at;
}

static void machine_open(struct machine *m)
{
	struct kvm_userspace_memory_region region = {.memory_size = MEMORY_BYTES};

	m->vm = try(ioctl(m->kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
	m->memory = map(MEMORY_BYTES, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
	region.userspace_addr = (uintptr_t)m->memory;
	try(ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &region), "KVM_SET_USER_MEMORY_REGION");
	m->vcpu = try(ioctl(m->vm, KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU");
	m->run_bytes = (size_t)try(ioctl(m->kvm, KVM_GET_VCPU_MMAP_SIZE, 0), "KVM_GET_VCPU_MMAP_SIZE");
	m->run = map(m->run_bytes, MAP_SHARED, m->vcpu);
}

static void machine_close(struct machine *m)
{
	munmap(m->run, m->run_bytes);
	close(m->vcpu);
	close(m->vm);
	munmap(m->memory, MEMORY_BYTES);
}

static void segment_set(struct kvm_segment *out, const struct x86_seg *seg)
{
	uint16_t a = seg->attr;

	*out = (struct kvm_segment){
		.base = seg->base,
		.limit = seg->limit,
		.selector = seg->selector,
		.type = a & 15,
		.s = a >> 4 & 1,
		.dpl = a >> 5 & 3,
		.present = a >> 7 & 1,
		.l = a >> 13 & 1,
		.db = a >> 14 & 1,
		.g = a >> 15 & 1,
	};
}

static void registers_set(struct machine *m, const struct x86_state *st)
{
	struct kvm_regs r = {
		.rip = st->rip, .rflags = st->rflags, .rsp = st->gpr[X86_RSP], .rdx = st->gpr[X86_RDX]};
	struct kvm_sregs s;
	struct kvm_segment *order[X86_SEGS] = {&s.es, &s.cs, &s.ss, &s.ds, &s.fs, &s.gs, &s.ldt, &s.tr};

	try(ioctl(m->vcpu, KVM_GET_SREGS, &s), "KVM_GET_SREGS");
	for (int i = 0; i < X86_SEGS; i++)
		segment_set(order[i], &st->seg[i]);
	s.gdt = (struct kvm_dtable){.base = st->gdtr.base, .limit = st->gdtr.limit};
	s.idt = (struct kvm_dtable){.base = st->idtr.base, .limit = st->idtr.limit};
	s.cr0 = st->cr0;
	s.cr3 = st->cr3;
	s.cr4 = st->cr4;
	s.efer = st->efer;
	try(ioctl(m->vcpu, KVM_SET_SREGS, &s), "KVM_SET_SREGS");
	try(ioctl(m->vcpu, KVM_SET_REGS, &r), "KVM_SET_REGS");
}

static size_t image_load(const char *path, uint8_t *to, size_t room)
{
	int fd = try(open(path, O_RDONLY | O_CLOEXEC), path);
	ssize_t len = read(fd, to, room);

	try((int)len, path);
	close(fd);
	return (size_t)len;
}

static void run_to_halt(struct machine *m, const char *path)
{
	for (;;) {
		try(ioctl(m->vcpu, KVM_RUN, 0), "KVM_RUN");
		if (m->run->exit_reason == KVM_EXIT_HLT)
			return;
		if (m->run->exit_reason != KVM_EXIT_IO || m->run->io.direction != KVM_EXIT_IO_OUT)
			errx(2, "%s: KVM exit %u", path, m->run->exit_reason);
		if (m->run->io.port == CONSOLE)
			putchar(*((uint8_t *)m->run + m->run->io.data_offset));
	}
}

static void run_image(struct machine *m, enum start_state start, const char *path)
{
	uint64_t gpa = start_load_gpa(start, 0);
	struct x86_state st;

	image_load(path, m->memory + gpa, MEMORY_BYTES - gpa);
	start_tables(start, m->memory + START_TABLES_GPA);
	start_registers(start, &st);
	registers_set(m, &st);
	run_to_halt(m, path);
}

static enum start_state start_of(const char *name)
{
	for (int i = 0; i < START_STATES; i++) {
		if (strcmp(name, start_names[i]) == 0)
			return (enum start_state)i;
	}
	errx(2, "no start state: %s", name);
}

int main(int argc, char **argv)
{
	bool fresh = argc == 3 && strcmp(argv[1], "fresh") == 0;
	struct machine m;
	char start[16], path[4096];
	FILE *list;

	if (argc != 3 || (!fresh && strcmp(argv[1], "reused") != 0))
		errx(2, "usage: vms fresh|reused LIST");
	list = fopen(argv[2], "r");
	if (!list)
		err(2, "%s", argv[2]);
	m.kvm = try(open("/dev/kvm", O_RDWR | O_CLOEXEC), "/dev/kvm");
	for (bool is_open = false; fscanf(list, "%15s %4095s", start, path) == 2;) {
		if (!is_open)
			machine_open(&m);
		run_image(&m, start_of(start), path);
		is_open = !fresh;
		if (fresh)
			machine_close(&m);
	}
	fclose(list);
	return 0;
}
