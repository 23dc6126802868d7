import { Injectable } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import type { StockReturn } from '#stock';
import { limitedOnly, unitsPerProduct } from '../domain/allocate';
import { levelChanges, publishChanges } from './stock-changes';
import { lockLevels } from './stock-level-lock';

interface RestockedRow {
  readonly return_id: number;
  readonly product_id: number;
}

/**
 * Stores the units that come back with returns, once per return and product. Two calls with one return lock the same
 * stock rows before they read `stock_returns`, so the later one finds what the earlier one stored; if no stock row
 * exists, the key of `stock_returns` refuses the second, which then runs again and reads it.
 */
@Injectable()
export class StockReturnRepository {
  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
  ) {}

  async restock(returns: readonly StockReturn[]): Promise<void> {
    await this.database.transaction(
      async (tx) => {
        const { levels, rows } = await lockLevels<RestockedRow>(tx, productsOf(returns), {
          sql: 'SELECT return_id, product_id FROM stock_returns WHERE return_id IN (?)',
          parameters: [returns.map(({ returnId }) => returnId)],
        });
        const lines = notYetRestocked(returns, rows);
        if (lines.length === 0) return;
        tx.defer('INSERT INTO stock_returns (return_id, product_id, order_id, quantity) VALUES ?', [
          lines.map(({ returnId, productId, orderId, quantity }) => [returnId, productId, orderId, quantity]),
        ]);
        tx.defer('INSERT INTO stock_movements (return_id, product_id, kind, delta) VALUES ?', [
          lines.map(({ returnId, productId, quantity }) => [returnId, productId, 'RETURN', quantity]),
        ]);
        const units = limitedOnly(unitsPerProduct([{ lines }]), levels);
        for (const [productId, quantity] of units) {
          tx.defer('UPDATE stocks SET quantity = quantity + ?, updated_at = NOW(3) WHERE product_id = ?', [
            quantity,
            productId,
          ]);
        }
        await publishChanges(this.bus, tx, levelChanges('RETURNED', units, levels));
      },
      { duplicateMeansRace: true },
    );
  }
}

function productsOf(returns: readonly StockReturn[]): number[] {
  return returns.flatMap(({ lines }) => lines.map(({ productId }) => productId));
}

interface ReturnedLine {
  readonly returnId: number;
  readonly orderId: number;
  readonly productId: number;
  readonly quantity: number;
}

/** Each return once, although two attempts at one publication may share a batch. */
function notYetRestocked(returns: readonly StockReturn[], restocked: readonly RestockedRow[]): ReturnedLine[] {
  const done = new Set(restocked.map((row) => `${row.return_id} ${row.product_id}`));
  const distinct = new Map(returns.map((one) => [one.returnId, one]));
  return [...distinct.values()]
    .flatMap(({ returnId, orderId, lines }) => lines.map((line) => ({ returnId, orderId, ...line })))
    .filter(({ returnId, productId }) => !done.has(`${returnId} ${productId}`));
}
