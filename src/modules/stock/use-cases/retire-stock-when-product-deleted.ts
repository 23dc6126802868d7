import { Injectable } from '@nestjs/common';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { ProductDeleted } from '#product';
import { StockRepository } from '../persistence/stock.repository';

interface Deleted {
  readonly productId: number;
}

/** Orders that were placed before the product disappeared are then refused as PRODUCT_UNAVAILABLE. */
@Injectable()
export class RetireStockWhenProductDeleted extends Reaction<Deleted> {
  override readonly fact = ProductDeleted;
  override readonly name = 'stock.retire';

  constructor(private readonly stocks: StockRepository) {
    super();
  }

  override async react(batch: Batch<Deleted>): Promise<void> {
    await this.stocks.retire(
      batch.facts.map(({ productId }) => productId),
      (tx) => batch.complete(tx),
    );
  }
}
