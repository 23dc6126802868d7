import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ClaimingPoller } from '#platform/timing/claiming-poller';
import { PaymentTerms } from '#order-payments';
import { type ClaimableRefund, type ClaimedRefund, POINTS, RefundClaims } from '../persistence/refund-claims';
import { RefundRepository } from '../persistence/refund.repository';
import { SendRefunds } from './send-refunds';

const EVERY_MS = 1_000;
const IDLE_EVERY_MS = 60_000;
const MAX_AT_ONCE = 8;
/** Shorter than a claim lasts. */
const WORK_LIMIT_MS = 30_000;
const MAX_CANDIDATES = 1_000;
/** Refunds by points that are booked together. */
const POINTS_TOGETHER = 250;

/** Refunds that one call can send: many by points, one of any other provider. */
interface Group {
  readonly refunds: readonly ClaimableRefund[];
  claimed: readonly ClaimedRefund[];
}

/** Pays back what is due, on every instance: see `RefundClaims` for who sends what. */
@Injectable()
export class WorkOffRefunds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(WorkOffRefunds.name);
  private readonly poller: ClaimingPoller<Group>;

  constructor(
    private readonly claims: RefundClaims,
    refunds: RefundRepository,
    private readonly sender: SendRefunds,
    terms: PaymentTerms,
  ) {
    this.poller = new ClaimingPoller<Group>({
      name: 'payment.refund',
      everyMs: EVERY_MS,
      idleEveryMs: terms.enabled ? EVERY_MS : IDLE_EVERY_MS,
      maxAtOnce: MAX_AT_ONCE,
      workLimitMs: WORK_LIMIT_MS,
      candidates: async () => toGroups(await claims.candidates(MAX_CANDIDATES)),
      claim: (group) => this.claim(group),
      work: ({ claimed }, signal) => sender.execute(claimed, signal),
      nameOf: ({ refunds: [first] }) => `refund ${first?.refundId}`,
    });
    refunds.onDue(() => this.poller.wake());
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.poller.stop();
  }

  /** Looks for refunds that are due now, also for one that an administrator has decided about. */
  wake(): void {
    this.poller.wake();
  }

  /** Sends one refund before this resolves, unless another refund of its payment comes first. */
  async sendNow(refundId: number): Promise<void> {
    try {
      const claimed = await this.claims.claim(await this.claims.find(refundId));
      if (claimed.length > 0) await this.sender.execute(claimed, AbortSignal.timeout(WORK_LIMIT_MS));
    } catch (error) {
      this.log.warn({ msg: 'A refund could not be sent at once; it is due again in a minute', refundId, err: error });
    }
  }

  private async claim(group: Group): Promise<boolean> {
    group.claimed = await this.claims.claim(group.refunds);
    return group.claimed.length > 0;
  }
}

function toGroups(refunds: readonly ClaimableRefund[]): Group[] {
  const byPoints = refunds.filter(({ provider }) => provider === POINTS);
  const others = refunds.filter(({ provider }) => provider !== POINTS).map((refund) => [refund]);
  const together: ClaimableRefund[][] = [];
  for (let start = 0; start < byPoints.length; start += POINTS_TOGETHER) {
    together.push(byPoints.slice(start, start + POINTS_TOGETHER));
  }
  return [...together, ...others].map((group) => ({ refunds: group, claimed: [] }));
}
