import { OrderClient } from '#order-client';
import type { Shop } from './shop';
import { untilHandled } from './integrity';

/** Lets an order arrive at its buyer, as its shipment would by the clock. */
export async function deliver(shop: Shop, orderId: number): Promise<void> {
  await untilHandled(shop);
  const orders = shop.app.get(OrderClient, { strict: false });
  await orders.progress([{ orderId, progress: 'SHIPPED', version: 1 }]);
  await orders.progress([{ orderId, progress: 'DELIVERED', version: 2 }]);
  await shop.database.execute(
    `INSERT INTO shipments (order_id, user_id, state, tracking_number, courier, shipped_at, delivered_at)
     SELECT order_id, user_id, 'DELIVERED', CONCAT('test-', order_id), 'test', NOW(3), NOW(3) FROM orders WHERE order_id = ?
     ON DUPLICATE KEY UPDATE state = 'DELIVERED', shipped_at = NOW(3), delivered_at = NOW(3), due_at = NULL`,
    [orderId],
  );
}

/** Lets the returns of an order be due. */
export async function makeReturnsDue(shop: Shop, orderId: number): Promise<void> {
  await shop.database.execute('UPDATE shipment_returns SET due_at = NOW(3) WHERE order_id = ? AND open = 1', [orderId]);
}
