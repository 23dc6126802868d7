import fc from 'fast-check';
import { LookAtDuePayment } from '../../src/modules/payment/use-cases/look-at-due-payment';
import { ReservationExpiry } from '../../src/modules/order/persistence/reservation-expiry';
import type { BuyerAction } from '../../tools/pg/controls';
import type { PaymentSimulator } from '../../tools/pg/payment-simulator';
import type { Saying } from '../../tools/pg/sayings';
import { TossError } from '../../tools/pg/toss-error';
import type { Caller } from './caller';
import { writeCoupon } from './coupons';
import type { Shop } from './shop';

export const PRICE = 10_000;
export const SECRET_KEY = 'test_sk_sequences';
/** Why a person of the shop cancels at the provider's console. */
export const BY_HAND = 'by hand';

/** What becomes of a call that confirms, and how it is answered. */
const ANSWERS = {
  taken: {},
  declined: { error: 'REJECT_CARD_PAYMENT' },
  'not taken, no answer': { cut: 'before' },
  'taken, no answer': { cut: 'after' },
  'not taken, unsure': { error: 'PROVIDER_ERROR', work: false },
  'taken, unsure': { error: 'FAILED_INTERNAL_SYSTEM_PROCESSING', work: true },
  'taken in part': { amount: PRICE - 1_000 },
  /** before we hear of it */
  'taken and cancelled': { cut: 'after' },
  'taken and cancelled in part': { cut: 'after' },
} as const satisfies Record<string, Saying>;
type Answer = keyof typeof ANSWERS;

const METHODS = ['CARD', 'TRANSFER', 'VIRTUAL_ACCOUNT', 'POINTS'] as const;
type Method = (typeof METHODS)[number];

export type Step =
  | { readonly does: 'request'; readonly method: Method }
  | { readonly does: 'confirm'; readonly attempt: number; readonly answer: Answer }
  | { readonly does: 'visit'; readonly attempt: number; readonly action: BuyerAction }
  | { readonly does: 'webhook'; readonly attempt: number; readonly status: string }
  | { readonly does: 'look' | 'capture' | 'cancel there' | 'cancel a part there'; readonly attempt: number }
  | { readonly does: 'expire' | 'cancel' | 'give up' | 'use coupon elsewhere' | 'hand over' };

/** What one buyer does with one order, and what happens to it meanwhile. */
export interface Sequence {
  /** of the two products, the one of which there are only a few units */
  readonly isScarce: boolean;
  readonly usePoints: number;
  /** what the buyer's coupon takes off; 0: there is none */
  readonly discount: number;
  /** each step, and whether the next one begins at the same time */
  readonly steps: readonly { readonly step: Step; readonly together: boolean }[];
}

const attempt = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('request' as const),
      method: fc.constantFrom<Method>('CARD', 'VIRTUAL_ACCOUNT', ...METHODS),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('confirm' as const),
      attempt,
      answer: fc.constantFrom<Answer>('taken', 'taken', ...(Object.keys(ANSWERS) as Answer[])),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('visit' as const),
      attempt,
      action: fc.constantFrom<BuyerAction>(
        'pay',
        'decline',
        'fail',
        'leave',
        'deposit',
        'deposit',
        'deposit',
        'bounce',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('webhook' as const),
      attempt,
      status: fc.constantFrom('DONE', 'CANCELED', 'ABORTED', 'EXPIRED', 'WAITING_FOR_DEPOSIT'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom(
        ...(['look', 'look', 'look', 'capture', 'capture', 'cancel there', 'cancel a part there'] as const),
      ),
      attempt,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('expire' as const, 'cancel' as const, 'give up' as const, 'hand over' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('use coupon elsewhere' as const) }) },
);

export const sequence: fc.Arbitrary<Sequence> = fc.record({
  isScarce: fc.boolean(),
  usePoints: fc.constantFrom(0, 0, 3_000, PRICE),
  discount: fc.constantFrom(0, 0, 2_000, PRICE),
  steps: fc.array(fc.record({ step, together: fc.boolean() }), { minLength: 1, maxLength: 10, size: 'max' }),
});

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

  async play({ usePoints, discount, steps }: Sequence, productId: number): Promise<number> {
    if (discount > 0) this.userCouponId = await writeCoupon(this.shop, this.userId, discount);
    const points = Math.min(usePoints, PRICE - discount);
    const body = {
      orderItems: [{ productId, quantity: 1 }],
      userCouponId: this.userCouponId,
      ...(points === 0 ? {} : { usePoints: points }),
    };
    const placed = await this.buyer.post('/api/orders/products', body, { prefer: 'wait=20' });
    if (placed.status === 409) return 0;
    if (placed.status > 202) this.complaints.push(`the order was answered ${placed.status}`);
    this.orderId = (placed.body as { orderId: number }).orderId;
    let running: Promise<void>[] = [];
    for (const { step: next, together } of steps) {
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
      case 'hand over':
        await this.shop.bus.drain();
    }
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
