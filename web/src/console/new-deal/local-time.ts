/** The zone in which this device shows its times. */
export function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** How far local time is from UTC at that moment: `+09:00`. */
export function offsetAt(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** What an input of a local time holds, as one moment everywhere: `2026-11-21T21:00:00+09:00`. */
export function withOffset(local: string): string {
  return `${local.length === 16 ? `${local}:00` : local}${offsetAt(local)}`;
}
