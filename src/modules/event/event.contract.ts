import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** One product's place in one hot deal: prices are fixed when the deal is created. */
export interface HotDealOffer {
  readonly eventId: number;
  readonly productId: number;
  /** whole percent off, 1..99 */
  readonly eventDiscount: number;
  /** both per unit, in the currency's smallest unit */
  readonly originalPrice: number;
  readonly discountPrice: number;
}

/** What other modules may ask of hot deals. */
export abstract class HotDealClient {
  /**
   * The best offer that runs at `instant` (a time of the database's clock) for each product that has one. Answered
   * from memory: at most 1 s old on an instance that did not make the change, at once on the one that did.
   */
  abstract bestOffers(productIds: readonly number[], instant: Date): Promise<ReadonlyMap<number, HotDealOffer>>;

  /**
   * Whoever acts upon this signal from now on is judged by what it says: offers held in memory are forgotten, and this
   * instance's clock is not behind the moment that the signal tells of.
   */
  abstract invalidate(signal: HotDealSignal): void;

  /** The offers of one deal in ascending order of product, those after `afterProductId`; for long work in chunks. */
  abstract offersOf(eventId: number, afterProductId: number, limit: number): Promise<readonly HotDealOffer[]>;
}

/** `productIds` is left out above this many, from facts and signals alike. */
export const MOST_PRODUCT_IDS_IN_A_SIGNAL = 500;

/** What becomes of a deal after its creation, as its signals say it. */
export const DEAL_TRANSITIONS = ['hot-deal-opened', 'hot-deal-ended'] as const;
export type DealTransition = (typeof DEAL_TRANSITIONS)[number];

/**
 * A public signal of a hot deal: `seq` grows in the order of commits. Times are ISO 8601 in UTC. Without `signal` it is
 * that of a new deal, `new-hot-deal`.
 */
export const hotDealSignal = z.object({
  seq: z.number(),
  eventId: z.number(),
  eventType: z.literal('HOT_DEAL'),
  eventDiscount: z.number(),
  startEventTime: z.string(),
  endEventTime: z.string(),
  productCount: z.number(),
  productIds: z.array(z.number()).optional(),
  signal: z.enum(DEAL_TRANSITIONS).optional(),
});
export type HotDealSignal = z.infer<typeof hotDealSignal>;

/** A hot deal was created; its payload is the signal that everybody is told. */
export const HotDealCreated = defineEvent('event.hot-deal-created', hotDealSignal);

/** A hot deal's window has begun, or a hot deal is over; its payload is the signal that everybody is told. */
export const HotDealOpenedOrEnded = defineEvent('event.hot-deal-opened-or-ended', hotDealSignal);
