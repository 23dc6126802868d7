import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { ProductDeleted } from '#product';
import { StockRepository } from '../persistence/stock.repository';

interface Deleted {
  readonly productId: number;
}

/** Orders that were placed before the product disappeared are then refused as PRODUCT_UNAVAILABLE. */
@Injectable()
export class RetireStockWhenProductDeleted extends EventHandler<Deleted> {
  override readonly event = ProductDeleted;
  override readonly name = 'stock.retire';

  constructor(private readonly stocks: StockRepository) {
    super();
  }

  override async handle(batch: EventBatch<Deleted>): Promise<void> {
    await this.stocks.retire(
      batch.events.map(({ productId }) => productId),
      (tx) => batch.complete(tx),
    );
  }
}
