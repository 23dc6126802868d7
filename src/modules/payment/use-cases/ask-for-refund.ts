import { Injectable } from '@nestjs/common';
import type { RefundIntent, RefundOutcome } from '../domain/provider';
import { BY_ACCOUNT } from '../domain/refund';
import { refundKey } from '../domain/refund-outcome';
import { RefundAccounts } from '../persistence/refund-accounts';
import type { ClaimedRefund } from '../persistence/refund-claims';
import { RefundReconciliation } from '../persistence/refund-reconciliation';
import { ProviderCalls } from './provider-calls';

/** Asks a provider to pay back what this instance has claimed, and finds out what it has paid back. */
@Injectable()
export class AskForRefund {
  constructor(
    private readonly calls: ProviderCalls,
    private readonly accounts: RefundAccounts,
    private readonly reconciliation: RefundReconciliation,
  ) {}

  /**
   * After a refusal, and before a refund is sent under another key than before, the provider's books are looked at: what
   * they show is done, however it was brought about. A deposit goes back to the account that the buyer has given; without
   * one, the provider decides.
   */
  async execute(refund: ClaimedRefund, signal: AbortSignal): Promise<RefundOutcome> {
    if (refund.attempt > 1) {
      const found = await this.look(refund, signal);
      if (found.outcome !== 'REFUSED') return found;
    }
    const account = refund.method === BY_ACCOUNT ? await this.accounts.find(refund.orderId) : undefined;
    const outcome = await this.calls.refund({ ...toIntent(refund), ...(account && { account }) }, signal);
    if (outcome.outcome !== 'REFUSED') return outcome;
    const found = await this.look(refund, signal);
    return found.outcome === 'REFUSED' ? outcome : found;
  }

  /** REFUSED: nothing of this refund is in the provider's books. */
  private async look(refund: ClaimedRefund, signal: AbortSignal): Promise<RefundOutcome> {
    const standing = await this.calls.retrieve(toIntent(refund), signal);
    if (standing.outcome === 'UNKNOWN') return { outcome: 'UNKNOWN', ...(standing.code && { code: standing.code }) };
    if (standing.outcome !== 'CAPTURED') return { outcome: 'REFUSED', code: standing.outcome };
    const done = await this.reconciliation.execute(refund.paymentId, standing);
    return done.includes(refund.refundId)
      ? { outcome: 'REFUNDED', reference: null }
      : { outcome: 'REFUSED', code: 'NOT_REFUNDED' };
  }
}

export function toIntent({ amount, ...refund }: ClaimedRefund): RefundIntent & { readonly provider: string } {
  return { ...refund, amount: refund.captured, refundAmount: amount, key: refundKey(refund) };
}
