import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { ProductClient, ProductDeleted } from '#product';
import { type HotDealChange, HotDealChanged, HotDealCreated, type HotDealSignal } from '../event.contract';
import { DeletedProductRepository } from '../persistence/deleted-product.repository';
import { HotDealQueries } from '../persistence/hot-deal.queries';

interface DeletedProduct {
  readonly productId: number;
}

/** A deal counts the products that still exist, and ends with the last of them. */
@Injectable()
export class DropProductsWhenDeleted extends EventHandler<DeletedProduct> {
  override readonly event = ProductDeleted;
  override readonly name = 'event.drop-deleted-products';

  constructor(private readonly deals: DeletedProductRepository) {
    super();
  }

  override async handle(batch: EventBatch<DeletedProduct>): Promise<void> {
    await this.deals.drop(
      batch.events.map(({ productId }) => productId),
      (tx) => batch.complete(tx),
    );
  }
}

/**
 * A product may be deleted after a new deal has read its price and before the deal is committed, when no handler of the
 * deletion can find the deal yet. So the products are read again after the commit.
 */
@Injectable()
export class CheckProductsOfDeal {
  constructor(
    private readonly hotDeals: HotDealQueries,
    private readonly products: ProductClient,
    private readonly deletedProducts: DeletedProductRepository,
  ) {}

  async execute(eventId: number): Promise<void> {
    const productIds = await this.hotDeals.existingProducts(eventId);
    const existing = await this.products.read(productIds);
    const missing = productIds.filter((productId) => !existing.has(productId));
    if (missing.length > 0) await this.deletedProducts.drop(missing, () => Promise.resolve());
  }
}

@Injectable()
export class CheckProductsWhenHotDealCreated extends EventHandler<HotDealSignal> {
  override readonly event = HotDealCreated;
  override readonly name = 'event.check-products';
  override readonly maxBatchSize = 1;

  constructor(private readonly checker: CheckProductsOfDeal) {
    super();
  }

  override async handle({ events }: EventBatch<HotDealSignal>): Promise<void> {
    for (const { eventId } of events) await this.checker.execute(eventId);
  }
}

/** A change of the terms writes the items anew. */
@Injectable()
export class CheckProductsWhenHotDealChanged extends EventHandler<HotDealChange> {
  override readonly event = HotDealChanged;
  override readonly name = 'event.check-changed-products';
  override readonly maxBatchSize = 1;

  constructor(private readonly checker: CheckProductsOfDeal) {
    super();
  }

  override async handle({ events }: EventBatch<HotDealChange>): Promise<void> {
    for (const { eventId, termsChanged } of events) if (termsChanged) await this.checker.execute(eventId);
  }
}
