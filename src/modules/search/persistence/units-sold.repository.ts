import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { SearchProductRepository } from './search-product.repository';

const ROWS_PER_CHANGE = 900;

/** The column `units_sold`, which no other writer changes. */
@Injectable()
export class UnitsSoldRepository {
  constructor(
    private readonly database: Database,
    private readonly products: SearchProductRepository,
  ) {}

  /** Stores the units of all products; those that are missing have none. Only what differs is written. */
  async replace(units: ReadonlyMap<number, number>): Promise<void> {
    const stored = new Map(
      (
        await this.database.query<{ productId: number; units: number }>(
          `SELECT product_id AS productId, units_sold AS units FROM search_products
           FORCE INDEX (ix_search_products_units_sold) WHERE units_sold > 0`,
        )
      ).map((row) => [row.productId, row.units]),
    );
    const gone = [...stored.keys()].filter((productId) => !units.has(productId));
    const moved = [...units.keys()].filter((productId) => units.get(productId) !== stored.get(productId));
    const changing = [...gone, ...moved].sort((one, other) => one - other);
    for (let start = 0; start < changing.length; start += ROWS_PER_CHANGE) {
      await this.write(changing.slice(start, start + ROWS_PER_CHANGE), units);
    }
  }

  private async write(productIds: readonly number[], units: ReadonlyMap<number, number>): Promise<void> {
    const cases = productIds.map(() => 'WHEN ? THEN ?').join(' ');
    await this.products.change((tx, number) =>
      tx.execute(
        `UPDATE search_products SET change_number = ?, units_sold = CASE product_id ${cases} END
         WHERE product_id IN (?)`,
        [number, ...productIds.flatMap((productId) => [productId, units.get(productId) ?? 0]), productIds],
      ),
    );
  }
}
