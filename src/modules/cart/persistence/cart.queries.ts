import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import type { Cart, CartLine } from '../domain/cart';
import { CartVersions } from './cart-versions';

/** Without a product, the row is that of an empty cart. */
type Row = { readonly userId: number; readonly cartVersion: number } & (CartLine | { readonly productId: null });

/** Bounds memory: a cart of a hundred lines takes about 6 KB. */
const MOST_CARTS = 5_000;
/** A cart that was changed in the database by hand is visible after this time at the latest. */
const MAX_AGE_MS = 30_000;

const EMPTY: Cart = { version: 0, lines: [] };

/**
 * Reads carts as they are committed now. Every change of a cart raises its version in the same transaction, so a cart
 * that was read before is still right while its version is: only that is read then, for all callers of the same time.
 */
@Injectable()
export class CartQueries {
  private readonly known = new LRUCache<number, Cart>({ max: MOST_CARTS, ttl: MAX_AGE_MS });
  private readonly carts = new BatchedRead('The carts', (userIds: readonly number[]) => this.read(userIds));

  constructor(
    private readonly database: Database,
    private readonly versions: CartVersions,
  ) {}

  async find(userId: number): Promise<Cart> {
    const known = this.known.get(userId);
    if (known !== undefined) {
      const { cart: version } = await this.versions.of(userId);
      if (known.version === version) return known;
    }
    const cart = (await this.carts.find(userId)) ?? EMPTY;
    this.known.set(userId, cart);
    return cart;
  }

  /** One statement reads the versions and the lines, so they belong together. */
  private async read(userIds: readonly number[]): Promise<Map<number, Cart>> {
    const rows = await this.database.query<Row>(
      `SELECT carts.user_id AS userId, carts.version AS cartVersion, product_id AS productId, quantity,
              price_seen AS priceSeen, cart_items.version AS version
       FROM carts LEFT JOIN cart_items ON cart_items.user_id = carts.user_id
       WHERE carts.user_id IN (?) ORDER BY carts.user_id, created_at, product_id`,
      [userIds],
    );
    const carts = new Map<number, { readonly version: number; readonly lines: CartLine[] }>();
    for (const row of rows) {
      let cart = carts.get(row.userId);
      if (cart === undefined) carts.set(row.userId, (cart = { version: row.cartVersion, lines: [] }));
      if (row.productId === null) continue;
      const { productId, quantity, priceSeen, version } = row;
      cart.lines.push({ productId, quantity, priceSeen, version });
    }
    return carts;
  }
}
