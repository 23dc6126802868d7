import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** One product in one hot deal: its prices are fixed when the deal is created. */
export interface HotDealOffer {
  readonly eventId: number;
  readonly productId: number;
  /** whole percent off, 1..99 */
  readonly eventDiscount: number;
  /** both per unit, in the currency's smallest unit */
  readonly originalPrice: number;
  readonly discountPrice: number;
}

export abstract class HotDealClient {
  /**
   * The best offer that runs at `instant` (a time of the database's clock) for each product that has one. Served from a
   * cache: a change shows at once on the instance that made it, and within 1 s on the others.
   */
  abstract bestOffers(productIds: readonly number[], instant: Date): Promise<ReadonlyMap<number, HotDealOffer>>;

  /**
   * Call it before a signal is sent to a client: from then on this instance prices orders by what the signal says. The
   * cached offers are dropped, and the instance's clock is set on if it is behind the transition.
   */
  abstract invalidate(signal: HotDealSignal): void;

  /** The offers of one deal in ascending order of product, those after `afterProductId`; for long work in batches. */
  abstract offersOf(eventId: number, afterProductId: number, limit: number): Promise<readonly HotDealOffer[]>;
}

/** Events and signals of a deal with more products leave `productIds` out. */
export const MAX_PRODUCT_IDS_PER_SIGNAL = 500;

/** The transitions of a deal after its creation; each is also the name of its signal. */
export const DEAL_TRANSITIONS = ['hot-deal-opened', 'hot-deal-ended'] as const;
export type DealTransition = (typeof DEAL_TRANSITIONS)[number];

/** A public signal of a hot deal: `seq` grows in the order of commits. Without `signal` it is a `new-hot-deal`. */
export const hotDealSignal = z.object({
  seq: z.number(),
  eventId: z.number(),
  eventType: z.literal('HOT_DEAL'),
  eventDiscount: z.number(),
  /** both ISO 8601 in UTC */
  startEventTime: z.string(),
  endEventTime: z.string(),
  productCount: z.number(),
  productIds: z.array(z.number()).optional(),
  signal: z.enum(DEAL_TRANSITIONS).optional(),
});
export type HotDealSignal = z.infer<typeof hotDealSignal>;

/** A hot deal was created; the payload is the public signal. */
export const HotDealCreated = defineEvent('event.hot-deal-created', hotDealSignal);

/** A hot deal's window has begun, or a hot deal is over; the payload is the public signal. */
export const HotDealOpenedOrEnded = defineEvent('event.hot-deal-opened-or-ended', hotDealSignal);
