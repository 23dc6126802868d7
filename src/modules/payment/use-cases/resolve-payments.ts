import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ClaimingPoller } from '#platform/timing/claiming-poller';
import { PaymentTerms } from '#order-payments';
import { pauseBefore, type Payment, reconfirmation } from '../domain/payment';
import { PaymentAttempts } from '../persistence/payment-attempts';
import { type DueLook, PaymentLooks } from '../persistence/payment-looks';
import { MoveMoney } from './move-money';
import { ProviderCalls } from './provider-calls';

const EVERY_MS = 1_000;
/** While new orders are not to be paid, there are rarely old ones that are. */
const IDLE_EVERY_MS = 60_000;
const MAX_AT_ONCE = 16;
/** Less than a claim lasts. */
const LOOK_LIMIT_MS = 50_000;

/**
 * Finds out what became of attempts: those whose outcome is not known, and those that no one has confirmed in time. Each
 * look begins with a question, which moves nothing. Only what the provider answers for certain ends an attempt; the
 * pause before the next look grows from 2 s to 10 min. Meanwhile the order keeps its units, within its limit.
 */
@Injectable()
export class ResolvePayments implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly poller: ClaimingPoller<DueLook>;

  constructor(
    private readonly looks: PaymentLooks,
    terms: PaymentTerms,
    private readonly calls: ProviderCalls,
    private readonly attempts: PaymentAttempts,
    private readonly money: MoveMoney,
  ) {
    this.poller = new ClaimingPoller<DueLook>({
      name: 'payment.resolve',
      everyMs: EVERY_MS,
      idleEveryMs: terms.enabled ? EVERY_MS : IDLE_EVERY_MS,
      maxAtOnce: MAX_AT_ONCE,
      workLimitMs: LOOK_LIMIT_MS,
      candidates: (limit) => this.looks.due(this.calls.names, limit),
      claim: ({ paymentId }) => this.looks.claim(paymentId),
      work: ({ paymentId }, signal) => this.resolve(paymentId, signal),
      nameOf: ({ paymentId }) => `payment ${paymentId}`,
    });
  }

  onApplicationBootstrap(): void {
    this.poller.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.poller.stop();
  }

  wake(): void {
    this.poller.wake();
  }

  private async resolve(paymentId: number, signal: AbortSignal): Promise<void> {
    const look = await this.looks.find(paymentId);
    if (look === undefined) return;
    const { payment, count, sentForMs } = look;
    if (payment.state === 'REQUESTED') {
      // The order can no longer be paid by it. The next look ends it at the provider.
      if (await this.attempts.abandon(paymentId)) this.wake();
    } else if (payment.state === 'ABANDONED') await this.close(payment, count, signal);
    else if (payment.state === 'CONFIRMING') await this.findOut(payment, count, sentForMs, signal);
  }

  private async close(payment: Payment, count: number, signal: AbortSignal): Promise<void> {
    const standing = await this.calls.close(payment, signal);
    if (standing.outcome === 'UNKNOWN') return this.looks.postpone(payment.paymentId, pauseBefore(count));
    if (standing.outcome === 'CAPTURED') await this.money.conclude(payment, standing);
    await this.looks.done(payment.paymentId);
  }

  private async findOut(payment: Payment, count: number, sentForMs: number, signal: AbortSignal): Promise<void> {
    const { orderId, paymentId } = payment;
    const standing = await this.calls.retrieve(payment, signal);
    if (standing.outcome === 'CAPTURED' || standing.outcome === 'REFUSED') {
      const concluded = await this.money.conclude(payment, standing);
      if (concluded.state === 'CONFIRMING') await this.looks.postpone(paymentId, pauseBefore(count));
      return;
    }
    const confirmAttempt = standing.outcome === 'UNKNOWN' ? undefined : reconfirmation(payment, sentForMs);
    const authorizedAt = performance.now();
    const { outcome } = await this.money.authorize(orderId, confirmAttempt === undefined ? 'UNKNOWN' : 'CONFIRM');
    // An order that cannot be paid any more is not paid for: what was begun at the provider ends there by itself.
    if (confirmAttempt === undefined || outcome !== 'PAYABLE') {
      return this.looks.postpone(paymentId, pauseBefore(count));
    }
    if (!(await this.attempts.intendAgain(payment, confirmAttempt))) return;
    await this.money.confirm({ ...payment, confirmAttempt, isAnswered: false }, authorizedAt, signal);
  }
}
