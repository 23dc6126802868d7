import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { ProductDeleted } from '#product';
import { StockRepository } from '../persistence/stock.repository';

interface DeletedProduct {
  readonly productId: number;
}

/** Ends the sale of a deleted product: orders placed before are then refused as PRODUCT_UNAVAILABLE. */
@Injectable()
export class RetireStockWhenProductDeleted extends EventHandler<DeletedProduct> {
  override readonly event = ProductDeleted;
  override readonly name = 'stock.retire';

  constructor(private readonly stocks: StockRepository) {
    super();
  }

  override async handle(batch: EventBatch<DeletedProduct>): Promise<void> {
    await this.stocks.retire(
      batch.events.map(({ productId }) => productId),
      (tx) => batch.complete(tx),
    );
  }
}
