import { Injectable, Logger } from '@nestjs/common';
import { pauseBefore, pauseForDeposit, type Payment, UNJUDGED_PAUSE_MS } from '../domain/payment';
import type { ProviderStanding } from '../domain/provider';
import { PaymentAttempts } from '../persistence/payment-attempts';
import { type Look, PaymentLooks } from '../persistence/payment-looks';
import { AuthorizePayments } from './authorize-payments';
import { MoveMoney } from './move-money';
import { ProviderCalls } from './provider-calls';

/** A little earlier than the order expires, so that the account is closed before. */
const BEFORE_EXPIRY_MS = 44_000;

/**
 * Looks at payments by virtual accounts, from the account to a deposit that stays. What can meet:
 *
 * - The deposit beside the end of its order: the account is closed at the provider before the attempt is ABANDONED (A11).
 *   If closing it says that the money is there, it is counted like any other deposit, and the order judges it: LATE or
 *   OVER.
 * - The deposit beside its deadline: what has arrived is looked at for 180 s, for which the order keeps its units.
 * - A deposit that bounces: within 180 s it was never counted (A10); later it is taken off the order (A12), which has
 *   judged it before. Where the provider's word of that is lost, a look 20 minutes after the capture finds it.
 */
@Injectable()
export class WatchDeposit {
  private readonly log = new Logger('Payments');

  constructor(
    private readonly looks: PaymentLooks,
    private readonly calls: ProviderCalls,
    private readonly attempts: PaymentAttempts,
    private readonly money: MoveMoney,
    private readonly authorizer: AuthorizePayments,
  ) {}

  /** @returns whether the attempt has an account that is open, or a deposit that is not counted yet */
  concerns({ state, depositSeenAt }: Payment): boolean {
    return state === 'WAITING_FOR_DEPOSIT' || state === 'REVERSED' || depositSeenAt !== null;
  }

  async look({ payment, count }: Look, signal: AbortSignal): Promise<void> {
    if (payment.depositSeenAt !== null) await this.count(payment, count, signal);
    else if (payment.state === 'WAITING_FOR_DEPOSIT') await this.wait(payment, count, signal);
    else await this.closeReversed(payment, count, signal);
  }

  /**
   * Closes the account of an attempt that no one will pay any more.
   * @returns how it stands at the provider then; the attempt is ABANDONED unless that is unknown or the money is there
   */
  async close(payment: Payment, signal?: AbortSignal): Promise<ProviderStanding> {
    const standing = await this.calls.close(payment, signal);
    if (standing.outcome === 'CAPTURED') await this.money.conclude(payment, standing);
    else if (!isOpen(standing)) await this.attempts.abandonWaiting(payment);
    return standing;
  }

  /** A capture that is captured no longer is reversed once the order has judged it. */
  async reverse(payment: Payment, standing: ProviderStanding): Promise<void> {
    const { paymentId, orderId } = payment;
    const concluded = await this.money.conclude(payment, standing);
    if (concluded.state === 'CAPTURED') return this.looks.postpone(paymentId, UNJUDGED_PAUSE_MS);
    const { captured: amount, refundTotal } = payment;
    this.log.warn({ msg: 'A deposit has bounced after it was captured', paymentId, orderId, amount, refundTotal });
  }

  private async count(payment: Payment, count: number, signal: AbortSignal): Promise<void> {
    const standing = await this.calls.retrieve(payment, signal);
    const concluded = await this.money.conclude(payment, standing);
    const isSame = concluded.state === payment.state && concluded.depositSeenAt !== null;
    if (isSame) await this.looks.postpone(payment.paymentId, pauseBefore(count));
  }

  private async wait(payment: Payment, count: number, signal: AbortSignal): Promise<void> {
    const { orderId, paymentId, expiresAt } = payment;
    const standing = await this.calls.retrieve(payment, signal);
    if (standing.outcome === 'CAPTURED' || standing.outcome === 'REFUSED') {
      const concluded = await this.money.conclude(payment, standing);
      const isSame = concluded.state === payment.state && concluded.depositSeenAt === null;
      if (isSame) await this.looks.postpone(paymentId, pauseBefore(count));
      return;
    }
    const authorization = await this.authorizer.of(orderId, 'DEPOSIT', expiresAt ?? undefined);
    if (authorization.outcome === 'PAYABLE') {
      const left = this.authorizer.until(authorization.reservedUntil) - BEFORE_EXPIRY_MS;
      return this.looks.postpone(paymentId, Math.max(0, Math.min(pauseForDeposit(count), left)));
    }
    if (isOpen(await this.close(payment, signal))) await this.looks.postpone(paymentId, pauseBefore(count));
  }

  /** The provider waits for the deposit again, which would buy nothing any more. */
  private async closeReversed(payment: Payment, count: number, signal: AbortSignal): Promise<void> {
    const standing = await this.calls.close(payment, signal);
    if (standing.outcome === 'CAPTURED') await this.money.conclude(payment, standing);
    else if (isOpen(standing)) await this.looks.postpone(payment.paymentId, pauseBefore(count));
    else await this.looks.done(payment.paymentId);
  }
}

/** The account may still take a deposit. */
export function isOpen({ outcome }: ProviderStanding): boolean {
  return outcome === 'UNKNOWN' || outcome === 'DEPOSIT_AWAITED';
}
