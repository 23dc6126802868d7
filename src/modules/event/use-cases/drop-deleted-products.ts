import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { ProductClient, ProductDeleted } from '#product';
import { type HotDealChange, HotDealChanged, HotDealCreated, type HotDealSignal } from '../event.contract';
import { DeletedProductRepository } from '../persistence/deleted-product.repository';

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
 * A product may be deleted after a new deal has read its price and before the deal is committed, when no other handler
 * can find the deal yet. So the products are read again after the commit.
 */
@Injectable()
export class CheckProductsWhenHotDealCreated extends EventHandler<HotDealSignal> {
  override readonly event = HotDealCreated;
  override readonly name = 'event.check-products';
  override readonly maxBatchSize = 1;

  constructor(
    private readonly deals: DeletedProductRepository,
    private readonly products: ProductClient,
  ) {
    super();
  }

  override async handle({ events }: EventBatch<HotDealSignal>): Promise<void> {
    for (const { eventId } of events) await dropMissing(eventId, this.deals, this.products);
  }
}

/** The same for the products of a changed deal, whose items are written anew. */
@Injectable()
export class CheckProductsWhenHotDealChanged extends EventHandler<HotDealChange> {
  override readonly event = HotDealChanged;
  override readonly name = 'event.check-changed-products';
  override readonly maxBatchSize = 1;

  constructor(
    private readonly deals: DeletedProductRepository,
    private readonly products: ProductClient,
  ) {
    super();
  }

  override async handle({ events }: EventBatch<HotDealChange>): Promise<void> {
    for (const { eventId, termsChanged } of events) {
      if (termsChanged) await dropMissing(eventId, this.deals, this.products);
    }
  }
}

async function dropMissing(eventId: number, deals: DeletedProductRepository, products: ProductClient): Promise<void> {
  const productIds = await deals.productsOf(eventId);
  const existing = await products.read(productIds);
  const missing = productIds.filter((productId) => !existing.has(productId));
  if (missing.length > 0) await deals.drop(missing, () => Promise.resolve());
}
