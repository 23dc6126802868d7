import { LookAtDuePayment } from '../../src/modules/payment/use-cases/look-at-due-payment';
import { ReservationExpiry } from '../../src/modules/order/persistence/reservation-expiry';
import type { BuyerAction } from '../../tools/pg/controls';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import { TossError } from '../../tools/pg/toss-error';
import type { Caller } from './caller';
import { writeCoupon } from './coupons';
import { ANSWERS, type Answer, PRICE, type Sequence, type Step } from './payment-sequences';
import type { Shop } from './shop';

export const SECRET_KEY = 'test_sk_sequences';
/** Why a person of the shop cancels at the provider's console. */
export const BY_HAND = 'by hand';

/** The attempts of one order, as its buyer knows them. */
interface Attempt {
  readonly paymentId: number;
  readonly amount: number;
  /** undefined: paid by points */
  readonly providerOrderId: string | undefined;
  readonly paymentKey: string;
}

/** Plays a sequence. What the calls are answered is free, but for a failure that no one has caused. */
export class SequencePlayer {
  readonly complaints: string[] = [];
  private readonly attempts: Attempt[] = [];
  private readonly buyer: Caller;
  private orderId = 0;
  private productId = 0;
  private userCouponId: number | undefined;

  constructor(
    private readonly shop: Shop,
    private readonly simulator: PaymentSimulator,
    private readonly userId: number,
    /** what another order of the buyer is for */
    private readonly elsewhere: number,
  ) {
    this.buyer = shop.buyer(userId);
  }

  async play({ usePoints, discount, units, steps: all }: Sequence, productId: number): Promise<number> {
    if (discount > 0) this.userCouponId = await writeCoupon(this.shop, this.userId, discount);
    this.productId = productId;
    const points = Math.min(usePoints, PRICE * units - discount);
    const body = {
      orderItems: [{ productId, quantity: units }],
      userCouponId: this.userCouponId,
      ...(points === 0 ? {} : { usePoints: points }),
    };
    const placed = await this.buyer.post('/api/orders/products', body, { prefer: 'wait=20' });
    if (placed.status === 409) return 0;
    if (placed.status > 202) this.complaints.push(`the order was answered ${placed.status}`);
    this.orderId = (placed.body as { orderId: number }).orderId;
    let running: Promise<void>[] = [];
    for (const { step: next, together } of all) {
      running.push(
        this.take(next).catch((error: Error) => void this.complaints.push(`${next.does}: ${error.message}`)),
      );
      if (together) continue;
      await Promise.all(running);
      running = [];
    }
    await Promise.all(running);
    return this.orderId;
  }

  private async take(next: Step): Promise<void> {
    switch (next.does) {
      case 'request':
        return this.request(next.method);
      case 'confirm':
        return this.confirm(this.attempts[next.attempt], next.answer);
      case 'visit':
        return this.visit(this.attempts[next.attempt], next.action);
      case 'webhook':
        return this.report(this.attempts[next.attempt], next.status);
      case 'look':
        return this.look(this.attempts[next.attempt]);
      case 'capture':
        return this.capture(this.attempts[next.attempt]);
      case 'cancel there':
        return this.cancelThere(this.attempts[next.attempt]);
      case 'cancel a part there':
        return this.cancelThere(this.attempts[next.attempt], 1_000);
      case 'expire':
        return this.expire();
      case 'cancel':
        return this.call(this.buyer.put(`/api/orders/${this.orderId}`));
      case 'give up':
        return this.call(this.buyer.delete(`/api/orders/${this.orderId}/payment`));
      case 'use coupon elsewhere':
        return this.useElsewhere();
      case 'ship':
      case 'deliver':
        return this.move(next.does === 'ship' ? 'SHIPPED' : 'DELIVERED');
      case 'return':
        return this.giveBack(next.units);
      case 'end return':
        return this.endReturn(next.as);
      case 'hand over':
        await this.shop.bus.drain();
    }
  }

  /** Where there is no parcel, or it is elsewhere, the administrator is told so. */
  private async move(state: string): Promise<void> {
    await this.call(this.shop.admin.patch(`/api/delivery/${this.orderId}/status?status=${state}`));
  }

  private async giveBack(units: number): Promise<void> {
    const items = [{ productId: this.productId, quantity: units }];
    await this.call(this.buyer.put(`/api/orders/${this.orderId}/return`, units === 0 ? undefined : { items }));
  }

  private async endReturn(as: string): Promise<void> {
    const [open] = await this.shop.database.query<{ returnId: number }>(
      'SELECT return_id AS returnId FROM shipment_returns WHERE order_id = ? AND open = 1',
      [this.orderId],
    );
    if (open === undefined) return;
    await this.call(this.shop.admin.patch(`/api/returns/${open.returnId}/status?status=${as}`));
  }

  private async useElsewhere(): Promise<void> {
    const { elsewhere: productId, userCouponId } = this;
    if (userCouponId === undefined) return;
    await this.call(this.buyer.post('/api/orders/v1', { productId, quantity: 1, userCouponId }));
  }

