/** The time zone of this device. */
export function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The offset of this device's time zone from UTC at a local time: `+09:00`. */
export function utcOffset(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset();
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.abs(minutes) / 60)}:${twoDigits(Math.abs(minutes) % 60)}`;
}

/** The value of a `datetime-local` input with its offset from UTC: `2026-11-21T21:00:00+09:00`. */
export function withOffset(local: string): string {
  return `${local.length === 16 ? `${local}:00` : local}${utcOffset(local)}`;
}

function twoDigits(number: number): string {
  return String(Math.floor(number)).padStart(2, '0');
}
