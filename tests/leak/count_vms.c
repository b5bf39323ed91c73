/* Preloaded into a worker: writes a line to standard error for each VM that it makes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <unistd.h>

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
	if (request == KVM_CREATE_VM && ret >= 0 && write(STDERR_FILENO, "VM made\n", 8) < 0)
		return -1;
	return ret;
}
