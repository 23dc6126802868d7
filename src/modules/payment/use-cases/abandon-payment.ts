import { Injectable } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import type { Payment } from '../domain/payment';
import { orderAlreadyPaid, paymentInProgress, paymentNotFound } from '../domain/payment-refusals';
import { PaymentAttempts } from '../persistence/payment-attempts';
import { PaymentQueries } from '../persistence/payment.queries';
import { ResolvePayments } from './resolve-payments';
import { isOpen, WatchDeposit } from './watch-deposit';

/** Gives up an attempt that no one has confirmed, or whose deposit has not come, so that its order can be paid in another way. */
@Injectable()
export class AbandonPayment {
  constructor(
    private readonly queries: PaymentQueries,
    private readonly attempts: PaymentAttempts,
    private readonly resolver: ResolvePayments,
    private readonly deposits: WatchDeposit,
  ) {}

  /**
   * @returns the attempt, ABANDONED; repeated, the same
   * @throws DomainError PAYMENT_NOT_FOUND, PAYMENT_IN_PROGRESS, ORDER_ALREADY_PAID
   * @throws Unavailable when the provider has not closed an account
   */
  async execute(orderId: number, userId: number): Promise<Payment> {
    const attempts = await this.queries.attempts(orderId, userId);
    const live = attempts.find(({ isLive }) => isLive) ?? attempts.at(-1);
    if (live?.state === 'CAPTURED') throw orderAlreadyPaid();
    if (live?.state === 'CONFIRMING') throw paymentInProgress();
    if (live?.state === 'ABANDONED') return live;
    if (live?.state === 'WAITING_FOR_DEPOSIT') return this.closeAccount(live);
    if (live?.state !== 'REQUESTED') throw paymentNotFound();
    // Someone else has confirmed it, or given it up, since it was read.
    if (!(await this.attempts.abandon(live.paymentId))) return this.execute(orderId, userId);
    this.resolver.wake();
    return { ...live, state: 'ABANDONED', isLive: false };
  }

  /** The account is closed before the order can be paid in another way, so that it is not paid twice. */
  private async closeAccount(payment: Payment): Promise<Payment> {
    if (payment.depositSeenAt !== null) throw paymentInProgress();
    const standing = await this.deposits.close(payment);
    if (isOpen(standing)) throw new Unavailable(`The payment provider ${payment.provider}`);
    return this.execute(payment.orderId, payment.userId);
  }
}
