import { IdBlocks } from '#platform/database/id-blocks';
import type { DomainEventType } from '#platform/events/domain-event';
import { OrderPayments, type PaymentEnd } from '#order-payments';
import { StockClient } from '#stock';
import { WalletBalances } from '#wallet';
import { claim, createCoupon } from './coupons';
import { integrityViolations } from './integrity';
import { chargePoints } from './payments';
import type { Shop } from './shop';
import { until } from './until';

export const PRICE = 10_000;
let lastUser = 1;
let lastPayment = 500_000;

interface Benefits {
  usePoints?: number;
  userCouponId?: number;
}

interface OrderRow {
  status: string;
  failureReason: string | null;
  cancelReason: string | null;
  soldOn: string | null;
  reservedUntil: Date | null;
  reserveLimit: Date | null;
  requested: number | null;
  failed: number | null;
  paymentId: number | null;
}

/** One sale of a product whose orders are to be paid, seen from one or more instances of a shop. */
export class PayableSale {
  /** the published events, in order: name and payload */
  readonly events: [name: string, payload: { orderId: number }][] = [];
  readonly userId = ++lastUser;

  private constructor(
    readonly shop: Shop,
    readonly productId: number,
  ) {}

  static async of(shop: Shop, units = 5): Promise<PayableSale> {
    const sale = new PayableSale(shop, await shop.stocked(units, PRICE));
    sale.record(shop);
    return sale;
  }

  /** Records what this instance publishes. */
  record({ bus }: Shop): void {
    const publish = Object.getPrototypeOf(bus).publish as typeof bus.publish;
    bus.publish = async <Payload>(
      tx: Parameters<typeof bus.publish>[0],
      event: DomainEventType<Payload>,
      payloads: readonly Payload[],
      options?: Parameters<typeof bus.publish>[3],
    ) => {
      await publish.call(bus, tx, event, payloads, options);
      tx.afterCommit(() =>
        payloads.forEach((payload) => this.events.push([event.name, payload as { orderId: number }])),
      );
    };
  }

  async place(options: Benefits & { quantity?: number; wait?: number; userId?: number } = {}): Promise<number> {
    const { quantity = 1, wait, userId = this.userId, ...benefits } = options;
    const order = { productId: this.productId, quantity, ...benefits };
    const { body } = await this.shop
      .buyer(userId)
      .post('/api/orders/v1', order, wait === undefined ? {} : { Prefer: `wait=${wait}` });
    if (typeof body.orderId !== 'number') throw new Error(JSON.stringify(body));
    return body.orderId;
  }

  async reserved(options: Benefits & { quantity?: number } = {}): Promise<number> {
    const orderId = await this.place({ ...options, wait: 20 });
    const { status } = await this.order(orderId);
    if (status !== 'ORDER_PENDING') throw new Error(`Order ${orderId} is ${status}`);
    return orderId;
  }

  /** Orders of one unit each whose reservation ends now, with units of their own. @returns their ids */
  async reservedMany(count: number): Promise<number[]> {
    const { shop, productId, userId } = this;
    const orderIds = await shop.app.get(IdBlocks, { strict: false }).take('orders', count);
    await shop.admin.post(`/api/stocks/product/${productId}/increase?quantity=${count}`);
    const rowsOf: Readonly<Record<string, (orderId: number) => unknown[]>> = {
      'orders (order_id, user_id, status, total_count, total_price, ordered_at)': (orderId) => [
        ...[orderId, userId, 'ORDER_PENDING', 1, PRICE, new Date()],
      ],
      'order_items (order_id, line, product_id, product_name, quantity, original_price, price, product_version)': (
        orderId,
      ) => [orderId, 0, productId, 'lamp', 1, PRICE, PRICE, 1],
      'order_bills (order_id, total, discount, points, due, currency)': (orderId) => [
        orderId,
        PRICE,
        0,
        0,
        PRICE,
        'KRW',
      ],
    };
    await shop.app
      .get(StockClient, { strict: false })
      .take(orderIds.map((orderId) => ({ orderId, lines: [{ productId, quantity: 1 }] })));
    await shop.database.transaction(async (tx) => {
      for (const [table, rowOf] of Object.entries(rowsOf))
        await tx.execute(`INSERT INTO ${table} VALUES ?`, [orderIds.map(rowOf)]);
      await tx.execute(
        `INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit)
         SELECT order_id, user_id, NOW(3), NOW(3) FROM orders WHERE order_id IN (?)`,
        [orderIds],
      );
    });
    return orderIds;
  }

