import { Injectable, Logger } from '@nestjs/common';
import { bisect } from '#platform/batching/bisect';
import { isTransient } from '#platform/database/errors';
import { PointsProvider } from '../adapters/points-provider';
import type { RefundOutcome } from '../domain/provider';
import { changeAfter } from '../domain/refund-outcome';
import { type ClaimedRefund, POINTS, RefundClaims } from '../persistence/refund-claims';
import { RefundMetrics } from '../refund-metrics';
import { AskForRefund, toIntent } from './ask-for-refund';

/** Asks providers for refunds that this instance has claimed, and stores what came of it. */
@Injectable()
export class SendRefunds {
  private readonly log = new Logger(SendRefunds.name);

  constructor(
    private readonly claims: RefundClaims,
    private readonly asker: AskForRefund,
    private readonly points: PointsProvider,
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
      const outcome = await this.asker.execute(refund, signal);
      await this.record([refund], () => outcome);
    }
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
