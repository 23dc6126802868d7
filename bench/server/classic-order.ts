import { Injectable } from '@nestjs/common';
import Redlock from 'redlock';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { DomainError } from '#platform/domain-error';
import { RedisClients } from '#platform/redis/redis-clients';
import { type Order, type OrderLine, place } from '#hotdeal/modules/order/domain/order';

interface Wanted {
  readonly productId: number;
  readonly quantity: number;
}

/** Many times more than redlock's default, so that every order gets the lock in the end. */
const RETRIES = 200;
const LEASE_MS = 10_000;

/**
 * The conventional way to sell: a lock on the product, and under it one transaction that reads the price, takes the
 * units and stores the completed order. It uses the connections of the shop, and copies of its tables with all their
 * indexes. In its favour: the lock is requested at redlock's own interval of 200 ms (each request costs CPU, and the
 * shop's interval of 10 to 40 ms would cost more); deals are not read; the statement that takes units is its own guard;
 * nothing is written twice.
 */
@Injectable()
export class ClassicOrder {
  private readonly redlock: Redlock;

  constructor(
    private readonly database: Database,
    redis: RedisClients,
  ) {
    this.redlock = new Redlock([redis.locks], { retryCount: RETRIES });
  }

  async execute(userId: number, wanted: Wanted): Promise<Order> {
    const lock = await this.redlock.lock([`classic:${wanted.productId}`], LEASE_MS);
    try {
      return await this.database.transaction((tx) => sell(tx, userId, wanted));
    } finally {
      await lock.unlock().catch(() => undefined);
    }
  }
}

async function sell(tx: Transaction, userId: number, { productId, quantity }: Wanted): Promise<Order> {
  const [product] = await tx.query<{ name: string; price: number }>(
    'SELECT name, price FROM products WHERE product_id = ? AND deleted_at IS NULL',
    [productId],
  );
  const details = { about: { productIds: [productId] } };
  if (product === undefined) {
    throw new DomainError('not-found', 'PRODUCT_NOT_FOUND', 'There is no such product.', details);
  }
  const { affectedRows } = await tx.execute(
    'UPDATE classic_stocks SET quantity = quantity - ?, updated_at = NOW(3) WHERE product_id = ? AND quantity >= ?',
    [quantity, productId, quantity],
  );
  if (affectedRows === 0) throw new DomainError('conflict', 'INSUFFICIENT_STOCK', 'Too few units are left.', details);
  const { name, price } = product;
  const line = {
    productId,
    productVersion: null,
    productName: name,
    quantity,
    originalPrice: price,
    price,
    eventId: null,
  };
  return store(tx, userId, line);
}

async function store(tx: Transaction, userId: number, line: OrderLine): Promise<Order> {
  const { productId, quantity, price } = line;
  const orderedAt = new Date();
  const { insertId: orderId } = await tx.execute(
    'INSERT INTO classic_orders (user_id, status, total_count, total_price, ordered_at) VALUES (?)',
    [[userId, 'ORDER_SUCCESS', quantity, quantity * price, orderedAt]],
  );
  await tx.execute(
    `INSERT INTO classic_order_items
       (order_id, line, product_id, product_name, quantity, original_price, price, event_id) VALUES (?)`,
    [[orderId, 0, productId, line.productName, quantity, line.originalPrice, price, null]],
  );
  await tx.execute('INSERT INTO classic_stock_movements (order_id, product_id, kind, delta) VALUES (?)', [
    [orderId, productId, 'ORDER', -quantity],
  ]);
  return { ...place({ orderId, userId, lines: [line], orderedAt }), status: 'ORDER_SUCCESS' };
}
