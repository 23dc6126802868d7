import type { Transaction } from '#platform/database/transaction';

/** The sum of the movements of a product up to one of them. */
export interface LedgerSum {
  readonly units: number;
  /** the id of the last movement that was counted; 0: there was none */
  readonly upTo: number;
}

export const NOTHING_COUNTED: LedgerSum = { units: 0, upTo: 0 };

/** So that no statement takes long, however much of a product was sold. */
const MOVEMENTS_PER_STATEMENT = 100_000;

interface SumRow {
  readonly units: string | number;
  readonly upTo: number;
  readonly count: number;
}

/**
 * Sums the movements of a product before its stock row is locked, so that its orders need not wait for it;
 * `completeSum` adds those that have come since then, under the lock. Every movement is inserted under that lock, so
 * the ids of a product's movements are in the order of the commits: none below the last one that was counted comes later.
 */
export async function sumMovements(tx: Transaction, productId: number): Promise<LedgerSum> {
  let sum = NOTHING_COUNTED;
  for (;;) {
    const [row] = await tx.query<SumRow>(
      `SELECT COALESCE(SUM(delta), 0) AS units, COALESCE(MAX(movement_id), 0) AS upTo, COUNT(*) AS count FROM (
         SELECT delta, movement_id FROM stock_movements FORCE INDEX (ix_stock_movements_product)
         WHERE product_id = ? AND movement_id > ? ORDER BY movement_id LIMIT ?) AS counted`,
      [productId, sum.upTo, MOVEMENTS_PER_STATEMENT],
    );
    if (row === undefined || row.count === 0) return sum;
    sum = { units: sum.units + Number(row.units), upTo: row.upTo };
    if (row.count < MOVEMENTS_PER_STATEMENT) return sum;
  }
}

/** Call it while the stock row is locked. @returns the sum of all movements */
export async function completeSum(tx: Transaction, productId: number, { units, upTo }: LedgerSum): Promise<number> {
  const [row] = await tx.query<Pick<SumRow, 'units'>>(
    `SELECT COALESCE(SUM(delta), 0) AS units FROM stock_movements FORCE INDEX (ix_stock_movements_product)
     WHERE product_id = ? AND movement_id > ?`,
    [productId, upTo],
  );
  return units + Number(row?.units ?? 0);
}
