import { definePaymentProvider } from '../../src/modules/payment/adapters/payment-providers';
import {
  type ConfirmIntent,
  type DepositAccount,
  type KnownPayment,
  type OpenedPayment,
  PaymentProvider,
  type ProviderCancel,
  type ProviderOutcome,
  type ProviderStanding,
  type ProviderTransaction,
  type RefundIntent,
  type RawWebhook,
  type RefundOutcome,
  type WebhookHint,
} from '../../src/modules/payment/domain/provider';

/** What the provider does with the next call that moves money; of a virtual account, it gives out the account. */
export type Behaviour =
  | 'capture'
  | 'refuse'
  /** no answer, and nothing was done */
  | 'silent'
  /** no answer, though the money was captured */
  | 'silent after capture'
  /** an answer without certainty, and nothing was done */
  | 'unsure'
  /** another amount is captured */
  | 'short'
  /** captured, and cancelled there before we hear of it: wholly or in part */
  | 'cancelled'
  | 'cancelled in part';

interface Entry {
  readonly payment: KnownPayment;
  captured: number;
  /** how often money was taken: more than once is what must never be */
  captures: number;
  refused: string | undefined;
  closed: boolean;
  /** the buyer has agreed, and the money is moved as soon as it is confirmed */
  authorized: boolean;
  /** given out for a deposit */
  account: DepositAccount | undefined;
  readonly cancels: ProviderCancel[];
}

/** A provider with a page, in this process. It keeps its own books, and does each idempotency key once. */
export class TestProvider extends PaymentProvider {
  override readonly name = 'test';
  override readonly methods = ['CARD', 'TRANSFER', 'VIRTUAL_ACCOUNT'] as const;
  override readonly hasPage = true;
  readonly entries = new Map<string, Entry>();
  /** every call, as in `confirm hd:confirm:…#1` */
  readonly calls: string[] = [];
  /** for the next calls of `confirm`, in their order; afterwards all are captured */
  readonly behaviours: Behaviour[] = [];
  /** the same for one payment, by its name here */
  readonly behavioursOf = new Map<string, Behaviour[]>();
  /** awaited inside every call, after what it does there was done */
  pause: (call: string) => Promise<void> = () => Promise.resolve();
  /** the address of every receipt */
  receiptUrl: string | undefined;
  /** in place of that of the payment */
  currency: string | undefined;
  /** whether `retrieve` and `close` get no answer */
  isAway = false;
  /** for how long a buyer may make a deposit */
  depositMs = 3_600_000;
  private readonly answers = new Map<string, ProviderOutcome>();

  /** For the next test: it has had no calls, answers, and pauses nowhere. Its books stay. */
  beginAgain(): void {
    this.calls.length = 0;
    this.pause = () => Promise.resolve();
    this.isAway = false;
  }

  override open({ providerOrderId, ...payment }: KnownPayment): Promise<OpenedPayment> {
    this.calls.push(`open ${providerOrderId}`);
    if (this.isAway) return Promise.reject(new Error('the provider is away'));
    if (!this.entries.has(providerOrderId)) {
      const known = { ...payment, providerOrderId };
      const fresh = { captured: 0, captures: 0, refused: undefined, account: undefined, cancels: [] };
      const more = { ...fresh, closed: false, authorized: false };
      this.entries.set(providerOrderId, { payment: known, ...more });
    }
    return Promise.resolve({ checkoutUrl: `https://pay.test/${providerOrderId}` });
  }

  override async confirm({ providerOrderId, key }: ConfirmIntent): Promise<ProviderOutcome> {
    this.calls.push(`confirm ${key}`);
    const known = this.answers.get(key);
    const next = this.behavioursOf.get(providerOrderId)?.shift() ?? this.behaviours.shift() ?? 'capture';
    const behaviour = known === undefined ? next : 'capture';
    const answer = known ?? this.move(providerOrderId, behaviour);
    if (!behaviour.startsWith('silent')) this.answers.set(key, answer);
    await this.pause('confirm');
    if (behaviour.startsWith('silent')) throw new Error('no answer');
    return answer;
  }

  override async retrieve({ providerOrderId }: KnownPayment): Promise<ProviderStanding> {
    this.calls.push(`retrieve ${providerOrderId}`);
    await this.pause('retrieve');
    if (this.isAway) throw new Error('the provider is away');
    return this.standing(providerOrderId);
  }

  /** A deposit goes back only to an account that is named. */
  override async refund({ providerOrderId, refundAmount, mark, account }: RefundIntent): Promise<RefundOutcome> {
    this.calls.push(`refund ${mark}`);
    const entry = this.entry(providerOrderId);
    if (entry.account !== undefined && (account === undefined || entry.captured === 0)) {
      return { outcome: 'REFUSED', code: entry.captured === 0 ? 'NOT_CANCELABLE' : 'INVALID_REFUND_ACCOUNT_INFO' };
    }
    const known = entry.cancels.some((cancel) => cancel.mark === mark);
    if (!known) entry.cancels.push({ amount: refundAmount, reference: `R-${mark}`, mark });
    await this.pause('refund');
    return { outcome: 'REFUNDED', reference: `R-${mark}` };
  }

