import type { StockDecision, StockRequest } from '../stock.contract';

/** What is on the shelf for one product, read under its row lock. */
export interface StockLevel {
  readonly quantity: number;
  /** the product was deleted */
  readonly retired: boolean;
}

export interface Allocation {
  /** one for each request, in their order */
  readonly decisions: readonly StockDecision[];
  /** units to take from each shelf for those decided TAKEN */
  readonly taken: ReadonlyMap<number, number>;
}

/** First come, first served, all or nothing: a large order that does not fit leaves the units to the smaller ones. */
export function allocate(requests: readonly StockRequest[], shelves: ReadonlyMap<number, StockLevel>): Allocation {
  const taken = new Map<number, number>();
  const left = (productId: number): number => (shelves.get(productId)?.quantity ?? 0) - (taken.get(productId) ?? 0);

  const decisions = requests.map<StockDecision>(({ orderId, lines }) => {
    if (lines.some(({ productId }) => shelves.get(productId)?.retired === true)) {
      return { orderId, outcome: 'REFUSED', reason: 'PRODUCT_UNAVAILABLE' };
    }
    if (lines.some(({ productId, quantity }) => left(productId) < quantity)) {
      return { orderId, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' };
    }
    for (const { productId, quantity } of lines) taken.set(productId, (taken.get(productId) ?? 0) + quantity);
    return { orderId, outcome: 'TAKEN' };
  });
  return { decisions, taken };
}
