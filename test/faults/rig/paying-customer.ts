import { randomUUID } from 'node:crypto';
import { orderOf, type PurchaseAttempt } from './call-log';
import { cancelCall, type OrderBenefits, orderCall } from './calls';
import { createCoupon } from './coupon-crowd';
import { PRICE } from './payers';
import { chargeCall, newPaymentLog, payCall, type PaymentCall } from './payment-calls';
import type { Rig } from './rig';
import { until } from '../../servers/until';

const LIMIT_MS = 30_000;

/** A customer with points whose steps an interleaving chooses one by one. */
export class PayingCustomer {
  readonly log = newPaymentLog();

  constructor(
    protected readonly rig: Rig,
    readonly userId: number,
  ) {}

  async charge(amount = 5 * PRICE): Promise<void> {
    this.log.charged.set(this.userId, amount);
    const { outcome, code } = await chargeCall(this.target(0), amount, randomUUID());
    if (outcome !== 'ok') throw new Error(`The points were not charged: ${code}`);
  }

  /** A coupon of this customer, of 5,000 won. @returns its id */
  async coupon(): Promise<number> {
    const couponId = await createCoupon(this.rig.admin(), 1);
    const { body } = await this.rig.buyer(this.userId).post(`/api/coupons/${couponId}/issue`);
    return body.userCouponId as number;
  }

  /** Orders one unit of each product at the instance of this number, and waits for the decision if it is to wait. */
  async order(
    productIds: readonly number[],
    { number = 0, seconds = 0, ...benefits }: { number?: number; seconds?: number } & OrderBenefits = {},
  ): Promise<PurchaseAttempt> {
    const items = productIds.map((productId) => ({ productId, quantity: 1 }));
    const attempt = this.log.calls.add(this.userId, items, randomUUID());
    const wait = seconds > 0 ? { prefer: `wait=${seconds}` } : {};
    attempt.calls.push(
      await orderCall(this.target(number), items, { 'idempotency-key': attempt.key, ...wait }, benefits),
    );
    return attempt;
  }

  async reserved(productId: number): Promise<PurchaseAttempt> {
    const attempt = await this.order([productId], { seconds: 10 });
    await this.rig.query('UPDATE order_reservations SET reserve_limit = NOW(3) + INTERVAL 1 HOUR');
    return attempt;
  }

  async pay(attempt: PurchaseAttempt, number: number): Promise<PaymentCall> {
    const calls: PaymentCall[] = [];
    this.log.payments.push({ attempt, calls });
    const call = await payCall(this.target(number), orderOf(attempt) ?? 0, randomUUID());
    calls.push(call);
    return call;
  }

  async cancel(attempt: PurchaseAttempt, number: number): Promise<void> {
    attempt.cancels.push(await cancelCall(this.target(number), orderOf(attempt)));
  }

  /** Lets the time of the reservation end. */
  async letExpire(attempt: PurchaseAttempt): Promise<void> {
    await this.rig.query(
      'UPDATE order_reservations SET reserved_until = NOW(3), reserve_limit = NOW(3) + INTERVAL 1 HOUR WHERE order_id = ?',
      [orderOf(attempt)],
    );
  }

  async statusOf(attempt: PurchaseAttempt): Promise<string> {
    const [order] = await this.rig.query<{ status: string }>('SELECT status FROM orders WHERE order_id = ?', [
      orderOf(attempt),
    ]);
    return order?.status ?? 'missing';
  }

  async untilStatus(attempt: PurchaseAttempt, status: string): Promise<void> {
    const isSo = async (): Promise<boolean> => (await this.statusOf(attempt)) === status;
    await until(isSo, { what: `order ${orderOf(attempt)} is ${status}`, limitMs: LIMIT_MS });
  }

  protected target(number: number) {
    return { address: this.rig.at(number).address, token: this.rig.token(this.userId) };
  }
}