  private async request(method: string): Promise<void> {
    const answer = this.buyer.post(`/api/orders/${this.orderId}/payment`, { method });
    await this.call(answer);
    const { status, body } = await answer;
    if (status >= 300) return;
    const { paymentId, amount, checkoutUrl } = body as {
      paymentId: number;
      amount: number;
      checkoutUrl: string | null;
    };
    if (this.attempts.some((known) => known.paymentId === paymentId)) return;
    const [row] = await this.shop.database.query<{ name: string }>(
      'SELECT provider_order_id AS name FROM payments WHERE payment_id = ?',
      [paymentId],
    );
    const paymentKey = checkoutUrl?.split('/').at(-1) ?? '';
    this.attempts.push({
      paymentId,
      amount,
      providerOrderId: checkoutUrl === null ? undefined : row?.name,
      paymentKey,
    });
  }

  /** The buyer agrees on the page, unless that was done or has ended before, and comes back to the shop. */
  private async confirm(paid: Attempt | undefined, answer: Answer): Promise<void> {
    if (paid?.providerOrderId === undefined) return;
    const { providerOrderId, amount, paymentKey } = paid;
    await this.visit(paid, 'pay');
    this.simulator.say({ ...ANSWERS[answer], route: 'confirm', orderId: providerOrderId });
    await this.call(
      this.buyer.post(`/api/orders/${this.orderId}/payment/confirm`, { paymentKey, providerOrderId, amount }),
    );
    if (answer === 'taken and cancelled') await this.cancelThere(paid);
    if (answer === 'taken and cancelled in part') await this.cancelThere(paid, 1_000);
  }

  /** A bank transfers nothing to an account that is not open. */
  private async visit(visited: Attempt | undefined, action: BuyerAction): Promise<void> {
    if (visited?.providerOrderId === undefined) return;
    await this.simulator.play(action, visited.paymentKey).catch((error: unknown) => {
      if (!(error instanceof TossError)) throw error;
    });
  }

  /** Anyone may say this to the shop. */
  private async report(about: Attempt | undefined, status: string): Promise<void> {
    if (about?.providerOrderId === undefined) return;
    const { providerOrderId: orderId, paymentKey, amount: totalAmount } = about;
    const data = { orderId, paymentKey, totalAmount, balanceAmount: totalAmount, currency: 'KRW', status };
    const body = { eventType: 'PAYMENT_STATUS_CHANGED', createdAt: '2026-11-30T10:00:00.000000', data };
    await this.call(this.buyer.post('/api/payments/webhook/toss', body));
  }

  /** A call has been on its way for a minute, and a deposit has stayed for four. */
  private async look(seen: Attempt | undefined): Promise<void> {
    if (seen === undefined) return;
    await this.shop.database.execute(
      `UPDATE payments SET sent_at = sent_at - INTERVAL 1 MINUTE, expires_at = IF(state = 'REQUESTED', NOW(3), expires_at),
         deposit_seen_at = deposit_seen_at - INTERVAL 4 MINUTE
       WHERE payment_id = ? AND state IN ('REQUESTED', 'CONFIRMING', 'WAITING_FOR_DEPOSIT')`,
      [seen.paymentId],
    );
    await this.shop.app.get(LookAtDuePayment).execute(seen.paymentId, new AbortController().signal);
  }

  /** A call of ours arrives late, and takes the money; what has ended there is not taken. */
  private async capture(late: Attempt | undefined): Promise<void> {
    if (late?.providerOrderId === undefined) return;
    const { providerOrderId: orderId, paymentKey, amount } = late;
    await this.callProvider('/v1/payments/confirm', { orderId, paymentKey, amount });
  }

  /** At the provider's console; what was not taken cannot be. */
  private async cancelThere(taken: Attempt | undefined, cancelAmount?: number): Promise<void> {
    if (taken?.providerOrderId === undefined) return;
    await this.callProvider(`/v1/payments/${taken.paymentKey}/cancel`, { cancelReason: BY_HAND, cancelAmount });
  }

  private async callProvider(path: string, body: object): Promise<void> {
    const authorization = `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`;
    const headers = { 'content-type': 'application/json', authorization };
    // What was said of our next call may happen to this one.
    await fetch(`${this.simulator.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).then(
      (answer) => answer.arrayBuffer(),
      () => undefined,
    );
  }

  private async expire(): Promise<void> {
    await this.shop.database.execute(
      'UPDATE order_reservations SET reserved_until = NOW(3), reserve_limit = NOW(3) WHERE order_id = ?',
      [this.orderId],
    );
    await this.shop.app.get(ReservationExpiry).expire([{ orderId: this.orderId, reservedUntil: new Date() }]);
  }

  private async call(answer: ReturnType<Caller['post']>): Promise<void> {
    const { status, body } = await answer;
    if (status >= 500) this.complaints.push(`answered ${status} ${JSON.stringify(body)}`);
  }
}
