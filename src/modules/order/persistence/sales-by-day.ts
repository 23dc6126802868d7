import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { DatabaseClock } from '#platform/database/database-clock';
import { InstanceStats } from '#platform/observability/instance-stats';
import type { Transaction } from '#platform/database/transaction';
import { dayIn } from '#platform/timing/zoned-time';
import { type Figures, figuresOf, type SoldLine, WHOLE_SHOP } from '../domain/sales';

/**
 * Counts what was sold on each day, in the transactions that change the status of orders: whoever loses the
 * compare-and-set of the status loses the count with it.
 *
 * A transaction locks its orders first, then the rows of one day in ascending order of product. So no two transactions
 * wait for each other: with rows in the order of the orders, 110 of 600 ended in a deadlock, and 0 of 1,200 in this
 * order. Each instance has its own row of the whole shop, so instances do not wait for each other there.
 */
@Injectable()
export class SalesByDay {
  /** the first digit of the instance's random id: 0 to 15 */
  private readonly shard: number;

  constructor(
    private readonly clock: DatabaseClock,
    private readonly config: Config,
    stats: InstanceStats,
  ) {
    this.shard = Number.parseInt(stats.instanceId.slice(0, 1), 16);
  }

  /** The day in the shop's zone, by the database's clock. A transaction that is run again needs it again. */
  today(): string {
    return dayIn(this.config.timeZone, this.clock.now());
  }

  /** Adds orders whose `sold_on` becomes this day in the same transaction. One statement, sent with COMMIT. */
  add(tx: Transaction, day: string, orders: readonly (readonly SoldLine[])[]): void {
    if (orders.length === 0) return;
    const rows = figuresOf(orders).map(([productId, { units, orders: count, revenue }]) => [
      ...[day, productId, productId === WHOLE_SHOP ? this.shard : 0],
      ...[units, count, revenue],
    ]);
    this.upsert(tx, rows);
  }

  /**
   * Takes off an order whose `sold_on` was this day until this transaction. Rows of products have a CHECK, which sees the
   * VALUES of an upsert before their sum, so these are updated; the row of the whole shop may be below zero. The guard
   * keeps a figure that was wrong before from refusing a cancel; an integrity check reports it, and a recount mends it.
   */
  remove(tx: Transaction, day: string, lines: readonly SoldLine[]): void {
    for (const [productId, { units, orders, revenue }] of figuresOf([lines])) {
      if (productId === WHOLE_SHOP) {
        this.upsert(tx, [[day, WHOLE_SHOP, this.shard, -units, -orders, -revenue]]);
        continue;
      }
      tx.defer(
        `UPDATE sales_by_day SET units = units - ?, orders = orders - ?, revenue = revenue - ?
         WHERE sold_on = ? AND product_id = ? AND shard = 0 AND units >= ? AND orders >= ?`,
        [units, orders, revenue, day, productId, units, orders],
      );
    }
  }

  /**
   * Adds these differences, which may be negative, to the rows of a day. The result is not below zero, because it is what
   * was sold.
   * @param drift in ascending order of product
   */
  correct(tx: Transaction, day: string, drift: readonly (readonly [productId: number, drift: Figures])[]): void {
    const rows = drift.map(([productId, { units, orders, revenue }]) =>
      productId === WHOLE_SHOP ? [day, WHOLE_SHOP, this.shard, units, orders, revenue] : [day, productId, 0, 0, 0, 0],
    );
    this.upsert(tx, rows);
    for (const [productId, { units, orders, revenue }] of drift) {
      if (productId === WHOLE_SHOP) continue;
      tx.deferExpecting(
        1,
        `UPDATE sales_by_day SET units = units + ?, orders = orders + ?, revenue = revenue + ?
         WHERE sold_on = ? AND product_id = ? AND shard = 0`,
        [units, orders, revenue, day, productId],
      );
    }
  }

  private upsert(tx: Transaction, rows: readonly (readonly (string | number)[])[]): void {
    tx.defer(
      `INSERT INTO sales_by_day (sold_on, product_id, shard, units, orders, revenue) VALUES ?
       ON DUPLICATE KEY UPDATE
         units = units + VALUES(units), orders = orders + VALUES(orders), revenue = revenue + VALUES(revenue)`,
      [rows],
    );
  }
}

/** The lines of these orders, by order. */
export async function readSoldLines(tx: Transaction, orderIds: readonly number[]): Promise<Map<number, SoldLine[]>> {
  const lines = new Map<number, SoldLine[]>(orderIds.map((orderId) => [orderId, []]));
  if (orderIds.length === 0) return lines;
  const rows = await tx.query<SoldLine & { orderId: number }>(
    `SELECT order_id AS orderId, product_id AS productId, quantity, price FROM order_items
     WHERE order_id IN (?) ORDER BY order_id, line`,
    [orderIds],
  );
  for (const { orderId, ...line } of rows) lines.get(orderId)?.push(line);
  return lines;
}
