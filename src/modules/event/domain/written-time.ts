const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?$/;

/** What a written time looks like, as a pattern of JSON Schema; whether there is such a day, no pattern can say. */
export const TIME_PATTERN = FORM.source;
const YEARS = { first: 1970, last: 9_998 };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a clock on the wall showed, and how far that clock was from UTC if that was written too. */
export interface WrittenTime {
  /** the date and time as if they were UTC, ms since 1970 */
  readonly wall: number;
  /** ms east of UTC */
  readonly offset: number | undefined;
}

/** An ISO 8601 date and time, with or without an offset; `undefined` for anything else, such as 30 February. */
export function writtenTime(text: string): WrittenTime | undefined {
  const parts = FORM.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const shown = new Date(wall);
  const exists =
    shown.getUTCMonth() === month - 1 && shown.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  const offset = offsetOf(parts[8]);
  if (!exists || year < YEARS.first || year > YEARS.last || Number.isNaN(offset)) return undefined;
  return { wall, offset };
}

/**
 * The instant that was meant; without an offset the clock hung in `zone`. Where that clock showed a time twice the
 * first is meant; one that it skipped is moved on by what was skipped.
 */
export function instantOf({ wall, offset }: WrittenTime, zone: string): Date {
  if (offset !== undefined) return new Date(wall - offset);
  const before = wall - offsetIn(zone, wall - DAY_MS);
  const after = wall - offsetIn(zone, wall + DAY_MS);
  const shown = [before, after].filter((instant) => instant + offsetIn(zone, instant) === wall);
  return new Date(shown.length > 0 ? Math.min(...shown) : before);
}

/** The date that a calendar in `zone` shows: `2025-07-15`. */
export function dayIn(zone: string, instant: Date): string {
  return new Date(instant.getTime() + offsetIn(zone, instant.getTime())).toISOString().slice(0, 10);
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'Z') return 0;
  const [hours = 0, minutes = 0] = text.slice(1).split(':').map(Number);
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    const digits = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', calendar: 'gregory', ...digits });
    clocks.set(zone, clock);
  }
  return clock;
}

/** How far the clocks of `zone` are east of UTC at this instant, ms. */
function offsetIn(zone: string, instant: number): number {
  const seconds = Math.floor(instant / 1_000) * 1_000;
  const shown = new Map(
    clockIn(zone)
      .formatToParts(seconds)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - seconds;
}
