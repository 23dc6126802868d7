import fc from 'fast-check';
import { ResolvePayments } from '../../src/modules/payment/use-cases/resolve-payments';
import { ReservationExpiry } from '../../src/modules/order/persistence/reservation-expiry';
import type { Caller } from './caller';
import type { Shop } from './shop';
import type { Behaviour, TestProvider } from './test-provider';

export type Step =
  | { readonly does: 'request'; readonly method: 'CARD' | 'TRANSFER' | 'POINTS' }
  | { readonly does: 'confirm'; readonly attempt: number; readonly behaviour: Behaviour }
  | { readonly does: 'look' | 'capture'; readonly attempt: number }
  | { readonly does: 'expire' | 'cancel' | 'give up' | 'hand over' };

/** What one buyer does with one order, and what happens to it meanwhile. */
export interface Sequence {
  /** of the two products, the one of which there are only a few units */
  readonly isScarce: boolean;
  readonly usePoints: number;
  /** each step, and whether the next one begins at the same time */
  readonly steps: readonly { readonly step: Step; readonly together: boolean }[];
}

export const PRICE = 10_000;

const attempt = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('request' as const),
      method: fc.constantFrom('CARD' as const, 'TRANSFER' as const, 'POINTS' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('confirm' as const),
      attempt,
      behaviour: fc.constantFrom<Behaviour>(
        'capture',
        'capture',
        'capture',
        'refuse',
        'silent',
        'silent after capture',
        'unsure',
        'short',
        'cancelled',
        'cancelled in part',
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('look' as const, 'capture' as const), attempt }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('expire' as const, 'cancel' as const, 'give up' as const, 'hand over' as const),
    }),
  },
);

export const sequence: fc.Arbitrary<Sequence> = fc.record({
  isScarce: fc.boolean(),
  usePoints: fc.constantFrom(0, 0, 3_000, PRICE),
  steps: fc.array(fc.record({ step, together: fc.boolean() }), { minLength: 1, maxLength: 10, size: 'max' }),
});

/** The attempts of one order, as its buyer knows them. */
interface Attempt {
  readonly paymentId: number;
  readonly amount: number;
  /** undefined: paid by points */
  readonly providerOrderId: string | undefined;
}

/** Plays a sequence. What the calls are answered is free, but for a failure that no one has caused. */
export class SequencePlayer {
  readonly complaints: string[] = [];
  private readonly attempts: Attempt[] = [];
  private orderId = 0;

  constructor(
    private readonly shop: Shop,
    private readonly provider: TestProvider,
    private readonly buyer: Caller,
  ) {}

  async play({ usePoints, steps }: Sequence, productId: number): Promise<number> {
    const body = { orderItems: [{ productId, quantity: 1 }], ...(usePoints === 0 ? {} : { usePoints }) };
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
        return this.confirm(this.attempts[next.attempt], next.behaviour);
      case 'look':
        return this.look(this.attempts[next.attempt]);
      case 'capture':
        return this.capture(this.attempts[next.attempt]?.providerOrderId);
      case 'expire':
        return this.expire();
      case 'cancel':
        return this.call(this.buyer.put(`/api/orders/${this.orderId}`));
      case 'give up':
        return this.call(this.buyer.delete(`/api/orders/${this.orderId}/payment`));
      case 'hand over':
        await this.shop.bus.drain();
    }
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
    this.attempts.push({ paymentId, amount, providerOrderId: checkoutUrl?.split('/').at(-1) });
  }

  private async confirm(paid: Attempt | undefined, behaviour: Behaviour): Promise<void> {
    if (paid?.providerOrderId === undefined) return;
    const { providerOrderId, amount, paymentId } = paid;
    const next = this.provider.behavioursOf.get(providerOrderId);
    this.provider.behavioursOf.set(providerOrderId, [...(next ?? []), behaviour]);
    const body = { paymentKey: `key-${paymentId}`, providerOrderId, amount };
    await this.call(this.buyer.post(`/api/orders/${this.orderId}/payment/confirm`, body));
  }

  private async look(seen: Attempt | undefined): Promise<void> {
    if (seen === undefined) return;
    await this.shop.database.execute(
      `UPDATE payments SET sent_at = sent_at - INTERVAL 1 MINUTE WHERE payment_id = ? AND state = 'CONFIRMING'`,
      [seen.paymentId],
    );
    await this.shop.app.get(ResolvePayments)['resolve'](seen.paymentId, new AbortController().signal);
  }

  /** The provider takes the money at another time than that of our call; an attempt that it has ended it does not. */
  private capture(providerOrderId: string | undefined): Promise<void> {
    const entry = this.provider.entries.get(providerOrderId ?? '');
    if (entry?.captured === 0 && entry.refused === undefined && !entry.closed) {
      this.provider.capture(entry.payment.providerOrderId);
      // What is counted is how often our calls have taken it.
      entry.captures--;
    }
    return Promise.resolve();
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
