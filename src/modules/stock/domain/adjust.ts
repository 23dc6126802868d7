import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';

/**
 * The highest quantity that an administrator may bring a stock level to. Units that cancels give back may exceed it.
 */
export const MAX_QUANTITY = 1_000_000_000;

/** The quantity of a stock without a limit: it never changes. Increasing such a stock exceeds the limit above. */
export const UNLIMITED_QUANTITY = MAX_QUANTITY;

/** How an administrator changes a stock level: it is increased by a quantity, or set to one. */
export type Adjustment = 'increase' | 'reset';

export interface StockRow {
  readonly productId: number;
  readonly quantity: number;
}

/** A stock level after an adjustment. */
export interface AdjustedLevel extends StockRow {
  /** by how many units it changed */
  readonly delta: number;
}

export class StockLimitExceeded extends DomainError<'STOCK_LIMIT_EXCEEDED'> {
  constructor(readonly productIds: readonly number[]) {
    super(
      'conflict',
      'STOCK_LIMIT_EXCEEDED',
      `The stock of a product cannot exceed ${MAX_QUANTITY} units; nothing was changed.`,
      { about: { productIds: productIds.slice(0, MOST_IDS_NAMED), limit: MAX_QUANTITY } },
    );
  }
}

/**
 * @param rows the given quantity of each product
 * @param held the units that each product has; a product that is missing has none
 * @throws StockLimitExceeded naming every product that this would raise above the limit. A level that cancels have raised
 *   above it may stay, so that a file of all levels can be imported again.
 */
export function adjust(
  adjustment: Adjustment,
  rows: readonly StockRow[],
  held: ReadonlyMap<number, number>,
): AdjustedLevel[] {
  const adjusted = rows.map(({ productId, quantity: given }) => {
    const before = held.get(productId) ?? 0;
    const quantity = adjustment === 'increase' ? before + given : given;
    return { productId, quantity, delta: quantity - before };
  });
  const tooLarge = adjusted.filter(({ quantity, delta }) => quantity > MAX_QUANTITY && delta > 0);
  if (tooLarge.length > 0) throw new StockLimitExceeded(tooLarge.map(({ productId }) => productId));
  return adjusted;
}
