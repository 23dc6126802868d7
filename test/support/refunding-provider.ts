import {
  type KnownPayment,
  type OpenedPayment,
  PaymentProvider,
  type ProviderCancel,
  type ProviderOutcome,
  type ProviderStanding,
  type RefundIntent,
  type RefundOutcome,
} from '../../src/modules/payment/domain/provider';

/** How a provider answers a refund: after it has paid back, after it has not, or never. */
type Behaviour = 'PAYS' | 'PAYS_SILENTLY' | 'FAILS' | 'HANGS' | `REFUSES ${string}`;

interface Made extends ProviderCancel {
  readonly paymentId: number;
  readonly key: string;
}

/** A provider that pays back once under each key, as real ones do, and whose answers the test sets. */
export class RefundingProvider extends PaymentProvider {
  override readonly name = 'refunding';
  override readonly methods = ['CARD'] as const;
  override readonly hasPage = true;
  /** every refund that was made */
  readonly made: Made[] = [];
  /** every call, by its key */
  readonly calls: string[] = [];
  /** what the next refunds do; PAYS after that */
  readonly next: Behaviour[] = [];
  /** runs before each refund, as a pause that the test ends */
  beforeRefund: (refund: RefundIntent) => Promise<void> = () => Promise.resolve();
  canBeRetrieved = true;
  looks = 0;

  override async refund(refund: RefundIntent): Promise<RefundOutcome> {
    this.calls.push(refund.key);
    await this.beforeRefund(refund);
    const behaviour = this.next.shift() ?? 'PAYS';
    if (behaviour === 'HANGS') return new Promise(() => undefined);
    if (behaviour === 'FAILS') throw new Error('The provider has failed');
    if (behaviour.startsWith('REFUSES')) return { outcome: 'REFUSED', code: behaviour.slice('REFUSES '.length) };
    const { reference } = this.pay(refund);
    return behaviour === 'PAYS' ? { outcome: 'REFUNDED', reference } : { outcome: 'UNKNOWN' };
  }

  /** Somebody at the shop pays back at the provider's console. */
  cancelAtConsole(paymentId: number, amount: number): void {
    const reference = `console-${this.made.length + 1}`;
    this.made.push({ paymentId, amount, reference, mark: null, key: reference });
  }

  refundedOf(paymentId: number): number {
    return this.made.filter((one) => one.paymentId === paymentId).reduce((sum, { amount }) => sum + amount, 0);
  }

  override retrieve({ paymentId, amount, currency, providerOrderId }: KnownPayment): Promise<ProviderStanding> {
    this.looks++;
    if (!this.canBeRetrieved) return Promise.resolve({ outcome: 'UNKNOWN', isAnswered: false });
    const cancels = this.made.filter((one) => one.paymentId === paymentId);
    return Promise.resolve({ outcome: 'CAPTURED', amount, currency, providerOrderId, cancels });
  }

  override open(): Promise<OpenedPayment> {
    throw new Error('This provider only pays back');
  }
  override confirm(): Promise<ProviderOutcome> {
    throw new Error('This provider only pays back');
  }
  override close(payment: KnownPayment): Promise<ProviderStanding> {
    return this.retrieve(payment);
  }

  private pay({ paymentId, refundAmount: amount, key, mark }: RefundIntent): Made {
    const earlier = this.made.find((one) => one.key === key);
    if (earlier !== undefined) return earlier;
    const made = { paymentId, amount, key, mark, reference: `cancel-${this.made.length + 1}` };
    this.made.push(made);
    return made;
  }
}
