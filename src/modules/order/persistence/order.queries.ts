import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { FailureReason, OrderStatus } from '#order';
import type { Order, OrderLine } from '../domain/order';

/** An order without its lines. */
export interface OrderRow {
  orderId: number;
  userId: number;
  status: OrderStatus;
  failureReason: FailureReason | null;
  orderedAt: Date;
}

/** A page of orders, newest first, begins after this one. */
export interface AfterOrder {
  readonly orderedAt: Date;
  readonly orderId: number;
}

export const ORDER_COLUMNS = `order_id AS orderId, user_id AS userId, status, failure_reason AS failureReason, ordered_at AS orderedAt`;

@Injectable()
export class OrderQueries {
  constructor(private readonly database: Database) {}

  /** An order of `ownerId`, or of any user when that is null. */
  async find(orderId: number, ownerId: number | null): Promise<Order | undefined> {
    const rows = await this.database.query<OrderRow>(
      `SELECT ${ORDER_COLUMNS} FROM orders WHERE order_id = ? ${ownerId === null ? '' : 'AND user_id = ?'}`,
      ownerId === null ? [orderId] : [orderId, ownerId],
    );
    return (await this.withLines(rows))[0];
  }

  /** The orders of one user, newest first. */
  async list(
    userId: number,
    status: OrderStatus | undefined,
    after: AfterOrder | undefined,
    limit: number,
  ): Promise<Order[]> {
    const conditions = ['user_id = ?'];
    const values: unknown[] = [userId];
    if (status !== undefined) {
      conditions.push('status = ?');
      values.push(status);
    }
    if (after !== undefined) {
      conditions.push('ordered_at <= ? AND (ordered_at < ? OR order_id < ?)');
      values.push(after.orderedAt, after.orderedAt, after.orderId);
    }
    // Without the hint MySQL at times walks the primary key, through the orders of all users.
    const rows = await this.database.query<OrderRow>(
      `SELECT ${ORDER_COLUMNS} FROM orders FORCE INDEX (ix_orders_user_ordered) WHERE ${conditions.join(' AND ')}
       ORDER BY ordered_at DESC, order_id DESC LIMIT ?`,
      [...values, limit],
    );
    return this.withLines(rows);
  }

  /** The orders among `orderIds` that are decided or cancelled. */
  async decidedOf(orderIds: readonly number[]): Promise<number[]> {
    const rows = await this.database.query<{ orderId: number }>(
      `SELECT order_id AS orderId FROM orders WHERE order_id IN (?) AND status <> 'ORDER_BEFORE'`,
      [orderIds],
    );
    return rows.map(({ orderId }) => orderId);
  }

  /** They never change after the order was placed. */
  async linesOf(orderIds: readonly number[]): Promise<Map<number, OrderLine[]>> {
    const lines = await this.database.query<OrderLine & { orderId: number }>(
      `SELECT order_id AS orderId, product_id AS productId, product_name AS productName, quantity,
              original_price AS originalPrice, price, event_id AS eventId, product_version AS productVersion
       FROM order_items WHERE order_id IN (?) ORDER BY order_id, line`,
      [orderIds],
    );
    const byOrder = new Map<number, OrderLine[]>(orderIds.map((orderId) => [orderId, []]));
    for (const line of lines) byOrder.get(line.orderId)?.push(line);
    return byOrder;
  }

  private async withLines(rows: readonly OrderRow[]): Promise<Order[]> {
    if (rows.length === 0) return [];
    const lines = await this.linesOf(rows.map(({ orderId }) => orderId));
    return rows.map((row) => ({ ...row, lines: lines.get(row.orderId) ?? [] }));
  }
}
