#include "pool/death.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* The signal that ended the worker; 0: none did. */
static int signal_of(int status, bool in_box)
{
	if (in_box && WIFEXITED(status) && WEXITSTATUS(status) > 128)
		return WEXITSTATUS(status) - 128;
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static const char *hint_of(int signo, bool in_box)
{
	switch (signo) {
	case SIGSYS:
		return "; it made a system call that no worker needs: a fault of romkit, or a guest that "
		       "broke "
		       "out of its VM";
	case SIGKILL:
		return in_box ? "; did the guest use more memory than the box has, 512 MiB?"
			      : "; did this host run out of memory?";
	default: return "";
	}
}

void death_print(int status, bool in_box, struct buf *how)
{
	int signo = signal_of(status, in_box);

	if (signo == SIGSYS)
		buf_adds(how, "killed by the sandbox: SIGSYS");
	else if (signo)
		buf_printf(how, "killed by signal %d (%s)", signo, strsignal(signo));
	else
		buf_printf(how, "exit status %d", WEXITSTATUS(status));
	buf_adds(how, hint_of(signo, in_box));
}
