import { Injectable, Logger } from '@nestjs/common';
import { bisect } from '#platform/batching/bisect';
import { isTransient } from '#platform/database/errors';
import { PointsProvider } from '../adapters/points-provider';
import type { RefundIntent, RefundOutcome } from '../domain/provider';
import { changeAfter, refundKey } from '../domain/refund-outcome';
import { type ClaimedRefund, POINTS, RefundClaims } from '../persistence/refund-claims';
import { RefundReconciliation } from '../persistence/refund-reconciliation';
import { RefundMetrics } from '../refund-metrics';
import { ProviderCalls } from './provider-calls';

/** Asks providers for refunds that this instance has claimed, and stores what came of it. */
@Injectable()
export class SendRefunds {
  private readonly log = new Logger(SendRefunds.name);

  constructor(
    private readonly claims: RefundClaims,
    private readonly calls: ProviderCalls,
    private readonly points: PointsProvider,
    private readonly reconciliation: RefundReconciliation,
    private readonly metrics: RefundMetrics,
  ) {}

  /**
   * Each refund may be sent again after this, under the same key. One that fails in a way that no one has foreseen is put
   * off alone; the others of the call are sent without it.
   * @param refunds of one provider
   */
  async execute(refunds: readonly ClaimedRefund[], signal: AbortSignal): Promise<void> {
    const unsent: ClaimedRefund[] = [];
    await bisect(refunds, (some) => this.send(some, signal), {
      failsAll: isTransient,
      onFailure: (failed, error) => {
        unsent.push(...failed);
        this.log.warn({
          msg: 'Refunds could not be sent',
          refundIds: failed.map(({ refundId }) => refundId),
          err: error,
        });
      },
    });
    if (unsent.length > 0) await this.record(unsent, () => ({ outcome: 'UNKNOWN' }));
  }

  private async send(refunds: readonly ClaimedRefund[], signal: AbortSignal): Promise<void> {
    const [{ provider: name }] = refunds as readonly [ClaimedRefund];
    if (name === POINTS) {
      await this.points.refundAll(refunds.map(toIntent));
      return this.record(refunds, () => ({ outcome: 'REFUNDED', reference: null }));
    }
    for (const refund of refunds) {
      const outcome = await this.ask(refund, signal);
      await this.record([refund], () => outcome);
    }
  }

  /**
   * After a refusal, and before a refund is sent under another key than before, the provider's books are looked at: what
   * they show is done, however it was brought about.
   */
  private async ask(refund: ClaimedRefund, signal: AbortSignal): Promise<RefundOutcome> {
    if (refund.attempt > 1) {
      const found = await this.look(refund, signal);
      if (found.outcome !== 'REFUSED') return found;
    }
    const outcome = await this.calls.refund(toIntent(refund), signal);
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

  private async record(
    refunds: readonly ClaimedRefund[],
    outcomeOf: (refund: ClaimedRefund) => RefundOutcome,
  ): Promise<void> {
    const results = refunds.map((refund) => ({ refund, change: changeAfter(outcomeOf(refund), refund.sentForMs) }));
    for (const { refund, change } of await this.claims.record(results)) {
      this.metrics.changed(change.state);
      if (change.state !== 'STUCK') continue;
      const { refundId, paymentId, orderId, amount, provider } = refund;
      const about = { refundId, paymentId, orderId, amount, provider, code: change.failureCode };
      this.log.error({ msg: 'A refund is stuck: an administrator has to decide', ...about });
    }
  }
}

function toIntent({ amount, ...refund }: ClaimedRefund): RefundIntent & { readonly provider: string } {
  return { ...refund, amount: refund.captured, refundAmount: amount, key: refundKey(refund) };
}
