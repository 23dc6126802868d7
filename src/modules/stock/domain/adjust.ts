import { DomainError, MOST_IDS_NAMED } from '#platform/domain-error';

/**
 * The highest quantity that an administrator may bring a stock level to. Units that cancels give back may exceed it.
 */
export const MAX_QUANTITY = 1_000_000_000;

/** What a reset is given to end the limit of a stock. */
export const UNLIMITED = Infinity;
/** The quantity of a stock without a limit: it never changes. As it is not below MAX_QUANTITY, no increase is possible. */
export const UNLIMITED_QUANTITY = 1_000_000_000;

/** How an administrator changes a stock level: it is increased by a quantity, or set to one. */
export type Adjustment = 'increase' | 'reset';

export interface StockRow {
  readonly productId: number;
  readonly quantity: number;
}

/** A stock level, read under the lock of its row. */
export interface HeldLevel {
  readonly quantity: number;
  /** the sum of its movements, if it has no limit: only then do they not add up to the quantity */
  readonly counted?: number;
}

/** A stock level after an adjustment. */
export interface AdjustedLevel extends StockRow {
  readonly unlimited: boolean;
  /** by how many units it changed */
  readonly delta: number;
  /** the movement that is stored; none where the movements no longer add up to the quantity */
  readonly moved: number | undefined;
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
 * A reset of a stock without a limit gives it one again. Its movement makes up for all that was sold in the meantime, so
 * that the movements add up to the quantity from then on.
 * @param rows the given quantity of each product; with a reset, `UNLIMITED` is one
 * @param held the units that each product has; a product that is missing has none
 * @throws StockLimitExceeded naming every product that this would raise above the limit. A level that cancels have raised
 *   above it may stay, so that a file of all levels can be imported again.
 */
export function adjust(
  adjustment: Adjustment,
  rows: readonly StockRow[],
  held: ReadonlyMap<number, HeldLevel>,
): AdjustedLevel[] {
  const adjusted = rows.map(({ productId, quantity: given }): AdjustedLevel => {
    const { quantity: before, counted = before } = held.get(productId) ?? { quantity: 0 };
    if (given === UNLIMITED) {
      const delta = UNLIMITED_QUANTITY - before;
      return { productId, quantity: UNLIMITED_QUANTITY, unlimited: true, delta, moved: undefined };
    }
    const quantity = adjustment === 'increase' ? before + given : given;
    return { productId, quantity, unlimited: false, delta: quantity - before, moved: quantity - counted };
  });
  const tooLarge = adjusted.filter(({ quantity, delta }) => quantity > MAX_QUANTITY && delta > 0);
  if (tooLarge.length > 0) throw new StockLimitExceeded(tooLarge.map(({ productId }) => productId));
  return adjusted;
}
