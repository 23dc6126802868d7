import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import type { CartChange, NewLine } from '../domain/cart';

/** A line as it was ordered. */
export interface OrderedLine {
  readonly userId: number;
  readonly productId: number;
  readonly version: number;
}

/** Bounds what the optimizer has to look at. */
const LINES_PER_DELETE = 500;

/**
 * The tables `carts` and `cart_items`.
 *
 * Each change locks the row of the cart first, and reads the lines after that: changes of one cart come one after the
 * other, none is lost, and the lines that are counted are those that stay. A row of `carts` is never deleted, so the
 * versions of its lines never come again: an order that was placed from one state of a line cannot clear a later one.
 */
@Injectable()
export class CartRepository {
  constructor(private readonly database: Database) {}

  /** Applies `change` to the lines as they are under the lock. If it throws, nothing is changed. */
  async change(userId: number, change: CartChange): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [, versions, lines] = (await tx.pipeline(
        { sql: LOCK_OR_MAKE_CART, parameters: [userId] },
        { sql: 'SELECT version FROM carts WHERE user_id = ?', parameters: [userId] },
        {
          sql: `SELECT product_id AS productId, quantity, price_seen AS priceSeen FROM cart_items WHERE user_id = ?`,
          parameters: [userId],
        },
      )) as [unknown, readonly { readonly version: number }[], readonly NewLine[]];
      const written = change(new Map(lines.map((line) => [line.productId, line])));
      if (written.length > 0) writeLines(tx, userId, Number(versions[0]?.version) + 1, written);
    });
  }

  /** Removes these products, or all of them; those that are not in the cart are passed over. */
  async remove(userId: number, productIds: readonly number[] | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query('SELECT version FROM carts WHERE user_id = ? FOR UPDATE', [userId]);
      const { affectedRows } =
        productIds === undefined
          ? await tx.execute('DELETE FROM cart_items WHERE user_id = ?', [userId])
          : await tx.execute('DELETE FROM cart_items WHERE user_id = ? AND product_id IN (?)', [userId, productIds]);
      if (affectedRows > 0) tx.defer('UPDATE carts SET version = version + 1 WHERE user_id = ?', [userId]);
    });
  }

  /** Deletes those of these lines that have not been changed since, and commits `mark` with that. */
  async clear(lines: readonly OrderedLine[], mark: (tx: Transaction) => Promise<void>): Promise<void> {
    const userIds = [...new Set(lines.map(({ userId }) => userId))].sort((a, b) => a - b);
    await this.database.transaction(async (tx) => {
      await tx.query('SELECT user_id FROM carts WHERE user_id IN (?) ORDER BY user_id FOR UPDATE', [userIds]);
      for (let start = 0; start < lines.length; start += LINES_PER_DELETE) {
        const some = lines.slice(start, start + LINES_PER_DELETE);
        tx.defer(
          `DELETE FROM cart_items WHERE ${some.map(() => '(user_id = ? AND product_id = ? AND version = ?)').join(' OR ')}`,
          some.flatMap(({ userId, productId, version }) => [userId, productId, version]),
        );
      }
      tx.defer('UPDATE carts SET version = version + 1 WHERE user_id IN (?)', [userIds]);
      await mark(tx);
    });
  }
}

/** Locks the row for this transaction, also where it changes nothing. */
export const LOCK_OR_MAKE_CART = 'INSERT INTO carts (user_id) VALUES (?) ON DUPLICATE KEY UPDATE version = version';

function writeLines(tx: Transaction, userId: number, version: number, lines: readonly NewLine[]): void {
  tx.defer('UPDATE carts SET version = ? WHERE user_id = ?', [version, userId]);
  tx.defer(
    `INSERT INTO cart_items (user_id, product_id, quantity, price_seen, version) VALUES ?
     ON DUPLICATE KEY UPDATE quantity = VALUES(quantity), price_seen = VALUES(price_seen), version = VALUES(version)`,
    [lines.map(({ productId, quantity, priceSeen }) => [userId, productId, quantity, priceSeen, version])],
  );
}
