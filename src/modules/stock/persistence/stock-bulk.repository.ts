import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { pagesOf } from '#platform/database/snapshot';
import type { Transaction } from '#platform/database/transaction';
import { type StockChange, StockChanged } from '#stock';
import type { StockVerb } from '../use-cases/adjust-stock';
import { MOST_UNITS } from './stock-adjustments';

export interface StockRow {
  readonly productId: number;
  readonly quantity: number;
}

/** These would hold more than a stock may; nothing was changed. */
export class StocksTooLarge extends Error {
  constructor(readonly productIds: readonly number[]) {
    super(`A stock holds at most ${MOST_UNITS} units; nothing was changed.`);
  }
}

const ROWS_PER_PAGE = 10_000;

/** All stocks at once: moved in one transaction, read from one state. */
@Injectable()
export class StockBulkRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  /**
   * Moves all of the shares or nothing, and notes each in the ledger as if it had been moved by itself. Orders for these
   * products wait until this has committed.
   * @param shares ascending by product, each product once: the order in which orders lock their stocks too. Asked again
   *   from the start when the transaction has to be run again
   * @throws StocksTooLarge
   */
  async move(verb: StockVerb, shares: () => Iterable<readonly StockRow[]>): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const share of shares()) await this.bus.publish(tx, StockChanged, await moveShare(tx, verb, share));
    });
  }

  /** Those of products that are for sale, in the order of their ids. */
  async read<T>(work: (rows: AsyncIterable<StockRow>, count: number) => Promise<T>): Promise<T> {
    return this.database.snapshot(async (snapshot) => {
      const count = await snapshot.count('SELECT COUNT(*) AS count FROM stocks WHERE retired = 0');
      return work(
        pagesOf(snapshot, pageAfter, ({ productId }: StockRow) => productId),
        count,
      );
    });
  }
}

function pageAfter(productId: number): string {
  return `SELECT product_id AS productId, quantity FROM stocks
    WHERE product_id > ${productId} AND retired = 0 ORDER BY product_id LIMIT ${ROWS_PER_PAGE}`;
}

async function moveShare(tx: Transaction, verb: StockVerb, share: readonly StockRow[]): Promise<StockChange[]> {
  // This locks them, one after the other, whether they are new or not.
  await tx.execute(
    'INSERT INTO stocks (product_id, quantity) VALUES ? ON DUPLICATE KEY UPDATE product_id = VALUES(product_id)',
    [share.map(({ productId }) => [productId, 0])],
  );
  const locked = await tx.query<StockRow>(
    'SELECT product_id AS productId, quantity FROM stocks WHERE product_id IN (?)',
    [share.map(({ productId }) => productId)],
  );
  const before = new Map(locked.map(({ productId, quantity }) => [productId, quantity]));
  const moves = share.map(({ productId, quantity }) => {
    const held = before.get(productId) ?? 0;
    const holds = verb === 'increase' ? held + quantity : quantity;
    return { productId, holds, delta: holds - held };
  });
  const tooLarge = moves.filter(({ holds }) => holds > MOST_UNITS);
  if (tooLarge.length > 0) throw new StocksTooLarge(tooLarge.map(({ productId }) => productId));
  await tx.execute('INSERT INTO stock_movements (product_id, kind, delta) VALUES ?', [
    moves.map(({ productId, delta }) => [productId, verb.toUpperCase(), delta]),
  ]);
  // The database adds: what is written is what the administrator has given, never a sum that was made here.
  await tx.execute(
    `INSERT INTO stocks (product_id, quantity) VALUES ?
     ON DUPLICATE KEY UPDATE quantity = ${verb === 'increase' ? 'quantity + ' : ''}VALUES(quantity), updated_at = NOW(3)`,
    [share.map(({ productId, quantity }) => [productId, quantity])],
  );
  const change = verb === 'increase' ? 'INCREASED' : 'RESET';
  return moves.map(({ productId, holds, delta }) => ({ productId, change, delta, quantity: holds }));
}
