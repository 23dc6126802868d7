import { Injectable, Logger } from '@nestjs/common';
import { DomainError, Unavailable } from '#platform/domain-error';
import { pauseBefore, type Payment } from '../domain/payment';
import type { UnfinishedPayment } from '../domain/provider';
import { type Look, PaymentLooks } from '../persistence/payment-looks';
import { FindOutPayment } from './find-out-payment';
import { LookAtPayment } from './look-at-payment';
import { MoveMoney } from './move-money';
import { WatchDeposit } from './watch-deposit';

/** Looks at a payment for the reason for which that is due: its outcome is not known, its time is over, or a hint has come. */
@Injectable()
export class LookAtDuePayment {
  private readonly log = new Logger('Payments');

  constructor(
    private readonly looks: PaymentLooks,
    private readonly deposits: WatchDeposit,
    private readonly finder: FindOutPayment,
    private readonly looker: LookAtPayment,
    private readonly money: MoveMoney,
  ) {}

  /** @param paymentId of a payment whose look this instance has claimed */
  async execute(paymentId: number, signal: AbortSignal): Promise<void> {
    const look = await this.looks.find(paymentId);
    if (look === undefined) return;
    if (this.deposits.concerns(look.payment)) return this.deposits.look(look, signal);
    if (look.payment.state === 'REQUESTED') return this.ofRequested(look, signal);
    if (look.payment.state === 'CAPTURED' || look.payment.state === 'FAILED') return this.ofEnded(look, signal);
    return this.finder.look(look, signal);
  }

  /** The buyer is at the provider's page, has left it, or has agreed there and never come back. */
  private async ofRequested({ payment, count, hasExpired }: Look, signal: AbortSignal): Promise<void> {
    const { paymentId } = payment;
    // The order can no longer be paid by it. The next look ends it at the provider.
    if (hasExpired) return void (await this.finder.abandon(paymentId));
    const standing = await this.looker.look(payment, signal);
    if (standing.outcome === 'UNKNOWN') return this.looks.postpone(paymentId, pauseBefore(count));
    if (standing.outcome === 'UNFINISHED') await this.confirmAuthorized(payment, standing, signal);
    await this.looks.done(paymentId);
  }

  /** As if the buyer had come back. An order that cannot be paid any more is not paid for. */
  private async confirmAuthorized(
    payment: Payment,
    { isAuthorized = false, providerKey = payment.providerKey ?? undefined }: UnfinishedPayment,
    signal: AbortSignal,
  ): Promise<void> {
    if (!isAuthorized || providerKey === undefined) return;
    try {
      await this.money.begin(payment, providerKey, signal);
    } catch (error) {
      if (!(error instanceof DomainError) || error instanceof Unavailable) throw error;
      const { paymentId, orderId } = payment;
      this.log.log({ msg: `A payment was authorized, and not confirmed: ${error.message}`, paymentId, orderId });
    }
  }

  /** There may be a capture after all, money that was paid back at the provider's console, or a deposit that has bounced. */
  private async ofEnded({ payment, count }: Look, signal: AbortSignal): Promise<void> {
    const standing = await this.looker.look(payment, signal);
    if (standing.outcome === 'UNKNOWN') return this.looks.postpone(payment.paymentId, pauseBefore(count));
    if (payment.state === 'CAPTURED' && standing.outcome === 'DEPOSIT_AWAITED') {
      return this.deposits.reverse(payment, standing);
    }
    await this.looks.done(payment.paymentId);
  }
}
