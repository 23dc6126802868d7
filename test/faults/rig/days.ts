import { daysAfter, dayIn, instantOf } from '#platform/timing/zoned-time';

/** The default of APP_TIMEZONE. */
const ZONE = 'Asia/Seoul';

/**
 * For `start`: an instance that takes each instant for one that is so much later when it derives the day from it. No
 * time zone has its midnight at any minute; this is one that has. The clocks stay as they are.
 */
export function withDaysShifted(shiftMs: number): Readonly<Record<string, string>> {
  return { FAULTS_DAY_SHIFT_MS: String(shiftMs) };
}

/** By the clock of this machine, which is that of its database. */
export function untilMidnightMs(): number {
  const now = new Date();
  return instantOf(`${daysAfter(dayIn(ZONE, now), 1)}T00:00`, ZONE).getTime() - now.getTime();
}
