import { deviceZone, instantsOf, localTimeAt } from '../../i18n/local-time';

/** A time as it was entered, in the time zone of this device. */
export interface EnteredTime {
  /** the value of a `datetime-local` input */
  readonly local: string;
  /** which instant is meant where clocks show this time twice */
  readonly isSecond: boolean;
  /** the instant to the millisecond, of a stored time that was not edited */
  readonly stored?: string;
}

export const NO_TIME: EnteredTime = { local: '', isSecond: false };

/** A time of the shop in the time zone of this device. */
export function storedTime(stored: string): EnteredTime {
  const at = Date.parse(stored);
  const local = localTimeAt(at, deviceZone());
  const [, second] = instantsOf(local, deviceZone());
  return { local, isSecond: second !== undefined && at >= second.at, stored };
}

/** @returns nothing while no time is entered, or one that clocks skip */
export function instantOf({ local, isSecond, stored }: EnteredTime): string | undefined {
  if (stored !== undefined) return stored;
  const [first, second] = instantsOf(local, deviceZone());
  const meant = isSecond ? (second ?? first) : first;
  return meant === undefined ? undefined : new Date(meant.at).toISOString();
}
