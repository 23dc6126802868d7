import { Temporal } from 'temporal-polyfill';

const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?$/;
const YEARS = { first: 1970, last: 9_998 };

/** The form of a date and time as a pattern of JSON Schema. A pattern cannot refuse 30 February; `isDateTime` does. */
export const DATE_TIME_PATTERN = FORM.source;

/** Whether this is an ISO 8601 date and time that exists, with or without an offset from UTC. */
export function isDateTime(text: string): boolean {
  try {
    instantOf(text, 'UTC');
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant of an ISO 8601 date and time; one without an offset is read in `zone`. A time that the clocks of the zone
 * show twice means the first; one that they skip is moved on by as much as they skip.
 * @throws RangeError where `isDateTime` is false
 */
export function instantOf(text: string, zone: string): Date {
  const [, year, , , , , second, , offset] = FORM.exec(text) ?? [];
  // Temporal reads a leap second as the second before it.
  if (second === '60' || !(Number(year) >= YEARS.first && Number(year) <= YEARS.last)) {
    throw new RangeError(`Not a date and time: ${text}`);
  }
  const instant =
    offset === undefined
      ? Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant()
      : Temporal.Instant.from(text);
  return new Date(instant.epochMilliseconds);
}

/** The date that a calendar in `zone` shows at this instant: `2025-07-15`. */
export function dayIn(zone: string, instant: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Whether this is a day of the calendar in the years that `instantOf` accepts: `2025-07-15`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isDateTime(`${text}T00:00`);
}

/** The day that comes `count` days after this one, or before it if that is negative. */
export function daysAfter(day: string, count: number): string {
  return Temporal.PlainDate.from(day).add({ days: count }).toString();
}

/** The days from the first to the last, both included. */
export function daysOf(first: string, last: string): string[] {
  const count = Temporal.PlainDate.from(first).until(last).days;
  return Array.from({ length: count + 1 }, (_, index) => daysAfter(first, index));
}
