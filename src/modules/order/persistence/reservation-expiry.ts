import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { Transaction } from '#platform/database/transaction';
import { expire } from '../domain/order';
import { lockSales } from './order-sale';
import { OrderTransitions, type TransitionedOrder } from './order-transitions';

/** A reservation whose time is over, as far as it was seen without a lock. */
export interface DueReservation {
  readonly orderId: number;
  readonly reservedUntil: Date;
}

const BEFORE_ALL: DueReservation = { orderId: 0, reservedUntil: new Date(0) };

/**
 * Ends orders that were not paid in time. What is due is read without a lock; then the orders are locked, and status and
 * time are read again: an authorization or a payment that came first is respected, and one that comes later waits for the
 * lock and finds the order cancelled. Orders that are locked by others are left to the next poll.
 */
@Injectable()
export class ReservationExpiry {
  constructor(
    private readonly database: Database,
    private readonly transitions: OrderTransitions,
  ) {}

  /** The next reservations that are due, the longest due ones first. */
  due(limit: number, after: DueReservation = BEFORE_ALL): Promise<DueReservation[]> {
    const { orderId, reservedUntil } = after;
    return this.database.query<DueReservation>(
      `SELECT order_id AS orderId, reserved_until AS reservedUntil FROM order_reservations
       WHERE reserved_until <= NOW(3) AND reserved_until >= ? AND (reserved_until > ? OR order_id > ?)
       ORDER BY reserved_until, order_id LIMIT ?`,
      [reservedUntil, reservedUntil, orderId, limit],
    );
  }

  async open(): Promise<number> {
    const [row] = await this.database.query<{ open: number }>('SELECT COUNT(*) AS open FROM order_reservations');
    return Number(row?.open);
  }

  /** Reservations of orders that do not await their payment, or do not exist, are deleted; there should be none. */
  async expire(due: readonly DueReservation[]): Promise<void> {
    const candidates = due.map(({ orderId }) => orderId);
    await this.database.transaction(async (tx) => {
      const locked = await lockSales(tx, candidates, 'FOR UPDATE SKIP LOCKED');
      const expired: TransitionedOrder[] = [];
      const orphans = await this.withoutOrder(tx, candidates, new Set(locked.map(({ order }) => order.orderId)));
      for (const { order, sale } of locked) {
        const { orderId, userId, status } = order;
        const { terms, lines } = sale;
        if (terms.reservedUntil === null || terms.reservedUntil > terms.readAt) continue;
        const { outcome } = expire(status);
        if (outcome === undefined) orphans.push(orderId);
        else expired.push({ orderId, userId, orderedAt: undefined, ...outcome, lines, benefits: terms });
      }
      if (orphans.length > 0) tx.defer('DELETE FROM order_reservations WHERE order_id IN (?)', [orphans]);
      if (expired.length > 0) await this.transitions.store(tx, 'ORDER_PENDING', expired);
    });
  }

  /** An order is stored before its reservation, so one that is not there is not locked by others, but does not exist. */
  private async withoutOrder(
    tx: Transaction,
    candidates: readonly number[],
    locked: ReadonlySet<number>,
  ): Promise<number[]> {
    const others = candidates.filter((orderId) => !locked.has(orderId));
    if (others.length === 0) return [];
    const rows = await tx.query<{ orderId: number }>('SELECT order_id AS orderId FROM orders WHERE order_id IN (?)', [
      others,
    ]);
    const existing = new Set(rows.map(({ orderId }) => orderId));
    return others.filter((orderId) => !existing.has(orderId));
  }
}
