import type { StockDecision, StockRequest } from '../stock.contract';

/** The units of one product, read under the lock of its row. */
export interface StockLevel {
  readonly quantity: number;
  /** the product was deleted */
  readonly retired: boolean;
  /** it has no limit: the quantity never changes */
  readonly unlimited: boolean;
}

type Decisions = ReadonlyMap<number, StockDecision>;

export interface Allocation {
  /** one for each request, in their order */
  readonly decisions: readonly StockDecision[];
  /** the requests that were decided TAKEN */
  readonly granted: readonly StockRequest[];
  /** the units that they take of each product, without those that have no limit */
  readonly taken: ReadonlyMap<number, number>;
}

/** First come, first served, all or nothing: a large order that does not fit leaves the units to the smaller ones. */
export function allocate(requests: readonly StockRequest[], levels: ReadonlyMap<number, StockLevel>): Allocation {
  const taken = new Map<number, number>();
  const left = (productId: number): number => {
    const level = levels.get(productId);
    return level?.unlimited === true ? Infinity : (level?.quantity ?? 0) - (taken.get(productId) ?? 0);
  };

  const decisions = requests.map<StockDecision>(({ orderId, lines }) => {
    if (lines.some(({ productId }) => levels.get(productId)?.retired === true)) {
      return { orderId, outcome: 'REFUSED', reason: 'PRODUCT_UNAVAILABLE' };
    }
    if (lines.some(({ productId, quantity }) => left(productId) < quantity)) {
      return { orderId, outcome: 'REFUSED', reason: 'INSUFFICIENT_STOCK' };
    }
    for (const { productId, quantity } of lines) taken.set(productId, (taken.get(productId) ?? 0) + quantity);
    return { orderId, outcome: 'TAKEN' };
  });
  const granted = requests.filter((_, index) => decisions[index]?.outcome === 'TAKEN');
  return { decisions, granted, taken: limitedOnly(taken, levels) };
}

/** Leaves out the products that have no limit, whose quantity does not change. */
export function limitedOnly(
  units: ReadonlyMap<number, number>,
  levels: ReadonlyMap<number, StockLevel>,
): ReadonlyMap<number, number> {
  return new Map([...units].filter(([productId]) => levels.get(productId)?.unlimited !== true));
}

/** The requests without a decision, each order once: two attempts at one publication may share a batch. */
export function undecided(requests: readonly StockRequest[], decided: Decisions): StockRequest[] {
  return distinct(requests).filter(({ orderId }) => !decided.has(orderId));
}

/** The requests that were decided TAKEN, each order once. */
export function holders(requests: readonly StockRequest[], decided: Decisions): StockRequest[] {
  return distinct(requests).filter(({ orderId }) => decided.get(orderId)?.outcome === 'TAKEN');
}

/** The decision of an order whose stock is given back before it was taken: it never takes any. */
export function withdrawn({ orderId }: StockRequest): StockDecision {
  return { orderId, outcome: 'REFUSED', reason: 'ORDER_CANCELLED' };
}

/** The units of each product in these requests, in ascending order of product. */
export function unitsPerProduct(requests: readonly Pick<StockRequest, 'lines'>[]): ReadonlyMap<number, number> {
  const units = new Map<number, number>();
  for (const { lines } of requests) {
    for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
  }
  return new Map([...units].sort(([one], [other]) => one - other));
}

function distinct(requests: readonly StockRequest[]): StockRequest[] {
  return [...new Map(requests.map((request) => [request.orderId, request])).values()];
}
