import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { DealTimes, Offer } from '../event.contract';

export const PRODUCT_DEAL_STATUSES = ['upcoming', 'active'] as const;
export type ProductDealStatus = (typeof PRODUCT_DEAL_STATUSES)[number];

/** The windows of deals that are not over, by status. */
const WINDOWS: Readonly<Record<ProductDealStatus | 'all', string>> = {
  upcoming: 'start_at > NOW(3) AND end_at > start_at',
  active: 'start_at <= NOW(3) AND end_at > NOW(3)',
  all: 'end_at > GREATEST(NOW(3), start_at)',
};
/** Bounds the answer; an index orders a product's deals by their ends. */
const MAX_DEALS_OF_PRODUCT = 100;

/** From 1,000 ids on MariaDB turns the list into a temporary table; below that both servers read ranges of the index. */
const IDS_PER_READ = 900;

const COLUMNS = `event_id AS eventId, product_id AS productId, discount AS eventDiscount, duration AS eventDuration,
  original_price AS originalPrice, discount_price AS discountPrice, start_at AS startEventTime, end_at AS endEventTime`;

@Injectable()
export class OfferQueries {
  constructor(private readonly database: Database) {}

  /** The offers of each product whose window overlaps the minute before and after now. Older ones are not read. */
  async around(productIds: readonly number[]): Promise<Map<number, Offer[]>> {
    const offers = new Map<number, Offer[]>();
    for (let start = 0; start < productIds.length; start += IDS_PER_READ) {
      const rows = await this.database.query<Offer>(
        `SELECT ${COLUMNS} FROM hot_deal_items
         WHERE product_id IN (?) AND end_at > NOW(3) - INTERVAL 1 MINUTE AND start_at < NOW(3) + INTERVAL 1 MINUTE`,
        [productIds.slice(start, start + IDS_PER_READ)],
      );
      for (const row of rows) {
        const others = offers.get(row.productId);
        if (others === undefined) offers.set(row.productId, [row]);
        else others.push(row);
      }
    }
    return offers;
  }

  /** The database's clock. */
  async now(): Promise<Date> {
    const [clock] = await this.database.query<{ now: Date }>('SELECT NOW(3) AS now');
    if (clock === undefined) throw new Error('The database returned no time');
    return clock.now;
  }

  /** The offers of one deal in ascending order of product, those after `afterProductId`. */
  async ofDeal(eventId: number, afterProductId: number, limit: number): Promise<Offer[]> {
    return this.database.query<Offer>(
      `SELECT ${COLUMNS} FROM hot_deal_items WHERE event_id = ? AND product_id > ? ORDER BY product_id LIMIT ?`,
      [eventId, afterProductId, limit],
    );
  }

  /** The deals of one product that are not over, or those of a status, soonest start first, at most a hundred. */
  async ofProduct(productId: number, status: ProductDealStatus | undefined): Promise<Offer[]> {
    return this.database.query<Offer>(
      `SELECT ${COLUMNS} FROM hot_deal_items
       WHERE product_id = ? AND end_at > NOW(3) AND ${WINDOWS[status ?? 'all']}
       ORDER BY start_at, event_id LIMIT ${MAX_DEALS_OF_PRODUCT}`,
      [productId],
    );
  }

  /** A deal whose start was moved into the past opens when it is changed. */
  async timesOf(eventId: number): Promise<DealTimes | undefined> {
    const [times] = await this.database.query<DealTimes>(
      `SELECT created_at AS announcedAt, GREATEST(start_at, COALESCE(terms_changed_at, start_at)) AS opensAt
       FROM hot_deals WHERE event_id = ?`,
      [eventId],
    );
    return times;
  }
}
