import { Injectable } from '@nestjs/common';
import type { Transaction } from '#platform/database/transaction';
import { newTrackingNumber } from '../domain/shipment';
import { ShippingConfig } from '../shipping.config';

/** The beginning of shipments, and their end where orders are cancelled before anything has left. */
@Injectable()
export class ShipmentRepository {
  constructor(private readonly config: ShippingConfig) {}

  /** An order that has a shipment keeps it as it is. */
  prepare(tx: Transaction, orders: readonly { readonly orderId: number; readonly userId: number }[]): void {
    if (orders.length === 0) return;
    const { shipAfterMs, courier } = this.config;
    const due = shipAfterMs === null ? 'NULL' : 'NOW(3) + INTERVAL ? MICROSECOND';
    const rows = orders.map(({ orderId, userId }) => [
      ...[orderId, userId, newTrackingNumber(orderId), courier],
      ...(shipAfterMs === null ? [] : [shipAfterMs * 1_000]),
    ]);
    tx.defer(
      `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier, started_at, due_at)
       VALUES ${orders.map(() => `(?, ?, 'SHIPMENT_PREPARING', ?, ?, NOW(3), ${due})`).join(', ')}
       ON DUPLICATE KEY UPDATE order_id = order_id`,
      rows.flat(),
    );
  }

  /** What has left is not called back: the order's row keeps such orders from being cancelled. */
  cancel(tx: Transaction, orderIds: readonly number[]): void {
    if (orderIds.length === 0) return;
    tx.defer(
      `UPDATE shipments SET state = 'CANCELLED', due_at = NULL WHERE order_id IN (?) AND state = 'SHIPMENT_PREPARING'`,
      [[...orderIds].sort((one, other) => one - other)],
    );
  }
}
