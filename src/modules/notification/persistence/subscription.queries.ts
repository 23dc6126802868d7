import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';

/** A user is notified of every new deal of the product. */
export interface Subscription {
  readonly userId: number;
  readonly productId: number;
}

export interface SubscriptionSearch {
  /** only this user's; `undefined`: those of all users */
  readonly userId: number | undefined;
  readonly productId: number | undefined;
}

@Injectable()
export class SubscriptionQueries {
  constructor(private readonly database: Database) {}

  /** In ascending order of user, then of product, those after `after`. */
  async search(
    { userId, productId }: SubscriptionSearch,
    after: Subscription | undefined,
    limit: number,
  ): Promise<Subscription[]> {
    const conditions: string[] = [];
    const parameters: number[] = [];
    const where = (condition: string, ...values: number[]): void => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if (userId !== undefined) where('user_id = ?', userId);
    if (productId !== undefined) where('product_id = ?', productId);
    if (after !== undefined) {
      if (userId !== undefined) where('product_id > ?', after.productId);
      else if (productId !== undefined) where('user_id > ?', after.userId);
      // The first condition alone is a range of the index.
      else where('user_id >= ? AND (user_id > ? OR product_id > ?)', after.userId, after.userId, after.productId);
    }
    return this.database.query<Subscription>(
      `SELECT user_id AS userId, product_id AS productId FROM subscriptions
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY user_id, product_id LIMIT ?`,
      [...parameters, limit],
    );
  }

  /** Of one product, in ascending order of user, those after `afterUserId`. */
  async ofProduct(productId: number, afterUserId: number, limit: number): Promise<Subscription[]> {
    return this.database.query<Subscription>(
      `SELECT user_id AS userId, product_id AS productId FROM subscriptions
       WHERE product_id = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
      [productId, afterUserId, limit],
    );
  }

  /** Of several products, in ascending order of product, then of user. */
  async ofProducts(productIds: readonly number[], limit: number): Promise<Subscription[]> {
    if (productIds.length === 0) return [];
    return this.database.query<Subscription>(
      `SELECT user_id AS userId, product_id AS productId FROM subscriptions
       WHERE product_id IN (?) ORDER BY product_id, user_id LIMIT ?`,
      [productIds, limit],
    );
  }
}
