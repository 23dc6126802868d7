import { Injectable } from '@nestjs/common';
import type { Payment } from '../domain/payment';
import { orderAlreadyPaid, paymentInProgress, paymentNotFound } from '../domain/payment-refusals';
import { PaymentAttempts } from '../persistence/payment-attempts';
import { PaymentQueries } from '../persistence/payment.queries';
import { ResolvePayments } from './resolve-payments';

/** Gives up an attempt that no one has confirmed, so that its order can be paid in another way. */
@Injectable()
export class AbandonPayment {
  constructor(
    private readonly queries: PaymentQueries,
    private readonly attempts: PaymentAttempts,
    private readonly resolver: ResolvePayments,
  ) {}

  /**
   * @returns the attempt, ABANDONED; repeated, the same
   * @throws DomainError PAYMENT_NOT_FOUND, PAYMENT_IN_PROGRESS, ORDER_ALREADY_PAID
   */
  async execute(orderId: number, userId: number): Promise<Payment> {
    const attempts = await this.queries.attempts(orderId, userId);
    const live = attempts.find(({ isLive }) => isLive) ?? attempts.at(-1);
    if (live?.state === 'CAPTURED') throw orderAlreadyPaid();
    if (live?.state === 'CONFIRMING') throw paymentInProgress();
    if (live?.state === 'ABANDONED') return live;
    if (live?.state !== 'REQUESTED') throw paymentNotFound();
    // Someone else has confirmed it, or given it up, since it was read.
    if (!(await this.attempts.abandon(live.paymentId))) return this.execute(orderId, userId);
    this.resolver.wake();
    return { ...live, state: 'ABANDONED', isLive: false };
  }
}
