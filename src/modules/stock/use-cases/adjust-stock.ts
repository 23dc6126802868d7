import { Injectable } from '@nestjs/common';
import type { Claim } from '#platform/http/idempotency/claim';
import { IdempotencyKeys } from '#platform/http/idempotency/idempotency-keys';
import { StockAdjustments } from '../persistence/stock-adjustments';
import { StockLevelCache } from '../persistence/stock-level-cache';

export type StockVerb = 'increase' | 'reset';

interface AdjustStockCommand {
  readonly verb: StockVerb;
  readonly productId: number;
  readonly quantity: number;
  readonly claim: Claim | undefined;
}

/** An administrator's change of a stock: once per idempotency key, and known to this instance at once. */
@Injectable()
export class AdjustStock {
  constructor(
    private readonly adjustments: StockAdjustments,
    private readonly keys: IdempotencyKeys,
    private readonly quantities: StockLevelCache,
  ) {}

  /** @throws DomainError STOCK_LIMIT_EXCEEDED */
  async execute({ verb, productId, quantity, claim }: AdjustStockCommand): Promise<void> {
    await this.adjustments[verb](productId, quantity, (tx) => this.keys.claim(tx, claim, productId));
    this.quantities.forget([productId]);
  }
}
