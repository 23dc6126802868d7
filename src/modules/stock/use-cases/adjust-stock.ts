import { Injectable } from '@nestjs/common';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { type Adjustment, UNLIMITED } from '../domain/adjust';
import { StockAdjustments } from '../persistence/stock-adjustments';
import { StockLevelCache } from '../persistence/stock-level-cache';
import type { StockQuantity } from '../persistence/stock.queries';
import { ShowStock } from './read-stocks';

interface AdjustStockCommand {
  readonly key: RequestKey;
  readonly adjustment: Adjustment;
  readonly productId: number;
  /** with a reset, `UNLIMITED` is one */
  readonly quantity: number;
}

/** An administrator's change of a stock level, made once per idempotency key and visible on this instance at once. */
@Injectable()
export class AdjustStock {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly keys: IdempotencyKeys,
    private readonly adjustments: StockAdjustments,
    private readonly cache: StockLevelCache,
    private readonly shower: ShowStock,
  ) {}

  /**
   * @returns the stock as it is after the change
   * @throws DomainError PRODUCT_NOT_FOUND, STOCK_LIMIT_EXCEEDED
   */
  async execute({ key, adjustment, productId, quantity }: AdjustStockCommand): Promise<StockQuantity> {
    const attempt =
      quantity === UNLIMITED
        ? { key, scope: 'stock.unlimited', request: { productId } }
        : { key, scope: `stock.${adjustment}`, request: { productId, quantity } };
    await this.idempotency.run(attempt, async (claim) => {
      await this.shower.execute(productId);
      await this.adjustments.adjust(
        adjustment,
        () => [[{ productId, quantity }]],
        (tx) => this.keys.claim(tx, claim, productId),
      );
      this.cache.invalidate([productId]);
      return productId;
    });
    return this.shower.execute(productId);
  }
}
