import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { Database } from '#platform/database/database';
import { defineRevision } from '#platform/database/revisions';
import type { Snapshot } from '#platform/database/snapshot';
import { UnexpectedRowCount } from '#platform/database/transaction';
import { daysAfter, instantOf } from '#platform/timing/zoned-time';
import { type Figures, WHOLE_SHOP } from '../domain/sales';
import { readSoldLines, SalesByDay } from './sales-by-day';

/** Raised by each correction of a recount: of two recounts that saw the same drift, only one corrects it. */
const SALES_REVISION = defineRevision('sales');

const ORDERS_PER_PAGE = 50_000;
const PAGE_LIMIT_MS = 10_000;
const ORDERS_PER_TRANSACTION = 500;
const ROWS_PER_TRANSACTION = 500;
const MOST_RUNS = 10;

/** What a recount has changed. */
export interface Recounted {
  /** orders that were counted in no day */
  readonly added: number;
  /** products whose figures were wrong, and the whole shop if its were */
  readonly corrected: number;
}

/** The difference between what was sold and what is counted, in the state with this number of the revision. */
interface Drift {
  readonly revision: number;
  readonly byProduct: readonly (readonly [productId: number, drift: Figures])[];
}

/**
 * Mends the sales of one day while orders are completed and cancelled.
 *
 * First it adds the orders of the day that are counted nowhere: each is locked, and counted only if it still is a success
 * without a day, so a cancel or another recount either comes before and leaves nothing to do, or after and takes it off.
 *
 * Then it compares the figures with the orders, both read in one state of the database. A completion or a cancel changes
 * orders and figures in one commit, by the same amount: the state has both or neither, and what is committed later leaves
 * the difference as it is. So the difference can be added later, and no row that a sale needs is locked meanwhile. A second
 * recount would add the same difference again: a correction is committed only if the revision is that of its state.
 */
@Injectable()
export class SalesRecount {
  constructor(
    private readonly database: Database,
    private readonly sales: SalesByDay,
    private readonly config: Config,
  ) {}

  /** @param pause is called between the steps and may end the work by throwing; what was mended until then stays */
  async execute(day: string, pause: () => void): Promise<Recounted> {
    const added = await this.addUncounted(day, pause);
    for (let run = 1; ; run++) {
      try {
        return { added, corrected: await this.correct(day, pause) };
      } catch (error) {
        if (!(error instanceof UnexpectedRowCount) || run === MOST_RUNS) throw error;
      }
    }
  }

  /** An order of a release that did not count it belongs to the day on which it was placed. */
  private async addUncounted(day: string, pause: () => void): Promise<number> {
    const [from, to] = [day, daysAfter(day, 1)].map((each) => instantOf(`${each}T00:00`, this.config.timeZone));
    let added = 0;
    for (let page = await this.pageAfter(0); page !== undefined; page = await this.pageAfter(page.last)) {
      pause();
      const rows = await this.database.query<{ orderId: number }>(
        `SELECT order_id AS orderId FROM orders WHERE order_id BETWEEN ? AND ?
           AND status = 'ORDER_SUCCESS' AND sold_on IS NULL AND ordered_at >= ? AND ordered_at < ? ORDER BY order_id`,
        [page.first, page.last, from, to],
      );
      const orderIds = rows.map(({ orderId }) => orderId);
      for (let start = 0; start < orderIds.length; start += ORDERS_PER_TRANSACTION) {
        added += await this.add(day, orderIds.slice(start, start + ORDERS_PER_TRANSACTION));
      }
    }
    return added;
  }

  private async pageAfter(orderId: number): Promise<Page | undefined> {
    return pageIn(await this.database.query<Page>(PAGE, [orderId, ORDERS_PER_PAGE]));
  }

