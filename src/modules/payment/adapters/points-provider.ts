import type { WalletBalances, WalletClient } from '#wallet';
import { INSUFFICIENT_POINTS } from '../domain/payment';
import {
  type ConfirmIntent,
  type KnownPayment,
  type OpenedPayment,
  PaymentProvider,
  type ProviderOutcome,
  type ProviderStanding,
  type RefundIntent,
  type RefundOutcome,
} from '../domain/provider';
import { definePaymentProvider } from './payment-providers';

const POINTS = 'points';
/** The wallets of this shop: each payment, and each refund, is booked there once. */
export class PointsProvider extends PaymentProvider {
  override readonly name = POINTS;
  override readonly methods = ['POINTS'] as const;
  override readonly hasPage = false;

  constructor(
    private readonly wallet: WalletClient,
    private readonly balances: WalletBalances,
  ) {
    super();
  }

  override open(): Promise<OpenedPayment> {
    return Promise.reject(new Error('Points are paid without a page'));
  }

  override async confirm(intent: ConfirmIntent): Promise<ProviderOutcome> {
    const [decision] = await this.wallet.spend([intent]);
    return decision?.outcome === 'SPENT' ? captured(intent) : { outcome: 'REFUSED', code: INSUFFICIENT_POINTS };
  }

  override async retrieve(payment: KnownPayment): Promise<ProviderStanding> {
    const [decision] = await this.balances.spendingsOf([payment.paymentId]);
    if (decision === undefined) return { outcome: 'ABSENT' };
    return decision.outcome === 'SPENT' ? captured(payment) : { outcome: 'REFUSED', code: INSUFFICIENT_POINTS };
  }

  override async refund(refund: RefundIntent): Promise<RefundOutcome> {
    await this.refundAll([refund]);
    return { outcome: 'REFUNDED', reference: null };
  }

  /** Pays all of them back in one commit. */
  async refundAll(refunds: readonly RefundIntent[]): Promise<void> {
    await this.wallet.refund(
      refunds.map(({ refundId, userId, refundAmount }) => ({ refundId, userId, amount: refundAmount })),
    );
  }

  /** Nothing is opened there, so there is nothing to end. */
  override close(payment: KnownPayment): Promise<ProviderStanding> {
    return this.retrieve(payment);
  }
}

function captured({ amount, currency, providerOrderId }: KnownPayment): ProviderOutcome {
  return { outcome: 'CAPTURED', amount, currency, providerOrderId, cancels: [] };
}

definePaymentProvider(POINTS, ({ wallet, balances }) => new PointsProvider(wallet, balances));