  override async close({ providerOrderId }: KnownPayment): Promise<ProviderStanding> {
    this.calls.push(`close ${providerOrderId}`);
    await this.pause('close');
    if (this.isAway) throw new Error('the provider is away');
    const standing = this.standing(providerOrderId);
    if (standing.outcome === 'UNFINISHED' || standing.outcome === 'DEPOSIT_AWAITED') {
      this.entry(providerOrderId).closed = true;
    }
    return standing.outcome === 'DEPOSIT_AWAITED' ? this.standing(providerOrderId) : standing;
  }

  /** The body names a payment as it is; the header `x-test-signature: forged` makes it a forgery. */
  override hint({ headers, body }: RawWebhook): WebhookHint {
    if (headers['x-test-signature'] === 'forged') return { about: 'FORGED' };
    const named = JSON.parse(body.toString()) as object | null;
    return named === null || Object.keys(named).length === 0 ? { about: 'NOTHING' } : { about: 'PAYMENT', ...named };
  }

  /** What its list says, of any day. */
  transactions: ProviderTransaction[] = [];
  override readonly hasList = true;

  override list(from: Date, until: Date): Promise<readonly ProviderTransaction[]> {
    if (this.isAway) return Promise.reject(new Error('the provider is away'));
    return Promise.resolve(this.transactions.filter(({ at }) => at >= from && at < until));
  }

  /** The money is taken without a call of ours, as when a call arrives late. */
  capture(providerOrderId: string, amount = this.entry(providerOrderId).payment.amount): void {
    const entry = this.entry(providerOrderId);
    entry.captured = amount;
    entry.captures++;
  }

  /** The bank takes a deposit back. */
  bounce(providerOrderId: string): void {
    this.entry(providerOrderId).captured = 0;
  }

  /** What is left of all captures after what was paid back. */
  kept(): number {
    return [...this.entries.values()].reduce(
      (sum, { captured, cancels }) => sum + captured - cancels.reduce((all, { amount }) => all + amount, 0),
      0,
    );
  }

  entry(providerOrderId: string): Entry {
    const entry = this.entries.get(providerOrderId);
    if (entry === undefined) throw new Error(`The provider does not know ${providerOrderId}`);
    return entry;
  }

  private move(providerOrderId: string, behaviour: Behaviour): ProviderOutcome {
    const entry = this.entry(providerOrderId);
    if (behaviour === 'silent' || behaviour === 'unsure') return { outcome: 'UNKNOWN', isAnswered: true };
    if ((behaviour === 'refuse' && entry.captured === 0) || entry.closed) {
      entry.refused = 'REJECT_CARD_PAYMENT';
      return { outcome: 'REFUSED', code: entry.refused };
    }
    const { amount, method } = entry.payment;
    if (method === 'VIRTUAL_ACCOUNT') {
      const dueAt = new Date(Date.now() + this.depositMs);
      entry.account ??= { bank: '신한은행', accountNumber: `110-${providerOrderId}`, holderName: '핫딜', dueAt };
      return this.standing(providerOrderId) as ProviderOutcome;
    }
    this.capture(providerOrderId, behaviour === 'short' ? amount - 1_000 : amount);
    if (behaviour === 'cancelled') entry.cancels.push({ amount, reference: 'C1', mark: null });
    if (behaviour === 'cancelled in part') entry.cancels.push({ amount: 1_000, reference: 'C1', mark: null });
    return this.standing(providerOrderId) as ProviderOutcome;
  }

  private standing(providerOrderId: string): ProviderStanding {
    const entry = this.entries.get(providerOrderId);
    if (entry === undefined) return { outcome: 'ABSENT' };
    const { payment, captured, cancels, refused, closed, account, authorized } = entry;
    if (captured > 0) {
      return {
        outcome: 'CAPTURED',
        amount: captured,
        currency: this.currency ?? payment.currency,
        providerOrderId,
        cancels: [...cancels],
        ...(this.receiptUrl !== undefined && { receiptUrl: this.receiptUrl }),
      };
    }
    if (refused !== undefined) return { outcome: 'REFUSED', code: refused };
    if (closed) return { outcome: 'REFUSED', code: 'CLOSED' };
    if (account !== undefined) {
      return { outcome: 'DEPOSIT_AWAITED', providerOrderId, account, secret: `ps_${providerOrderId}` };
    }
    return authorized
      ? { outcome: 'UNFINISHED', isAuthorized: true, providerKey: `key-${providerOrderId}` }
      : { outcome: 'UNFINISHED' };
  }
}

let current = new TestProvider();
definePaymentProvider('test', () => current);

/** The variables of a shop that offers it. */
export const WITH_TEST_PROVIDER = { PAYMENTS: 'on', PAYMENT_PROVIDERS: 'points,test' };

/** The same, also by virtual accounts. */
export const WITH_DEPOSITS = { ...WITH_TEST_PROVIDER, PAYMENT_DEPOSIT_S: '3600' };

/** A provider with empty books, for the shops that are opened next, which share it. */
export function newTestProvider(): TestProvider {
  current = new TestProvider();
  return current;
}
