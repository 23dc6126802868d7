import { DomainError, type FieldError, MOST_IDS_NAMED } from '#platform/domain-error';
import { normalizeText } from '#platform/text';

/** The only type of event. */
export const HOT_DEAL = 'HOT_DEAL';

const MINUTE_MS = 60 * 1_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
export const MAX_DAYS = 365;
/** in characters */
export const MAX_EVENT_NAME = 100;
/** What the database's DATETIME and the cursors of lists can hold. */
const FIRST_INSTANT = new Date('1970-01-01T00:00:00.000Z');
const RANGE = 'must be in the years 1970 to 9999 in UTC';
const LAST_INSTANT = new Date('9999-12-31T23:59:59.999Z');

/** A hot deal. One that was ended before its start has its end before its start, and so never runs. */
export interface HotDeal {
  readonly eventId: number;
  readonly eventType: typeof HOT_DEAL;
  readonly eventName?: string | undefined;
  readonly bannerUrl?: string | undefined;
  /** whole percent off, 1..99 */
  readonly eventDiscount: number;
  /** whole days of 24 hours, as planned, rounded up */
  readonly eventDuration: number;
  readonly startEventTime: Date;
  readonly endEventTime: Date;
  /** the products that still exist */
  readonly productCount: number;
}

/** What an administrator plans: the deal ends after `eventDuration` days or at `endEventTime`, whichever is given. */
export interface Plan {
  readonly eventName?: string | undefined;
  readonly bannerUrl?: string | undefined;
  readonly eventDiscount: number;
  readonly eventDuration?: number | undefined;
  readonly startEventTime: Date;
  readonly endEventTime?: Date | undefined;
  readonly productIds: readonly number[];
}

/** A hot deal that is not stored yet. */
export interface PlannedHotDeal extends Plan {
  readonly eventDuration: number;
  readonly endEventTime: Date;
  /** ascending, each once */
  readonly productIds: readonly number[];
}

/** A day is 24 hours, also where a clock change makes a calendar day longer or shorter. */
export function planned({ eventName, eventDuration, endEventTime, productIds, ...plan }: Plan): PlannedHotDeal {
  const start = plan.startEventTime.getTime();
  const end = endEventTime ?? new Date(start + (eventDuration ?? 0) * DAY_MS);
  return {
    ...plan,
    eventName: eventName === undefined ? undefined : normalizeText(eventName, MAX_EVENT_NAME),
    eventDuration: eventDuration ?? Math.ceil((end.getTime() - start) / DAY_MS),
    endEventTime: end,
    productIds: [...productIds].sort((one, other) => one - other),
  };
}

/** The field whose instant, computed with the zone, the offset and the duration, is outside the limits. */
export function fieldOutsideLimits(plan: Plan): FieldError | undefined {
  const { startEventTime, endEventTime } = plan;
  if (!isStorable(startEventTime)) return { field: 'startEventTime', rule: 'NOT_A_TIME', message: RANGE };
  if (!isStorable(planned(plan).endEventTime)) {
    return endEventTime === undefined
      ? { field: 'eventDuration', rule: 'TOO_LATE', message: 'must end the event by the year 9999 in UTC' }
      : { field: 'endEventTime', rule: 'NOT_A_TIME', message: RANGE };
  }
  if (endEventTime === undefined) return undefined;
  const length = endEventTime.getTime() - startEventTime.getTime();
  if (length < MINUTE_MS) {
    return {
      field: 'endEventTime',
      rule: 'TOO_EARLY',
      message: 'must be at least one minute after startEventTime',
    };
  }
  return length > MAX_DAYS * DAY_MS
    ? { field: 'endEventTime', rule: 'TOO_LATE', message: `must be at most ${MAX_DAYS} days after startEventTime` }
    : undefined;
}

function isStorable(instant: Date): boolean {
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT;
}

/** @throws DomainError EVENT_ALREADY_OVER */
export function assertNotOver(plan: PlannedHotDeal, now: Date): void {
  if (plan.endEventTime > now) return;
  throw new DomainError(
    'invalid',
    'EVENT_ALREADY_OVER',
    `The event would already be over: it ends at ${plan.endEventTime.toISOString()}.`,
    { about: { endEventTime: plan.endEventTime.toISOString() } },
  );
}

export function eventNotFound(eventId: number): DomainError {
  return new DomainError('not-found', 'EVENT_NOT_FOUND', `Event ${eventId} not found.`);
}

export function eventRunning({ eventId, startEventTime }: Pick<HotDeal, 'eventId' | 'startEventTime'>): DomainError {
  return new DomainError(
    'conflict',
    'EVENT_RUNNING',
    `Event ${eventId} is running or about to begin: only its name and its banner can be changed.`,
    { about: { startEventTime: startEventTime.toISOString() } },
  );
}

export function eventEnded({ eventId, endEventTime }: Pick<HotDeal, 'eventId' | 'endEventTime'>): DomainError {
  return new DomainError('conflict', 'EVENT_ENDED', `Event ${eventId} has ended and can no longer be changed.`, {
    about: { endEventTime: endEventTime.toISOString() },
  });
}

/** @param outcome what became of the event */
export function productsNotFound(missing: readonly number[], outcome = 'no event was created'): DomainError {
  const named = missing.slice(0, MOST_IDS_NAMED);
  const others = missing.length - named.length;
  const rest = others > 0 ? ` and ${others} more` : '';
  const message = `Product ${named.join(', ')}${rest} not found; ${outcome}.`;
  return new DomainError('not-found', 'PRODUCT_NOT_FOUND', message, { about: { productIds: named } });
}
