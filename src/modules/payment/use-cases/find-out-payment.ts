import { Injectable } from '@nestjs/common';
import { finalWord, pauseBefore, type Payment, reconfirmation } from '../domain/payment';
import type { ProviderStanding } from '../domain/provider';
import { PaymentAttempts } from '../persistence/payment-attempts';
import { type Look, PaymentLooks } from '../persistence/payment-looks';
import { AuthorizePayments } from './authorize-payments';
import { MoveMoney } from './move-money';
import { ProviderCalls } from './provider-calls';

/**
 * Finds out what became of attempts: those whose outcome is not known, and those that no one has confirmed in time. Each
 * look begins with a question, which moves nothing. Only what the provider answers for certain ends an attempt; the
 * pause before the next look grows from 2 s to 10 min. Meanwhile the order keeps its units, within its limit.
 */
@Injectable()
export class FindOutPayment {
  constructor(
    private readonly looks: PaymentLooks,
    private readonly calls: ProviderCalls,
    private readonly attempts: PaymentAttempts,
    private readonly money: MoveMoney,
    private readonly authorizer: AuthorizePayments,
  ) {}

  async look({ payment, count, sentForMs }: Look, signal: AbortSignal): Promise<void> {
    if (payment.state === 'ABANDONED') await this.close(payment, count, signal);
    else if (payment.state === 'CONFIRMING') await this.findOut(payment, count, sentForMs, signal);
  }

  /** @returns whether it was this call that gave up an attempt that no one has confirmed */
  abandon(paymentId: number): Promise<boolean> {
    return this.attempts.abandon(paymentId);
  }

  private async close(payment: Payment, count: number, signal: AbortSignal): Promise<void> {
    const standing = await this.calls.close(payment, signal);
    if (standing.outcome === 'UNKNOWN' || standing.outcome === 'DEPOSIT_AWAITED') {
      return this.looks.postpone(payment.paymentId, pauseBefore(count));
    }
    if (standing.outcome === 'CAPTURED') await this.money.conclude(payment, standing);
    await this.looks.done(payment.paymentId);
  }

  private async findOut(payment: Payment, count: number, sentForMs: number, signal: AbortSignal): Promise<void> {
    const { orderId, paymentId } = payment;
    const standing = finalWord(await this.calls.retrieve(payment, signal), sentForMs);
    if (isWord(standing)) {
      const concluded = await this.money.conclude(payment, standing);
      const isSame = concluded.state === 'CONFIRMING' && concluded.depositSeenAt === payment.depositSeenAt;
      if (isSame) await this.looks.postpone(paymentId, pauseBefore(count));
      return;
    }
    const confirmAttempt = standing.outcome === 'UNKNOWN' ? undefined : reconfirmation(payment, sentForMs);
    const authorizedAt = performance.now();
    const { outcome } = await this.authorizer.of(orderId, confirmAttempt === undefined ? 'UNKNOWN' : 'CONFIRM');
    // An order that cannot be paid any more is not paid for: what was begun at the provider ends there by itself.
    if (confirmAttempt === undefined || outcome !== 'PAYABLE') {
      return this.looks.postpone(paymentId, pauseBefore(count));
    }
    if (!(await this.attempts.intendAgain(payment, confirmAttempt))) return;
    await this.money.confirm({ ...payment, confirmAttempt, isAnswered: false }, authorizedAt, signal);
  }
}

/** The provider has said what became of it. */
function isWord({ outcome }: ProviderStanding): boolean {
  return outcome === 'CAPTURED' || outcome === 'REFUSED' || outcome === 'DEPOSIT_AWAITED';
}
