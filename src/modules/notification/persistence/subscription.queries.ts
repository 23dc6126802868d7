import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';

/** One user's wish to hear of one product's deals. */
export interface Subscription {
  readonly userId: number;
  readonly productId: number;
}

export interface SubscriptionSearch {
  /** only this user's; `undefined`: everybody's */
  readonly userId: number | undefined;
  readonly productId: number | undefined;
}

@Injectable()
export class SubscriptionQueries {
  constructor(private readonly database: Database) {}

  /** In ascending order of user, then of product. */
  async search(
    { userId, productId }: SubscriptionSearch,
    { limit, cursor }: PageRequest,
  ): Promise<Paged<Subscription>> {
    const after = decodeCursor(cursor, ['number', 'number']);
    const conditions: string[] = [];
    const parameters: number[] = [];
    const where = (condition: string, ...values: number[]): void => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if (userId !== undefined) where('user_id = ?', userId);
    if (productId !== undefined) where('product_id = ?', productId);
    if (after !== undefined) {
      if (userId !== undefined) where('product_id > ?', after[1]);
      else if (productId !== undefined) where('user_id > ?', after[0]);
      // An index can be entered by the first half only.
      else where('user_id >= ? AND (user_id > ? OR product_id > ?)', after[0], ...after);
    }
    const rows = await this.database.query<Subscription>(
      `SELECT user_id AS userId, product_id AS productId FROM subscriptions
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY user_id, product_id LIMIT ?`,
      [...parameters, limit + 1],
    );
    return toPage(
      rows,
      limit,
      (row) => encodeCursor([row.userId, row.productId]),
      (row) => row,
    );
  }

  /** The subscribers of one product in ascending order, those after `afterUserId`. */
  async subscribersOf(productId: number, afterUserId: number, limit: number): Promise<Subscription[]> {
    return this.database.query<Subscription>(
      `SELECT user_id AS userId, product_id AS productId FROM subscriptions
       WHERE product_id = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
      [productId, afterUserId, limit],
    );
  }

  /** The subscribers of several products, in ascending order of product, then of user. */
  async subscribersOfAll(productIds: readonly number[], limit: number): Promise<Subscription[]> {
    if (productIds.length === 0) return [];
    return this.database.query<Subscription>(
      `SELECT user_id AS userId, product_id AS productId FROM subscriptions
       WHERE product_id IN (?) ORDER BY product_id, user_id LIMIT ?`,
      [productIds, limit],
    );
  }
}
