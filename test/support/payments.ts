import { OrderPlacedToPay } from '#order-payments';
import { WalletClient } from '#wallet';
import { untilHandled } from './integrity';
import type { Shop } from './shop';

let lastOrder = 1_000_000;

/** An order that waits for its payment: one unit of a product of its own. @returns its id */
export async function reservedOrder(shop: Shop, userId: number, price = 10_000): Promise<number> {
  const productId = await shop.stocked(5, price);
  const orderId = ++lastOrder;
  await shop.database.transaction(async (tx) => {
    await tx.execute(
      `INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at)
       VALUES (?, ?, 'ORDER_BEFORE', 1, ?, NOW(3))`,
      [orderId, userId, price],
    );
    await tx.execute(
      `INSERT INTO order_items
         (order_id, line, product_id, product_name, quantity, original_price, price, event_id, product_version)
       VALUES (?, 0, ?, 'lamp', 1, ?, ?, NULL, NULL)`,
      [orderId, productId, price, price],
    );
    await tx.execute(
      `INSERT INTO order_bills (order_id, total, discount, points, due, currency) VALUES (?, ?, 0, 0, ?, 'KRW')`,
      [orderId, price, price],
    );
    await shop.bus.publish(tx, OrderPlacedToPay, [
      {
        orderId,
        owner: { userId, orderedAt: Date.now() },
        lines: [{ productId, quantity: 1, price }],
        bill: { total: price, discount: 0, points: 0, due: price, userCouponId: null },
      },
    ]);
  });
  await untilHandled(shop);
  return orderId;
}

/** Points that a user can spend. */
export async function chargePoints(shop: Shop, userId: number, amount: number): Promise<void> {
  await shop.app.get(WalletClient, { strict: false }).refund([{ refundId: -++lastOrder, userId, amount }]);
}
