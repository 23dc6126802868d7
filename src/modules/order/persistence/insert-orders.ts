import type { Transaction } from '#platform/database/transaction';
import type { OrderToPay } from '#order-payments';
import { type Order, totalCount, totalPrice } from '../domain/order';
import type { OrderPayment } from '../domain/order-payment';

export interface BilledOrder extends Order {
  readonly payment: OrderPayment;
}

export function hasBill(order: Order): order is BilledOrder {
  return order.payment !== null;
}

/**
 * Stores orders with their lines, those that are to be paid with their bills and shares, and
 * those with an address with it, sealed. Waits for the answers
 * before COMMIT is sent, so that only a connection lost after that leaves the outcome unknown.
 */
export async function insertOrders(tx: Transaction, orders: readonly Order[]): Promise<void> {
  tx.defer(`INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at) VALUES ?`, [
    orders.map((order) => [
      order.orderId,
      order.userId,
      order.status,
      totalCount(order.lines),
      totalPrice(order.lines),
      order.orderedAt,
    ]),
  ]);
  deferBills(tx, orders.filter(hasBill));
  deferAddresses(tx, orders);
  await tx.execute(
    `INSERT INTO order_items
       (order_id, line, product_id, product_name, quantity, original_price, price, event_id, product_version) VALUES ?`,
    [
      orders.flatMap((order) =>
        order.lines.map((line, index) => [
          order.orderId,
          index,
          line.productId,
          line.productName,
          line.quantity,
          line.originalPrice,
          line.price,
          line.eventId,
          line.productVersion,
        ]),
      ),
    ],
  );
}

/** What `OrderPlaced` says of an order. */
export function placed({ orderId, userId, orderedAt, lines }: Order): Omit<OrderToPay, 'bill' | 'prepaid'> {
  return {
    orderId,
    owner: { userId, orderedAt: orderedAt.getTime() },
    lines: lines.map(({ productId, quantity, price }) => ({ productId, quantity, price })),
  };
}

/** What `OrderPlacedToPay` says of an order. */
export function placedToPay(order: BilledOrder, prepaid?: OrderToPay['prepaid']): OrderToPay {
  const { currency: _, ...bill } = order.payment.bill;
  return { ...placed(order), bill, ...(prepaid === undefined ? {} : { prepaid }) };
}

function deferBills(tx: Transaction, orders: readonly BilledOrder[]): void {
  if (orders.length === 0) return;
  tx.defer('INSERT INTO order_bills (order_id, total, discount, points, due, currency, user_coupon_id) VALUES ?', [
    orders.map(({ orderId, payment: { bill } }) => [
      orderId,
      bill.total,
      bill.discount,
      bill.points,
      bill.due,
      bill.currency,
      bill.userCouponId,
    ]),
  ]);
  const shares = orders.flatMap(({ orderId, payment }) =>
    payment.shares.map(({ discount, points }, line) => [orderId, line, discount, points]),
  );
  if (shares.length === 0) return;
  tx.defer('INSERT INTO order_item_shares (order_id, line, discount, points) VALUES ?', [shares]);
}

function deferAddresses(tx: Transaction, orders: readonly Order[]): void {
  const sealed = orders.flatMap(({ orderId, addressSealed }) =>
    addressSealed === null ? [] : [[orderId, addressSealed]],
  );
  if (sealed.length > 0) tx.defer('INSERT INTO order_addresses (order_id, address_sealed) VALUES ?', [sealed]);
}
