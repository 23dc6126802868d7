import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import type { OrderStage, OrderStatus } from '#order';
import type { Order, OrderLine } from '../domain/order';
import { hasBenefits } from '../domain/order-benefits';
import type { Share } from '../domain/shares';
import {
  NO_LINES,
  ORDER_COLUMNS,
  ORDER_JOINS,
  type OrderLines,
  type OrderRow,
  ORDERS_BY_TIME,
  toOrder,
} from './order-rows';
import { inStages } from './stage-conditions';

/** A page of orders, newest first, begins after this one. */
export interface AfterOrder {
  readonly orderedAt: Date;
  readonly orderId: number;
}

export interface OrderFilter {
  readonly status?: OrderStatus | undefined;
  /** one of these */
  readonly stages?: readonly OrderStage[] | undefined;
}

@Injectable()
export class OrderQueries {
  /** Requests that wait for orders of one commit read them all at once. */
  private readonly reads = new BatchedRead('The orders', async (orderIds: readonly number[]) => {
    const orders = await this.findAll(orderIds);
    return new Map(orders.map((order) => [order.orderId, order]));
  });

  constructor(private readonly database: Database) {}

  /** An order of `ownerId`, or of any user when that is null. */
  async find(orderId: number, ownerId: number | null): Promise<Order | undefined> {
    const order = await this.reads.find(orderId);
    return ownerId === null || order?.userId === ownerId ? order : undefined;
  }

  /** With their addresses, which lists do not read. Unknown ids are left out. */
  async findAll(orderIds: readonly number[]): Promise<Order[]> {
    if (orderIds.length === 0) return [];
    const rows = await this.database.query<OrderRow>(
      `SELECT ${ORDER_COLUMNS}, address_sealed AS addressSealed FROM orders ${ORDER_JOINS}
       LEFT JOIN order_addresses AS address ON address.order_id = orders.order_id WHERE orders.order_id IN (?)`,
      [orderIds],
    );
    return this.withLines(rows);
  }

  /** The orders of one user, newest first. */
  async list(
    userId: number,
    { status, stages }: OrderFilter,
    after: AfterOrder | undefined,
    limit: number,
  ): Promise<Order[]> {
    const conditions = ['orders.user_id = ?'];
    const values: unknown[] = [userId];
    if (status !== undefined) {
      conditions.push('status = ?');
      values.push(status);
    }
    if (stages !== undefined) conditions.push(inStages(stages));
    if (after !== undefined) {
      conditions.push('ordered_at <= ? AND (ordered_at < ? OR orders.order_id < ?)');
      values.push(after.orderedAt, after.orderedAt, after.orderId);
    }
    const rows = await this.database.query<OrderRow>(
      `SELECT ${ORDER_COLUMNS} FROM ${ORDERS_BY_TIME} WHERE ${conditions.join(' AND ')}
       ORDER BY ordered_at DESC, orders.order_id DESC LIMIT ?`,
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

  /** Lines and shares never change after the order was placed. Shares are only read where there are any. */
  async linesOf(rows: readonly OrderRow[]): Promise<Map<number, OrderLines>> {
    const orderIds = rows.map(({ orderId }) => orderId);
    const withShares = rows.filter((row) => row.total !== null && hasBenefits(row)).map(({ orderId }) => orderId);
    const [lines, shares] = await Promise.all([this.readLines(orderIds), this.readShares(withShares)]);
    return new Map(
      orderIds.map((orderId) => [orderId, { lines: lines.get(orderId) ?? [], shares: shares.get(orderId) ?? [] }]),
    );
  }

  private async readLines(orderIds: readonly number[]): Promise<Map<number, OrderLine[]>> {
    const rows = await this.database.query<OrderLine & { orderId: number }>(
      `SELECT order_id AS orderId, product_id AS productId, product_name AS productName, quantity,
              original_price AS originalPrice, price, event_id AS eventId, product_version AS productVersion
       FROM order_items WHERE order_id IN (?) ORDER BY order_id, line`,
      [orderIds],
    );
    return grouped(rows);
  }

  private async readShares(orderIds: readonly number[]): Promise<Map<number, Share[]>> {
    if (orderIds.length === 0) return new Map();
    const rows = await this.database.query<Share & { orderId: number }>(
      `SELECT order_id AS orderId, discount, points FROM order_item_shares WHERE order_id IN (?) ORDER BY order_id, line`,
      [orderIds],
    );
    return grouped(rows);
  }

  private async withLines(rows: readonly OrderRow[]): Promise<Order[]> {
    if (rows.length === 0) return [];
    const lines = await this.linesOf(rows);
    return rows.map((row) => toOrder(row, lines.get(row.orderId) ?? NO_LINES));
  }
}

function grouped<Row extends { readonly orderId: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.orderId);
    if (group === undefined) groups.set(row.orderId, [row]);
    else group.push(row);
  }
  return groups;
}
