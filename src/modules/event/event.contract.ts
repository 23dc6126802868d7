import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';

/** One product in one hot deal: its prices are fixed when the deal is created, and anew when its terms are changed. */
export interface HotDealOffer {
  readonly eventId: number;
  readonly productId: number;
  /** whole percent off, 1..99 */
  readonly eventDiscount: number;
  /** both per unit, in the currency's smallest unit */
  readonly originalPrice: number;
  readonly discountPrice: number;
}

/** An offer with the window of its deal: from `startEventTime` until just before `endEventTime`. */
export interface Offer extends HotDealOffer {
  /** whole days of 24 hours, as planned, rounded up */
  readonly eventDuration: number;
  readonly startEventTime: Date;
  readonly endEventTime: Date;
}

/** A product at its ordinary price now. */
export interface OrdinaryPrice {
  readonly productId: number;
  readonly productPrice: number;
}

/** No buyer is charged more than the ordinary price, which may have been lowered below that of the deal. */
export function applies({ discountPrice }: HotDealOffer, ordinaryPrice: number): boolean {
  return discountPrice <= ordinaryPrice;
}

/** The best running offers of some products. */
export interface RunningOffers {
  /** The products with an offer, whether or not it is above the ordinary price. */
  readonly productIds: readonly number[];
  /** The offer to charge: none if it is above the ordinary price, which is what the buyer is charged then. */
  bestFor(product: OrdinaryPrice): Offer | undefined;
}

/** When a deal was announced, and when it opens or has opened. */
export interface DealTimes {
  readonly announcedAt: Date;
  readonly opensAt: Date;
}

export abstract class HotDealClient {
  /**
   * The best offers that run at `instant` (a time of the database's clock). Served from a cache: a change shows at once
   * on the instance that made it, and within 1 s on the others. An offer is fixed when its deal is planned, while the
   * ordinary price changes; so an offer is only answered against the ordinary price that the caller would charge else.
   */
  abstract bestOffers(productIds: readonly number[], instant: Date): Promise<RunningOffers>;

  /** The best offers that run now by the database's clock, read from the database: for what is stored. */
  abstract readBestOffers(productIds: readonly number[]): Promise<RunningOffers>;

  /**
   * Call it before a signal is sent to a client: from then on this instance prices orders by what the signal says. The
   * cached offers are dropped, and the instance's clock is set on if it is behind the transition.
   */
  abstract invalidate(signal: HotDealSignal): void;

  /** Read from the database; `undefined` if there is no such deal. */
  abstract timesOf(eventId: number): Promise<DealTimes | undefined>;

  /** The offers of one deal in ascending order of product, those after `afterProductId`; for long work in batches. */
  abstract offersOf(eventId: number, afterProductId: number, limit: number): Promise<readonly HotDealOffer[]>;
}

/** Events and signals of a deal with more products leave `productIds` out. */
export const MAX_PRODUCT_IDS_PER_SIGNAL = 500;

/** The transitions of a deal after its creation; each is also the name of its signal. */
export const DEAL_TRANSITIONS = ['hot-deal-opened', 'hot-deal-ended'] as const;
export type DealTransition = (typeof DEAL_TRANSITIONS)[number];

/** The signals of a deal after that of its creation. */
export const DEAL_SIGNALS = [...DEAL_TRANSITIONS, 'hot-deal-changed'] as const;
export type DealSignal = (typeof DEAL_SIGNALS)[number];

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
  signal: z.enum(DEAL_SIGNALS).optional(),
});
export type HotDealSignal = z.infer<typeof hotDealSignal>;

/** A hot deal was created; the payload is the public signal. */
export const HotDealCreated = defineEvent('event.hot-deal-created', hotDealSignal);

/** A hot deal's window has begun, or a hot deal is over; the payload is the public signal. */
export const HotDealOpenedOrEnded = defineEvent('event.hot-deal-opened-or-ended', hotDealSignal);

const hotDealChange = hotDealSignal.extend({
  /** more than the name and the banner */
  termsChanged: z.boolean(),
  productsAdded: z.boolean(),
});
export type HotDealChange = z.infer<typeof hotDealChange>;

/** A hot deal was changed: the public signal, and besides it what the change was. */
export const HotDealChanged = defineEvent('event.hot-deal-changed', hotDealChange);
