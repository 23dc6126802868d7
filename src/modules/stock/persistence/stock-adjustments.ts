import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { adjust, type AdjustedLevel, type Adjustment, type StockRow } from '../domain/adjust';
import { publishChanges } from './stock-changes';

const CHANGES = { increase: 'INCREASED', reset: 'RESET' } as const;

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
        const adjusted = adjust(adjustment, rows, await lock(tx, rows));
        await store(tx, adjustment, rows, adjusted);
        const change = CHANGES[adjustment];
        await publishChanges(
          this.bus,
          tx,
          adjusted.map((level) => ({ ...level, change })),
        );
      }
      await also?.(tx);
    });
  }
}

/** @returns the units of each product */
async function lock(tx: Transaction, rows: readonly StockRow[]): Promise<Map<number, number>> {
  // The insert locks the rows one after the other, whether they exist or not.
  await tx.execute(
    'INSERT INTO stocks (product_id, quantity) VALUES ? ON DUPLICATE KEY UPDATE product_id = VALUES(product_id)',
    [rows.map(({ productId }) => [productId, 0])],
  );
  const locked = await tx.query<StockRow>(
    'SELECT product_id AS productId, quantity FROM stocks WHERE product_id IN (?)',
    [rows.map(({ productId }) => productId)],
  );
  return new Map(locked.map(({ productId, quantity }) => [productId, quantity]));
}

async function store(
  tx: Transaction,
  adjustment: Adjustment,
  rows: readonly StockRow[],
  adjusted: readonly AdjustedLevel[],
): Promise<void> {
  await tx.execute('INSERT INTO stock_movements (product_id, kind, delta) VALUES ?', [
    adjusted.map(({ productId, delta }) => [productId, adjustment.toUpperCase(), delta]),
  ]);
  // The database adds: it is sent the administrator's number, never a sum computed here.
  await tx.execute(
    `INSERT INTO stocks (product_id, quantity) VALUES ?
     ON DUPLICATE KEY UPDATE quantity = ${adjustment === 'increase' ? 'quantity + ' : ''}VALUES(quantity), updated_at = NOW(3)`,
    [rows.map(({ productId, quantity }) => [productId, quantity])],
  );
}
