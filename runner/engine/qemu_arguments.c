#include "engine/qemu_arguments.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/io.h"

/*
 * A PC without what romkit's has not: no APIC, no HPET, no ACPI. It stands before its first instruction (-S).
 * One thread is quicker to start and stop, which is what a step is.
 */
static const char *const fixed[] = {
	"-accel",
	"tcg,thread=single",
	"-nodefaults",
	"-no-user-config",
	"-display",
	"none",
	"-nic",
	"none",
	"-S",
	"-gdb",
	"stdio",
	"-action",
	"shutdown=pause",
	"-d",
	"cpu_reset",
	"-D",
	QEMU_LOG,
	"-rtc",
	"base=2000-01-01T00:00:00,clock=vm",
	"-bios",
	QEMU_FIRMWARE,
	"-chardev",
	("file,id=console,mux=on,path=" QEMU_CONSOLE),
	"-device",
	"isa-debugcon,chardev=console,iobase=0xe9",
	"-device",
	"isa-debugcon,chardev=console,iobase=0x01",
	"-serial",
	("file:" QEMU_SERIAL),
	"-device",
	"isa-debug-exit,iobase=0xf4,iosize=4",
	"-device",
	"isa-debug-exit,iobase=0x501,iosize=4",
};

/* The leaves of x86/cpuid.c as far as TCG has them. */
#define BASELINE                                                                                \
	"qemu64,vendor=AuthenticAMD,family=15,model=107,stepping=1,xlevel=0x80000008,ssse3=on," \
	"sse4.1=on,sse4.2=on,popcnt=on,cx16=on,lahf_lm=on,pdpe1gb=on,rdtscp=on,nx=on,svm=off,"  \
	"hypervisor=off,x2apic=off,apic=off,"
#define V3                                                                                                  \
	BASELINE "fma=on,movbe=on,xsave=on,avx=on,f16c=on,bmi1=on,avx2=on,bmi2=on,abm=on,xgetbv1=on,level=" \
		 "13,"

static const char *const cpus[CPU_MODELS] = {
	[CPU_BASELINE] = BASELINE "level=7,model-id=romkit baseline CPU",
	[CPU_V3] = V3 "model-id=romkit v3 CPU",
	[CPU_HOST] = V3 "model-id=romkit v3 CPU",
};

static void add(struct qemu_arguments *arguments, char *argument)
{
	arguments->list = mem_realloc(arguments->list, arguments->count + 2, sizeof *arguments->list);
	arguments->list[arguments->count++] = argument;
	arguments->list[arguments->count] = NULL;
}

static void add_option(struct qemu_arguments *arguments, const char *option, char *value)
{
	add(arguments, str_dup(option));
	add(arguments, value);
}

/* QEMU runs elsewhere, so the path has to be a whole one. */
static int add_disk(struct qemu_arguments *arguments, const char *disk, struct err *err)
{
	struct buf option = {0};
	char *path = realpath(disk, NULL);

	if (!path)
		return err_sys(err, "%s", disk);
	buf_adds(&option, "if=ide,format=raw,snapshot=on,file=");
	for (const char *at = path; *at; at++) {
		/* A comma in a value is written twice. */
		if (*at == ',')
			buf_addc(&option, ',');
		buf_addc(&option, (uint8_t)*at);
	}
	add_option(arguments, "-drive", buf_take(&option));
	free(path);
	return 0;
}

int qemu_arguments_make(struct qemu_arguments *arguments, const char *program,
			const struct engine_machine *machine, struct err *err)
{
	uint64_t mib = (machine->memory_bytes + (1u << 20) - 1) >> 20;

	add(arguments, str_dup(program));
	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
		add(arguments, str_dup(fixed[i]));
	add_option(arguments, "-M", str_dup("pc,acpi=off,hpet=off,usb=off,vmport=off,smm=off"));
	add_option(arguments, "-vga", str_dup(machine->pci ? "std" : "none"));
	add_option(arguments, "-cpu", str_dup(cpus[machine->cpu]));
	add_option(arguments, "-m", str_printf("%" PRIu64 "M", mib ? mib : 1));
	return machine->disk ? add_disk(arguments, machine->disk, err) : 0;
}

void qemu_arguments_fini(struct qemu_arguments *arguments)
{
	for (size_t i = 0; i < arguments->count; i++)
		free(arguments->list[i]);
	free(arguments->list);
	*arguments = (struct qemu_arguments){0};
}
