import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';

/** How far the products that existed before the search are stored: those from this id on, downwards. */
@Injectable()
export class SearchFillRepository {
  constructor(private readonly database: Database) {}

  /** 0 when all are stored. */
  async position(): Promise<number> {
    const [row] = await this.database.query<{ position: number }>(
      'SELECT below_product_id AS position FROM search_fill WHERE id = 1',
    );
    return row?.position ?? 0;
  }

  /** An instance that was frozen meanwhile does not set it back. */
  async advance(tx: Transaction, position: number): Promise<void> {
    await tx.execute('UPDATE search_fill SET below_product_id = ? WHERE id = 1 AND below_product_id > ?', [
      position,
      position,
    ]);
  }
}
