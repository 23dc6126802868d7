import { Injectable } from '@nestjs/common';
import { ProductChanged, ProductDeleted, ProductsImported } from '#product';
import { StockAvailabilityChanged } from '#stock';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { ProductIndexer } from './product-indexer';

interface ProductEvent {
  readonly productId: number;
}

interface ProductsEvent {
  readonly productIds: readonly number[];
}

/** Stores the products of these events as they are now. */
@Injectable()
abstract class IndexProducts extends EventHandler<ProductEvent> {
  constructor(private readonly indexer: ProductIndexer) {
    super();
  }

  override async handle(batch: EventBatch<ProductEvent>): Promise<void> {
    const productIds = batch.events.map(({ productId }) => productId);
    await this.indexer.execute(productIds, (tx) => batch.complete(tx));
  }
}

@Injectable()
export class IndexChangedProducts extends IndexProducts {
  override readonly event = ProductChanged;
  override readonly name = 'search.index-changed-products';
}

@Injectable()
export class IndexDeletedProducts extends IndexProducts {
  override readonly event = ProductDeleted;
  override readonly name = 'search.index-deleted-products';
}

@Injectable()
export class IndexProductsWhenAvailabilityChanged extends IndexProducts {
  override readonly event = StockAvailabilityChanged;
  override readonly name = 'search.index-availability';
}

/** A handler of its own, so that single changes do not wait until a large import is done. */
@Injectable()
export class IndexImportedProducts extends EventHandler<ProductsEvent> {
  override readonly event = ProductsImported;
  override readonly name = 'search.index-imported-products';
  /** each event has up to 500 products */
  override readonly maxBatchSize = 1;

  constructor(private readonly indexer: ProductIndexer) {
    super();
  }

  override async handle(batch: EventBatch<ProductsEvent>): Promise<void> {
    const productIds = batch.events.flatMap((event) => event.productIds);
    await this.indexer.execute(productIds, (tx) => batch.complete(tx));
  }
}
