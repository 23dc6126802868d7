import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { adjust, type AdjustedLevel, type Adjustment, type HeldLevel, type StockRow } from '../domain/adjust';
import { publishChanges } from './stock-changes';
import { completeSum, type LedgerSum, NOTHING_COUNTED, sumMovements } from './stock-ledger';

/** Stores what administrators change, one product or many. Each change leaves its movement in the same transaction. */
@Injectable()
export class StockAdjustments {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /**
   * Adjusts all rows or none. Orders for these products wait until this has committed.
   * @param batches ascending by product, each product once: the order in which orders lock their stock rows too. It is
   *   called again when the transaction has to be run again
   * @param also runs in the same transaction
   * @throws StockLimitExceeded
   */
  async adjust(
    adjustment: Adjustment,
    batches: () => Iterable<readonly StockRow[]>,
    also?: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const rows of batches()) {
        const sums = await sumUnlimited(tx, rows);
        const levels = await lock(tx, rows);
        const adjusted = adjust(adjustment, rows, await count(tx, levels, sums));
        await store(tx, adjustment, rows, adjusted);
        await publishChanges(
          this.bus,
          tx,
          adjusted.map(({ productId, quantity, delta, unlimited }) => {
            const change = unlimited ? 'UNLIMITED' : CHANGES[adjustment];
            return { productId, quantity, delta, change };
          }),
        );
      }
      await also?.(tx);
    });
  }
}

const CHANGES = { increase: 'INCREASED', reset: 'RESET' } as const;

interface LockedRow extends StockRow {
  readonly unlimited: number;
}

/** The sums of those that have no limit, before their rows are locked. */
async function sumUnlimited(tx: Transaction, rows: readonly StockRow[]): Promise<ReadonlyMap<number, LedgerSum>> {
  const unlimited = await tx.query<{ productId: number }>(
    'SELECT product_id AS productId FROM stocks WHERE product_id IN (?) AND unlimited = 1',
    [rows.map(({ productId }) => productId)],
  );
  const sums = new Map<number, LedgerSum>();
  for (const { productId } of unlimited) sums.set(productId, await sumMovements(tx, productId));
  return sums;
}

async function count(
  tx: Transaction,
  levels: readonly LockedRow[],
  sums: ReadonlyMap<number, LedgerSum>,
): Promise<ReadonlyMap<number, HeldLevel>> {
  const held = new Map<number, HeldLevel>();
  for (const { productId, quantity, unlimited } of levels) {
    const sum = sums.get(productId) ?? NOTHING_COUNTED;
    held.set(productId, unlimited === 1 ? { quantity, counted: await completeSum(tx, productId, sum) } : { quantity });
  }
  return held;
}

async function lock(tx: Transaction, rows: readonly StockRow[]): Promise<LockedRow[]> {
  // The insert locks the rows one after the other, whether they exist or not.
  await tx.execute(
    'INSERT INTO stocks (product_id, quantity) VALUES ? ON DUPLICATE KEY UPDATE product_id = VALUES(product_id)',
    [rows.map(({ productId }) => [productId, 0])],
  );
  return tx.query<LockedRow>(
    'SELECT product_id AS productId, quantity, unlimited FROM stocks WHERE product_id IN (?)',
    [rows.map(({ productId }) => productId)],
  );
}

async function store(
  tx: Transaction,
  adjustment: Adjustment,
  rows: readonly StockRow[],
  adjusted: readonly AdjustedLevel[],
): Promise<void> {
  const moved = adjusted.flatMap((level) => (level.moved === undefined ? [] : [[level.productId, level.moved]]));
  if (moved.length > 0) {
    await tx.execute('INSERT INTO stock_movements (product_id, delta, kind) VALUES ?', [
      moved.map((row) => [...row, adjustment.toUpperCase()]),
    ]);
  }
  if (adjustment === 'increase') {
    // The database adds: it is sent the administrator's number, never a sum computed here.
    await tx.execute(
      `INSERT INTO stocks (product_id, quantity) VALUES ?
       ON DUPLICATE KEY UPDATE quantity = quantity + VALUES(quantity), updated_at = NOW(3)`,
      [rows.map(({ productId, quantity }) => [productId, quantity])],
    );
    return;
  }
  await tx.execute(
    `INSERT INTO stocks (product_id, quantity, unlimited) VALUES ?
     ON DUPLICATE KEY UPDATE quantity = VALUES(quantity), unlimited = VALUES(unlimited), updated_at = NOW(3)`,
    [adjusted.map(({ productId, quantity, unlimited }) => [productId, quantity, unlimited])],
  );
}
