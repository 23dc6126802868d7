import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { daysOf } from '#platform/timing/zoned-time';
import { SalesFigures, type UnitsSold } from '#order';
import { SalesByDay } from './sales-by-day';

/** With the days of a month, a statement has fewer ranges than the optimizers of both servers can hold. */
const IDS_PER_QUERY = 200;

@Injectable()
export class SalesQueries extends SalesFigures {
  constructor(
    private readonly database: Database,
    private readonly sales: SalesByDay,
  ) {
    super();
  }

  override today(): string {
    return this.sales.today();
  }

  override async mostSold(from: string, to: string, limit: number): Promise<UnitsSold[]> {
    // Without the hint a server may read all products of the day and sort them.
    const rows =
      from === to
        ? this.database.query<UnitsSold>(
            `SELECT product_id AS productId, units FROM sales_by_day FORCE INDEX (ix_sales_by_day_units)
             WHERE sold_on = ? AND units > 0 AND product_id > 0 ORDER BY units DESC, product_id DESC LIMIT ?`,
            [from, limit],
          )
        : this.database.query<UnitsSold>(
            `SELECT product_id AS productId, SUM(units) AS units FROM sales_by_day
             WHERE sold_on BETWEEN ? AND ? AND product_id > 0 GROUP BY product_id
             HAVING SUM(units) > 0 ORDER BY SUM(units) DESC, product_id DESC LIMIT ?`,
            [from, to, limit],
          );
    return (await rows).map(toUnits);
  }

  override async unitsOf(productIds: readonly number[], from: string, to: string): Promise<Map<number, number>> {
    const sold: UnitsSold[] = [];
    for (let start = 0; start < productIds.length; start += IDS_PER_QUERY) {
      const rows = await this.database.query<UnitsSold>(
        `SELECT product_id AS productId, SUM(units) AS units FROM sales_by_day
         WHERE sold_on IN (?) AND product_id IN (?) AND shard = 0 AND units > 0 GROUP BY product_id`,
        [daysOf(from, to), productIds.slice(start, start + IDS_PER_QUERY)],
      );
      sold.push(...rows.map(toUnits));
    }
    return new Map(sold.map(({ productId, units }) => [productId, units]));
  }
}

/** Sums may arrive as texts. */
function toUnits({ productId, units }: UnitsSold): UnitsSold {
  return { productId, units: Number(units) };
}
