/*
 * Preloaded into a worker: counts the VMs that it makes, as 32 bits in the file COUNT_VMS. The file is mapped
 * before main(), as the worker's sandbox lets it open nothing, and its standard error is read by its parent.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint32_t *made;

__attribute__((constructor)) static void map_count(void)
{
	const char *path = getenv("COUNT_VMS");
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd < 0 || ftruncate(fd, sizeof *made) < 0)
		return;
	made = mmap(NULL, sizeof *made, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (made == MAP_FAILED)
		made = NULL;
	close(fd);
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*next)(int, unsigned long, ...) = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
	va_list args;
	void *arg;
	int ret;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	ret = next(fd, request, arg);
	if (request == KVM_CREATE_VM && ret >= 0 && made)
		++*made;
	return ret;
}