  /** A coupon of the buyer of 1,000 won. @returns its id */
  async coupon(): Promise<number> {
    const [, userCouponId] = await claim(this.shop.buyer(this.userId), await createCoupon(this.shop.admin));
    return userCouponId as number;
  }

  /** How the claim of an order on its coupon stands, and the order that has the coupon. */
  async couponOf(orderId: number): Promise<[state: string | undefined, usedBy: number | null | undefined]> {
    const [row] = await this.shop.database.query<{ state: string; usedBy: number | null }>(
      `SELECT state, owned.order_id AS usedBy FROM coupon_claims AS claims
       JOIN user_coupons AS owned ON owned.user_coupon_id = claims.user_coupon_id WHERE claims.order_id = ?`,
      [orderId],
    );
    return [row?.state, row?.usedBy];
  }

  /** Points of the buyer. */
  charge(amount: number): Promise<void> {
    return chargePoints(this.shop, this.userId, amount);
  }

  async points(): Promise<[available: number, reserved: number]> {
    const { available, reserved } = await this.shop.app.get(WalletBalances, { strict: false }).of(this.userId);
    return [available, reserved];
  }

  async left(): Promise<number> {
    const { body } = await this.shop.admin.get(`/api/stocks/product/${this.productId}`);
    return body.quantity as number;
  }

  async order(orderId: number): Promise<OrderRow> {
    const [row] = await this.shop.database.query<OrderRow>(
      `SELECT status, failure_reason AS failureReason, cancel_reason AS cancelReason, CAST(sold_on AS CHAR) AS soldOn,
         reserved_until AS reservedUntil, reserve_limit AS reserveLimit, requested, failed, payment_id AS paymentId
       FROM orders LEFT JOIN order_reservations AS reservations ON reservations.order_id = orders.order_id
       LEFT JOIN order_receipts AS receipts ON receipts.order_id = orders.order_id
       WHERE orders.order_id = ?`,
      [orderId],
    );
    return row as OrderRow;
  }

  async status(orderId: number): Promise<string> {
    const { status, failureReason, cancelReason } = await this.order(orderId);
    return [status, failureReason, cancelReason].filter((part) => part !== null).join(' ');
  }

  async untilStatus(orderId: number, status: string): Promise<void> {
    await until(async () => (await this.status(orderId)) === status);
  }

  cancel(orderId: number, shop = this.shop) {
    return shop.buyer(this.userId).put(`/api/orders/${orderId}`);
  }

  payments(shop = this.shop): OrderPayments {
    return shop.app.get(OrderPayments, { strict: false });
  }

  captured(orderId: number, changes: Partial<PaymentEnd> = {}): PaymentEnd {
    const end = { paymentId: ++lastPayment, orderId, outcome: 'CAPTURED', amount: PRICE, currency: 'KRW' } as const;
    return { ...end, failedAttempts: 0, ...changes };
  }

  failed(orderId: number, failedAttempts: number): PaymentEnd {
    return { ...this.captured(orderId), outcome: 'FAILED', amount: 0, failedAttempts };
  }

  async settle(...ends: PaymentEnd[]): Promise<string[]> {
    return (await this.payments().settle(ends)).map(({ outcome }) => outcome);
  }

  /** Moves the end of a reservation, and its limit if it is given, to so many seconds from now. */
  async endsIn(orderId: number, seconds: number, limitSeconds?: number): Promise<void> {
    await this.shop.database.execute(
      `UPDATE order_reservations SET reserved_until = NOW(3) + INTERVAL ? SECOND,
         reserve_limit = IF(? IS NULL, reserve_limit, NOW(3) + INTERVAL ? SECOND) WHERE order_id = ?`,
      [seconds, limitSeconds, limitSeconds ?? 0, orderId],
    );
  }

  /** How often an event was published of this order. */
  count(name: string, orderId: number): number {
    return this.events.filter(([event, payload]) => event === name && payload.orderId === orderId).length;
  }

  /** What the integrity checks find; the payments of these tests have no rows of their own. */
  async violations(): Promise<string[]> {
    const found = await integrityViolations(this.shop.database);
    const ofPayments = /^(receipt\.payment|replacement\.|payment\.points)/;
    return found.filter((line) => !ofPayments.test(line));
  }
}
