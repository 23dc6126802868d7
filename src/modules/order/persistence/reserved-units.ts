import { Injectable } from '@nestjs/common';
import { BatchedCache } from '#platform/caching/batched-cache';
import { Database } from '#platform/database/database';

/** The contract's limit. */
const MAX_AGE_MS = 1_000;
const ALL = 'all';

/**
 * The units that orders in ORDER_PENDING have reserved, by product. They are counted from the reservations, for all products
 * at once: whatever is asked for, an instance reads the reservations once a second at most.
 */
@Injectable()
export class ReservedUnits {
  private readonly cache: BatchedCache<typeof ALL, Map<number, number>>;

  constructor(private readonly database: Database) {
    this.cache = new BatchedCache({
      most: 1,
      maxAgeMs: MAX_AGE_MS,
      load: async () => new Map([[ALL, await this.read()]]),
    });
  }

  /** Products without any are left out. */
  async of(productIds: readonly number[]): Promise<Map<number, number>> {
    const all = (await this.cache.find([ALL])).get(ALL);
    return new Map(
      productIds.flatMap((productId) => {
        const units = all?.get(productId);
        return units === undefined ? [] : [[productId, units] as const];
      }),
    );
  }

  /** Without the hint a server may begin with the lines of all orders. */
  private async read(): Promise<Map<number, number>> {
    const rows = await this.database.query<{ productId: number; units: number }>(
      `SELECT STRAIGHT_JOIN product_id AS productId, SUM(quantity) AS units
       FROM order_reservations JOIN order_items ON order_items.order_id = order_reservations.order_id
       GROUP BY product_id`,
    );
    return new Map(rows.map(({ productId, units }) => [productId, Number(units)]));
  }
}
