const DAY_MS = 86_400_000;

/** One instant that a local time may mean. */
export interface LocalInstant {
  /** in milliseconds since 1970 */
  readonly at: number;
  /** from UTC at this instant: `+09:00` */
  readonly offset: string;
}

/** The time zone of this device. */
export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * The instants at which clocks in the zone show this local time (`2026-11-21T21:00`), earliest first. There is none in
 * the hour that is skipped when clocks go forward, and there are two in the hour that is repeated when they go back.
 */
export function instantsOf(local: string, zone: string): readonly LocalInstant[] {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return [];
  const offsets = new Set([asUtc - DAY_MS, asUtc + DAY_MS].map((at) => offsetAt(at, zone)));
  return [...offsets]
    .map((offset) => ({ at: asUtc - offset, offset: describeOffset(offset) }))
    .filter(({ at }) => offsetAt(at, zone) === asUtc - at)
    .sort((one, other) => one.at - other.at);
}

/** The value of a `datetime-local` input at an instant, to the minute: `2026-11-21T21:00`. */
export function localTimeAt(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/** The offset of the zone from UTC at an instant: `+09:00`. */
export function utcOffset(at: number, zone: string): string {
  return describeOffset(offsetAt(at, zone));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making a format takes longer than using it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

function offsetAt(at: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}

function describeOffset(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return `${offset < 0 ? '-' : '+'}${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`;
}

function twoDigits(number: number): string {
  return String(Math.floor(number)).padStart(2, '0');
}
