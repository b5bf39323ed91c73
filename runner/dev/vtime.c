#include "dev/vtime.h"

#include <stdlib.h>

#define NS_PER_S 1000000000u

void vtime_attach(struct vtime *time, struct vtime_alarm *alarm, void (*ring)(void *owner), void *owner)
{
	/* How many there are is known when the program is written. */
	if (time->count == VTIME_ALARMS_MAX)
		abort();
	*alarm = (struct vtime_alarm){VTIME_NEVER, ring, owner};
	time->alarms[time->count++] = alarm;
}

static struct vtime_alarm *earliest(const struct vtime *time)
{
	struct vtime_alarm *found = NULL;

	for (unsigned i = 0; i < time->count; i++) {
		if (!found || time->alarms[i]->at_ns < found->at_ns)
			found = time->alarms[i];
	}
	return found && found->at_ns != VTIME_NEVER ? found : NULL;
}

uint64_t vtime_next(const struct vtime *time)
{
	const struct vtime_alarm *alarm = earliest(time);

	if (!alarm)
		return VTIME_NEVER;
	return alarm->at_ns > time->now_ns ? alarm->at_ns : time->now_ns;
}

void vtime_advance(struct vtime *time, uint64_t now_ns)
{
	struct vtime_alarm *alarm;

	while ((alarm = earliest(time)) && alarm->at_ns <= now_ns) {
		if (alarm->at_ns > time->now_ns)
			time->now_ns = alarm->at_ns;
		alarm->at_ns = VTIME_NEVER;
		alarm->ring(alarm->owner);
	}
	if (now_ns > time->now_ns)
		time->now_ns = now_ns;
}

uint64_t vtime_ticks(uint64_t ns, uint64_t hz)
{
	return (uint64_t)((unsigned __int128)ns * hz / NS_PER_S);
}

uint64_t vtime_of_tick(uint64_t tick, uint64_t hz)
{
	return (uint64_t)(((unsigned __int128)tick * NS_PER_S + hz - 1) / hz);
}
