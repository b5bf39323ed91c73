/*
 * Virtual time, on which all devices run. It is the guest's own: whoever runs the guest advances it by the
 * cycles that the guest consumed, and jumps to the next alarm when the guest waits. Devices read `now_ns` and
 * set alarms; none ever looks at a clock of the host.
 */
#ifndef DEV_VTIME_H
#define DEV_VTIME_H

#include <stdint.h>

#define VTIME_NEVER      UINT64_MAX
#define VTIME_END        3155760000000000000u /* 100 years: nobody waits for what comes later */
#define VTIME_ALARMS_MAX 16

/* Part of a device, set to VTIME_NEVER by vtime_attach. The device sets `at_ns` whenever it likes. */
struct vtime_alarm {
	uint64_t at_ns; /* VTIME_NEVER: not armed */
	void (*ring)(void *owner);
	void *owner;
};

/* Zeroed is time 0 without alarms. */
struct vtime {
	uint64_t now_ns;
	struct vtime_alarm *alarms[VTIME_ALARMS_MAX];
	unsigned count;
};

/* The alarm stays where it is as long as the virtual time is used. There is room for VTIME_ALARMS_MAX. */
void vtime_attach(struct vtime *time, struct vtime_alarm *alarm, void (*ring)(void *owner), void *owner);

/* When the next alarm rings, VTIME_NEVER where none is armed. One in the past gives now_ns. */
uint64_t vtime_next(const struct vtime *time);

/*
 * Go on to `now_ns`, never back. Alarms that are due ring on the way, in the order of their times, each with
 * time->now_ns at its own time; an alarm is disarmed before it rings and may arm itself again.
 */
void vtime_advance(struct vtime *time, uint64_t now_ns);

/* Ticks of a clock of `hz` within `ns`, rounded down; and the time of a tick, rounded up, so that
 * vtime_ticks(vtime_of_tick(n)) is n. Exact for 100 years at 10 GHz. */
uint64_t vtime_ticks(uint64_t ns, uint64_t hz);
uint64_t vtime_of_tick(uint64_t tick, uint64_t hz);

#endif
