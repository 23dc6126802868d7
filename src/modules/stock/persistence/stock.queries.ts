import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { pagesOf } from '#platform/database/snapshot';
import type { StockRow } from '../domain/adjust';

export interface StockQuantity extends StockRow {
  readonly lastUpdated: Date | null;
}

const ROWS_PER_PAGE = 10_000;

@Injectable()
export class StockQueries {
  constructor(private readonly database: Database) {}

  /** The products among these that ever had stock, in no particular order; without deleted ones. */
  async find(productIds: readonly number[]): Promise<StockQuantity[]> {
    return this.database.query<StockQuantity>(
      `SELECT product_id AS productId, quantity, updated_at AS lastUpdated FROM stocks
       WHERE product_id IN (?) AND retired = 0`,
      [productIds],
    );
  }

  /** All stock levels as they are at one instant, in ascending order of product; without deleted products. */
  async readAll<T>(work: (rows: AsyncIterable<StockRow>, count: number) => Promise<T>): Promise<T> {
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
