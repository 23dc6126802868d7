import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BatchedCache } from '#platform/caching/batched-cache';
import { DatabaseClock } from '#platform/database/database-clock';
import { Replica } from '#platform/database/replica';
import { Revisions } from '#platform/database/revisions';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { bestAt } from '../domain/offer';
import {
  applies,
  type DealTimes,
  HotDealClient,
  type HotDealOffer,
  type HotDealSignal,
  type Offer,
  type RunningOffers,
} from '../event.contract';
import { OFFERS_CHANGED, OFFER_REVISION } from './offer-revision';
import { OfferQueries } from './offer.queries';

/** Bounds memory: a product in twenty running deals takes about 4 KB. */
const MOST_PRODUCTS = 20_000;
/** How soon a change of another instance shows, also while the channel between the instances is down. */
const REVISION_CHECK_MS = 1_000;
/** Each read covers the offers that begin within a minute. */
const MAX_AGE_MS = 30_000;

/**
 * Caches the offers of each product with their windows; which of them run depends on the instant of each call. Every
 * new, changed or ended deal clears the cache, on every instance.
 */
@Injectable()
export class OfferCache extends HotDealClient implements OnModuleInit {
  private readonly cache: BatchedCache<number, readonly Offer[]>;

  constructor(
    private readonly queries: OfferQueries,
    private readonly channel: InstanceChannel,
    private readonly replica: Replica,
    private readonly clock: DatabaseClock,
    revisions: Revisions,
  ) {
    super();
    this.cache = new BatchedCache<number, readonly Offer[]>({
      most: MOST_PRODUCTS,
      maxAgeMs: MAX_AGE_MS,
      revision: { read: () => revisions.of(OFFER_REVISION), everyMs: REVISION_CHECK_MS },
      load: (productIds) => queries.around(productIds),
    });
  }

  onModuleInit(): void {
    this.channel.subscribe(OFFERS_CHANGED, () => {
      this.cache.clear();
      this.replica.outdate();
    });
  }

  override async bestOffers(productIds: readonly number[], instant: Date): Promise<RunningOffers> {
    return bestOf(await this.cache.find(productIds), instant);
  }

  override async readBestOffers(productIds: readonly number[]): Promise<RunningOffers> {
    return bestOf(await this.queries.around(productIds), await this.queries.now());
  }

  override invalidate({ signal, startEventTime, endEventTime }: HotDealSignal): void {
    this.cache.clear();
    if (signal === 'hot-deal-opened') this.clock.reached(new Date(startEventTime));
    if (signal === 'hot-deal-ended') this.clock.reached(new Date(endEventTime));
  }

  override timesOf(eventId: number): Promise<DealTimes | undefined> {
    return this.queries.timesOf(eventId);
  }

  override offersOf(eventId: number, afterProductId: number, limit: number): Promise<readonly HotDealOffer[]> {
    return this.queries.ofDeal(eventId, afterProductId, limit);
  }
}

function bestOf(offers: ReadonlyMap<number, readonly Offer[]>, instant: Date): RunningOffers {
  const best = new Map<number, Offer>();
  for (const [productId, ofProduct] of offers) {
    const offer = bestAt(ofProduct, instant);
    if (offer !== undefined) best.set(productId, offer);
  }
  return {
    productIds: [...best.keys()],
    bestFor: ({ productId, productPrice }) => {
      // The best offer has the lowest price: if it does not apply, no other one does.
      const offer = best.get(productId);
      return offer !== undefined && applies(offer, productPrice) ? offer : undefined;
    },
  };
}
