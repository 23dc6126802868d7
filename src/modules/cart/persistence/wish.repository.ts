import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { LOCK_OR_MAKE_CART } from './cart.repository';

export const MAX_WISHES = 500;

/** A marked product. */
export interface WishRow {
  readonly productId: number;
  readonly createdAt: Date;
}

const RAISE_VERSION = 'UPDATE carts SET wishes_version = wishes_version + 1 WHERE user_id = ?';

/**
 * The table `wishes`. Adding locks the row of the user's cart and counts after that, so that two requests cannot both
 * add the last one. Every change raises `wishes_version` in its transaction.
 */
@Injectable()
export class WishRepository {
  constructor(private readonly database: Database) {}

  /** A wish that exists keeps its time. Returns false, and adds nothing, when the list is full. */
  async add(userId: number, productId: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [, rows] = (await tx.pipeline(
        { sql: LOCK_OR_MAKE_CART, parameters: [userId] },
        {
          sql: 'SELECT COUNT(*) AS wishCount, COUNT(IF(product_id = ?, 1, NULL)) AS same FROM wishes WHERE user_id = ?',
          parameters: [productId, userId],
        },
      )) as [unknown, readonly { readonly wishCount: number; readonly same: number }[]];
      if (Number(rows[0]?.same) > 0) return true;
      if (Number(rows[0]?.wishCount) >= MAX_WISHES) return false;
      tx.defer(RAISE_VERSION, [userId]);
      tx.defer('INSERT INTO wishes (user_id, product_id) VALUES (?, ?)', [userId, productId]);
      return true;
    });
  }

  async remove(userId: number, productIds: readonly number[]): Promise<void> {
    await this.database.transaction((tx) => {
      // It locks the cart first, as adding does.
      tx.defer(RAISE_VERSION, [userId]);
      tx.defer('DELETE FROM wishes WHERE user_id = ? AND product_id IN (?)', [userId, productIds]);
      return Promise.resolve();
    });
  }

  /** The wishes of a user, newest first, those after `after`. */
  async list(userId: number, after: WishRow | undefined, limit: number): Promise<WishRow[]> {
    const where = after === undefined ? '' : 'AND created_at <= ? AND (created_at < ? OR product_id < ?)';
    const values = after === undefined ? [] : [after.createdAt, after.createdAt, after.productId];
    return this.database.query<WishRow>(
      `SELECT product_id AS productId, created_at AS createdAt FROM wishes FORCE INDEX (ix_wishes_user_created)
       WHERE user_id = ? ${where} ORDER BY created_at DESC, product_id DESC LIMIT ?`,
      [userId, ...values, limit],
    );
  }
}
