import { Injectable } from '@nestjs/common';
import { HotDealChanged, HotDealClient, HotDealCreated, HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import type { DomainEventType } from '#platform/events/domain-event';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { INDEXED_TOGETHER, ProductIndexer } from './product-indexer';

/**
 * Stores the products of a deal at the prices that are charged now. A deal that has not begun charges nothing: its
 * opening is announced when it does. Products that a change takes out of a deal were in it only before it began.
 */
@Injectable()
export class ProductsOfDealIndexer {
  constructor(
    private readonly deals: HotDealClient,
    private readonly indexer: ProductIndexer,
  ) {}

  async execute(eventId: number): Promise<void> {
    for (let after = 0; ;) {
      const offers = await this.deals.offersOf(eventId, after, INDEXED_TOGETHER);
      await this.indexer.execute(offers.map(({ productId }) => productId));
      after = offers.at(-1)?.productId ?? after;
      if (offers.length < INDEXED_TOGETHER) return;
    }
  }
}

@Injectable()
abstract class IndexProductsOfDeals<Signal extends HotDealSignal> extends EventHandler<Signal> {
  abstract override readonly event: DomainEventType<Signal>;
  override readonly maxBatchSize = 1;

  constructor(private readonly products: ProductsOfDealIndexer) {
    super();
  }

  /** Idempotent, so it needs no mark of its own. */
  override async handle({ events }: EventBatch<Signal>): Promise<void> {
    for (const { eventId } of events) await this.products.execute(eventId);
  }
}

@Injectable()
export class IndexProductsWhenHotDealCreated extends IndexProductsOfDeals<HotDealSignal> {
  override readonly event = HotDealCreated;
  override readonly name = 'search.index-created-deals';
}

@Injectable()
export class IndexProductsWhenHotDealOpenedOrEnded extends IndexProductsOfDeals<HotDealSignal> {
  override readonly event = HotDealOpenedOrEnded;
  override readonly name = 'search.index-opened-and-ended-deals';
}

@Injectable()
export class IndexProductsWhenHotDealChanged extends IndexProductsOfDeals<HotDealSignal> {
  override readonly event = HotDealChanged as DomainEventType<HotDealSignal>;
  override readonly name = 'search.index-changed-deals';
}
