import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BatchedCache } from '#platform/caching/batched-cache';
import { DatabaseClock } from '#platform/database/database-clock';
import { Replica } from '#platform/database/replica';
import { Revisions } from '#platform/database/revisions';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { bestAt, type Offer } from '../domain/offer';
import { HotDealClient, type HotDealOffer, type HotDealSignal } from '../event.contract';
import { OFFERS_CHANGED } from './hot-deal.repository';
import { OfferQueries } from './offer.queries';

/** Bounds memory: a product in twenty running deals takes about 4 KB. */
const MOST_PRODUCTS = 20_000;
/** The contract's limit for what another instance has changed, even while the channel between them is down. */
const CONFIRMED_EVERY_MS = 1_000;
/** What is read at once reaches a minute into the future. */
const BELIEVED_FOR_MS = 30_000;

/**
 * The answer to other modules, from memory. What is remembered are offers with their windows, not whether they run:
 * that is judged by the instant of each question. Any new or ended deal empties the memory, on every instance.
 */
@Injectable()
export class OfferCache extends HotDealClient implements OnModuleInit {
  private readonly known: BatchedCache<number, readonly Offer[]>;

  constructor(
    private readonly queries: OfferQueries,
    private readonly channel: InstanceChannel,
    private readonly replica: Replica,
    private readonly clock: DatabaseClock,
    revisions: Revisions,
  ) {
    super();
    this.known = new BatchedCache<number, readonly Offer[]>({
      most: MOST_PRODUCTS,
      maxAgeMs: BELIEVED_FOR_MS,
      revision: { read: () => revisions.of('offers'), everyMs: CONFIRMED_EVERY_MS },
      load: (productIds) => queries.around(productIds),
    });
  }

  onModuleInit(): void {
    this.channel.listen(OFFERS_CHANGED, () => {
      this.known.clear();
      this.replica.outdate();
    });
  }

  override async bestOffers(productIds: readonly number[], instant: Date): Promise<ReadonlyMap<number, Offer>> {
    const best = new Map<number, Offer>();
    for (const [productId, offers] of await this.known.find(productIds)) {
      const offer = bestAt(offers, instant);
      if (offer !== undefined) best.set(productId, offer);
    }
    return best;
  }

  override invalidate({ signal, startEventTime, endEventTime }: HotDealSignal): void {
    this.known.clear();
    if (signal === 'hot-deal-opened') this.clock.reached(new Date(startEventTime));
    if (signal === 'hot-deal-ended') this.clock.reached(new Date(endEventTime));
  }

  override offersOf(eventId: number, afterProductId: number, limit: number): Promise<readonly HotDealOffer[]> {
    return this.queries.ofDeal(eventId, afterProductId, limit);
  }
}
