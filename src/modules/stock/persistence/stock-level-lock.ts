import type { Statement, Transaction } from '#platform/database/transaction';
import { UNLIMITED_QUANTITY } from '../domain/adjust';
import type { StockLevel } from '../domain/allocate';

interface LevelRow {
  readonly product_id: number;
  readonly quantity: number;
  readonly retired: number;
}

/** What was read behind the lock of stock rows. */
interface LockedLevels<Row> {
  readonly levels: ReadonlyMap<number, StockLevel>;
  /** the rows of the statement that was sent along */
  readonly rows: readonly Row[];
}

/**
 * Locks the stock rows of these products in ascending order and runs `next` only then, in the same round trip.
 *
 * A stock without a limit has a quantity that never changes, so the quantity shows which rows may be one: a sale of
 * ordinary products needs no other column and no other statement.
 */
export async function lockLevels<Row>(
  tx: Transaction,
  productIds: readonly number[],
  next: Statement,
): Promise<LockedLevels<Row>> {
  const [levels, rows] = (await tx.pipeline(
    {
      sql: 'SELECT product_id, quantity, retired FROM stocks WHERE product_id IN (?) ORDER BY product_id FOR UPDATE',
      parameters: [ascending(productIds)],
    },
    next,
  )) as [LevelRow[], Row[]];
  const unlimited = await unlimitedAmong(tx, levels);
  return {
    levels: new Map(
      levels.map(({ product_id: productId, quantity, retired }) => [
        productId,
        { quantity, retired: retired === 1, unlimited: unlimited.has(productId) },
      ]),
    ),
    rows,
  };
}

/** Each product once, in the order in which all transactions lock stock rows. */
export function ascending(productIds: readonly number[]): number[] {
  return [...new Set(productIds)].sort((one, other) => one - other);
}

async function unlimitedAmong(tx: Transaction, levels: readonly LevelRow[]): Promise<ReadonlySet<number>> {
  const candidates = levels.filter(({ quantity }) => quantity >= UNLIMITED_QUANTITY);
  if (candidates.length === 0) return new Set();
  const rows = await tx.query<{ product_id: number }>(
    'SELECT product_id FROM stocks WHERE product_id IN (?) AND unlimited = 1',
    [candidates.map(({ product_id: productId }) => productId)],
  );
  return new Set(rows.map(({ product_id: productId }) => productId));
}
