#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
static volatile sig_atomic_t caught;

static void note(int signal)
{
	caught = signal;
}

void interrupt_catch(void)
{
	struct sigaction noted = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND}, now;

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaction(signals[i], &noted, NULL);
	}
}

int interrupt_signal(void)
{
	return caught;
}

int interrupt_error(struct err *err)
{
	return err_set(err, "interrupted by signal %d (%s)", (int)caught, strsignal(caught));
}

void interrupt_obey(void)
{
	if (!caught)
		return;
	signal(caught, SIG_DFL);
	raise(caught);
}
