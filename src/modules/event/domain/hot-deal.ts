import { DomainError } from '#platform/domain-error';

/** The only type of event. */
export const HOT_DEAL = 'HOT_DEAL';

const DAY_MS = 24 * 60 * 60 * 1_000;
const MAX_MISSING_NAMED = 20;

/** A hot deal. One that was ended before its start has its end before its start, and so never runs. */
export interface HotDeal {
  readonly eventId: number;
  readonly eventType: typeof HOT_DEAL;
  /** whole percent off, 1..99 */
  readonly eventDiscount: number;
  /** whole days of 24 hours, as planned */
  readonly eventDuration: number;
  readonly startEventTime: Date;
  readonly endEventTime: Date;
  readonly productCount: number;
}

/** A hot deal that is not stored yet. */
export interface PlannedHotDeal {
  readonly eventDiscount: number;
  readonly eventDuration: number;
  readonly startEventTime: Date;
  readonly endEventTime: Date;
  /** ascending, each once */
  readonly productIds: readonly number[];
}

interface Plan {
  readonly eventDiscount: number;
  readonly eventDuration: number;
  readonly startEventTime: Date;
  readonly productIds: readonly number[];
}

/** A day is 24 hours, also where a clock change makes a calendar day longer or shorter. */
export function planned({ eventDiscount, eventDuration, startEventTime, productIds }: Plan): PlannedHotDeal {
  return {
    eventDiscount,
    eventDuration,
    startEventTime,
    endEventTime: new Date(startEventTime.getTime() + eventDuration * DAY_MS),
    productIds: [...productIds].sort((one, other) => one - other),
  };
}

/** @throws DomainError EVENT_ALREADY_OVER */
export function assertNotOver(plan: PlannedHotDeal, now: Date): void {
  if (plan.endEventTime > now) return;
  throw new DomainError(
    'invalid',
    'EVENT_ALREADY_OVER',
    `The event would already be over: it ends at ${plan.endEventTime.toISOString()}.`,
  );
}

export function eventNotFound(eventId: number): DomainError {
  return new DomainError('not-found', 'EVENT_NOT_FOUND', `Event ${eventId} not found.`);
}

export function productsNotFound(missing: readonly number[]): DomainError {
  const named = missing.slice(0, MAX_MISSING_NAMED).join(', ');
  const others = missing.length - MAX_MISSING_NAMED;
  const rest = others > 0 ? ` and ${others} more` : '';
  return new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Product ${named}${rest} not found; no event was created.`);
}
