import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

export interface StockQuantity {
  readonly productId: number;
  readonly quantity: number;
  readonly lastUpdated: Date | null;
}

@Injectable()
export class StockQueries {
  constructor(private readonly database: Database) {}

  /** Those that ever had stock, in no particular order. */
  async find(productIds: readonly number[]): Promise<StockQuantity[]> {
    return this.database.query<StockQuantity>(
      `SELECT product_id AS productId, quantity, updated_at AS lastUpdated FROM stocks
       WHERE product_id IN (?) AND retired = 0`,
      [productIds],
    );
  }
}
