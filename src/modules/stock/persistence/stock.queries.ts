import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { pagesOf } from '#platform/database/snapshot';
import type { TakersPage } from '#stock';
import { type StockRow, UNLIMITED } from '../domain/adjust';

export interface StockQuantity extends StockRow {
  /** it has no limit: the quantity does not change */
  readonly unlimited: boolean;
  readonly lastUpdated: Date | null;
}

export type QuantityRow = Omit<StockQuantity, 'unlimited'> & { readonly unlimited: number };
export const QUANTITY = 'product_id AS productId, quantity, unlimited, updated_at AS lastUpdated';

const ROWS_PER_PAGE = 10_000;
const MOVEMENTS_PER_PAGE = 5_000;

@Injectable()
export class StockQueries {
  constructor(private readonly database: Database) {}

  /** The products among these that ever had stock, in no particular order; without deleted ones. */
  async find(productIds: readonly number[]): Promise<StockQuantity[]> {
    const rows = await this.database.query<QuantityRow>(
      `SELECT ${QUANTITY} FROM stocks WHERE product_id IN (?) AND retired = 0`,
      [productIds],
    );
    return rows.map(toQuantity);
  }

  /** A page is a number of movements, in the order in which they were committed. */
  async takersOf(productId: number, after: number): Promise<TakersPage> {
    const rows = await this.database.query<{ id: number; orderId: number | null }>(
      `SELECT taken.movement_id AS id, IF(returned.order_id IS NULL AND taken.kind = 'ORDER', taken.order_id, NULL) AS orderId
       FROM (
         SELECT movement_id, order_id, product_id, kind FROM stock_movements
         WHERE product_id = ? AND movement_id > ? ORDER BY movement_id LIMIT ${MOVEMENTS_PER_PAGE}
       ) AS taken
       LEFT JOIN stock_movements AS returned ON returned.order_id = taken.order_id
         AND returned.product_id = taken.product_id AND returned.kind = 'CANCEL'`,
      [productId, after],
    );
    const last = Math.max(...rows.map(({ id }) => id));
    return {
      orderIds: rows.flatMap(({ orderId }) => orderId ?? []),
      next: rows.length < MOVEMENTS_PER_PAGE ? null : last,
    };
  }

  /**
   * All stock levels as they are at one instant, in ascending order of product; without deleted products. Those without
   * a limit have the quantity `UNLIMITED`.
   */
  async readAll<T>(work: (rows: AsyncIterable<StockRow>, count: number) => Promise<T>): Promise<T> {
    return this.database.snapshot(async (snapshot) => {
      const count = await snapshot.count('SELECT COUNT(*) AS count FROM stocks WHERE retired = 0');
      return work(levelsIn(pagesOf(snapshot, pageAfter, ({ productId }: ExportedRow) => productId)), count);
    });
  }
}

export function toQuantity({ unlimited, ...row }: QuantityRow): StockQuantity {
  return { ...row, unlimited: unlimited === 1 };
}

interface ExportedRow extends StockRow {
  readonly unlimited: number;
}

function pageAfter(productId: number): string {
  return `SELECT product_id AS productId, quantity, unlimited FROM stocks
    WHERE product_id > ${productId} AND retired = 0 ORDER BY product_id LIMIT ${ROWS_PER_PAGE}`;
}

async function* levelsIn(rows: AsyncIterable<ExportedRow>): AsyncIterable<StockRow> {
  for await (const { productId, quantity, unlimited } of rows) {
    yield { productId, quantity: unlimited === 1 ? UNLIMITED : quantity };
  }
}
