import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { OrderedUnits } from '#order';

/** Orders that have failed or were cancelled, which is for ever. */
@Injectable()
export class EndedOrders {
  constructor(private readonly database: Database) {}

  /** Those among these orders, with their units. */
  async among(orderIds: readonly number[]): Promise<OrderedUnits[]> {
    if (orderIds.length === 0) return [];
    const rows = await this.database.query<{ orderId: number; productId: number; quantity: number }>(
      `SELECT orders.order_id AS orderId, product_id AS productId, quantity
       FROM orders JOIN order_items ON order_items.order_id = orders.order_id
       WHERE orders.order_id IN (?) AND status IN ('ORDER_FAILURE', 'ORDER_CANCELLED') ORDER BY orders.order_id, line`,
      [orderIds],
    );
    const orders = new Map<number, OrderedUnits>();
    for (const { orderId, productId, quantity } of rows) {
      const order = orders.get(orderId) ?? { orderId, lines: [] };
      order.lines.push({ productId, quantity });
      orders.set(orderId, order);
    }
    return [...orders.values()];
  }
}