  private add(day: string, candidates: readonly number[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<{ orderId: number }>(
        `SELECT order_id AS orderId FROM orders
         WHERE order_id IN (?) AND status = 'ORDER_SUCCESS' AND sold_on IS NULL ORDER BY order_id FOR UPDATE`,
        [candidates],
      );
      if (rows.length === 0) return 0;
      const orderIds = rows.map(({ orderId }) => orderId);
      const lines = await readSoldLines(tx, orderIds);
      tx.deferExpecting(rows.length, 'UPDATE orders SET sold_on = ? WHERE order_id IN (?)', [day, orderIds]);
      this.sales.add(tx, day, [...lines.values()]);
      return rows.length;
    });
  }

  /** @throws UnexpectedRowCount when another recount has corrected something since the state that was read */
  private async correct(day: string, pause: () => void): Promise<number> {
    const { revision, byProduct } = await this.database.snapshot((snapshot) => readDrift(snapshot, day, pause));
    for (let start = 0; start < byProduct.length; start += ROWS_PER_TRANSACTION) {
      pause();
      await this.database.transaction((tx) => {
        tx.deferExpecting(1, 'UPDATE revisions SET number = number + 1 WHERE name = ? AND number = ?', [
          SALES_REVISION.name,
          revision + start / ROWS_PER_TRANSACTION,
        ]);
        this.sales.correct(tx, day, byProduct.slice(start, start + ROWS_PER_TRANSACTION));
        return Promise.resolve();
      });
    }
    return byProduct.length;
  }
}

/** Orders in ascending order of id, from the first to the last one. */
interface Page {
  readonly first: number;
  readonly last: number;
}

const PAGE = `SELECT MIN(order_id) AS first, MAX(order_id) AS last FROM (
  SELECT order_id FROM orders WHERE order_id > ? ORDER BY order_id LIMIT ?) AS page`;

const COUNTED = `SELECT product_id AS productId, SUM(units) AS units, SUM(orders) AS orders, SUM(revenue) AS revenue
  FROM sales_by_day WHERE sold_on = ? GROUP BY product_id`;

const SOLD_ORDERS = `FROM orders WHERE orders.order_id BETWEEN ? AND ? AND sold_on = ? AND status = 'ORDER_SUCCESS'`;
const SOLD = `
  SELECT ${WHOLE_SHOP} AS productId, SUM(total_count) AS units, COUNT(*) AS orders, SUM(total_price) AS revenue
  ${SOLD_ORDERS}
  UNION ALL
  SELECT product_id AS productId, SUM(quantity) AS units, COUNT(*) AS orders, SUM(quantity * price) AS revenue
  ${SOLD_ORDERS.replace('FROM orders', 'FROM orders JOIN order_items ON order_items.order_id = orders.order_id')}
  GROUP BY product_id`;

/** After the last order there is one row, of nulls. */
function pageIn([page]: readonly Page[]): Page | undefined {
  return typeof page?.last === 'number' ? page : undefined;
}

async function readDrift(snapshot: Snapshot, day: string, pause: () => void): Promise<Drift> {
  const sums = new Map<number, Figures>();
  const add = async (sign: 1 | -1, sql: string, parameters: readonly unknown[]): Promise<void> => {
    for await (const row of snapshot.rows<Figures & { productId: number }>(sql, PAGE_LIMIT_MS, parameters)) {
      const { units, orders, revenue } = sums.get(row.productId) ?? { units: 0, orders: 0, revenue: 0 };
      // Sums may arrive as texts, or as null if there is nothing to add up.
      sums.set(row.productId, {
        units: units + sign * Number(row.units),
        orders: orders + sign * Number(row.orders),
        revenue: revenue + sign * Number(row.revenue),
      });
    }
  };
  const revision = await snapshot.count(`SELECT number AS count FROM revisions WHERE name = '${SALES_REVISION.name}'`);
  await add(-1, COUNTED, [day]);
  const pageAfter = async (orderId: number): Promise<Page | undefined> => {
    const rows: Page[] = [];
    for await (const row of snapshot.rows<Page>(PAGE, PAGE_LIMIT_MS, [orderId, ORDERS_PER_PAGE])) rows.push(row);
    return pageIn(rows);
  };
  for (let page = await pageAfter(0); page !== undefined; page = await pageAfter(page.last)) {
    pause();
    await add(1, SOLD, [page.first, page.last, day, page.first, page.last, day]);
  }
  const byProduct = [...sums]
    .filter(([, { units, orders, revenue }]) => units !== 0 || orders !== 0 || revenue !== 0)
    .sort(([one], [other]) => one - other);
  return { revision, byProduct };
}
