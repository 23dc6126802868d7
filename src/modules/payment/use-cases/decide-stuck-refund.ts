import { Injectable, Logger } from '@nestjs/common';
import type { Settlement } from '../domain/refund';
import { RefundQueries, type StoredRefund } from '../persistence/refund.queries';
import { StuckRefunds } from '../persistence/stuck-refunds';
import { WorkOffRefunds } from './work-off-refunds';

/** What an administrator decides about a refund that its provider has refused. */
@Injectable()
export class DecideStuckRefund {
  private readonly log = new Logger(DecideStuckRefund.name);

  constructor(
    private readonly stuck: StuckRefunds,
    private readonly queries: RefundQueries,
    private readonly poller: WorkOffRefunds,
  ) {}

  /**
   * Sends it again, under a new key.
   * @param userId the administrator
   * @throws DomainError REFUND_NOT_FOUND, REFUND_NOT_STUCK
   */
  async retry(refundId: number, userId: number): Promise<StoredRefund> {
    await this.stuck.retry(refundId);
    this.log.log({ msg: 'A stuck refund is sent again', refundId, userId });
    this.poller.wake();
    return this.queries.get(refundId);
  }

  /**
   * Points are booked once, at once or, if that fails, by the poller; the refund is DUE until then.
   * @throws DomainError REFUND_NOT_FOUND, REFUND_NOT_STUCK
   */
  async settle(settlement: Settlement): Promise<StoredRefund> {
    const { refundId, as, userId } = settlement;
    await this.stuck.settle(settlement);
    this.log.log({ msg: 'A stuck refund was settled', refundId, as, userId });
    if (as === 'POINTS') await this.poller.sendNow(refundId);
    return this.queries.get(refundId);
  }
}
