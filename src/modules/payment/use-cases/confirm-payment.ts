import { Injectable } from '@nestjs/common';
import type { Payment } from '../domain/payment';
import { amountMismatch, paymentDeclined, paymentNotFound, paymentSuperseded } from '../domain/payment-refusals';
import { PaymentQueries } from '../persistence/payment.queries';
import { MoveMoney } from './move-money';

/** What the provider's page has sent the buyer back with. */
export interface Confirmation {
  readonly orderId: number;
  readonly userId: number;
  readonly paymentKey: string;
  readonly providerOrderId: string;
  readonly amount: number;
}

/**
 * Confirms an attempt that the buyer has authorized on the provider's page: the order is asked, the intent is stored, and
 * only then is the provider called. What can meet:
 *
 * - A reload, two tabs, two instances, the look that a webhook has brought about: the intent is a compare-and-set, so one
 *   of them calls the provider. The others get the payment as it is.
 * - The process dies after the order was asked: its units stay reserved a little longer. After the intent, or during the
 *   call: the attempt is CONFIRMING, and its outcome is found out by the poller.
 * - An amount, a key or an order that was changed on the way: the amount is compared before anything is sent; one key of
 *   a provider is of one payment, and a key that the provider has given out at the opening is compared as well; the
 *   provider compares its own order.
 */
@Injectable()
export class ConfirmPayment {
  constructor(
    private readonly queries: PaymentQueries,
    private readonly money: MoveMoney,
  ) {}

  /**
   * @returns the payment, CAPTURED, or CONFIRMING while it is not known whether the money was moved; repeated, the same
   * @throws DomainError PAYMENT_NOT_FOUND, PAYMENT_AMOUNT_MISMATCH, PAYMENT_SUPERSEDED, PAYMENT_DECLINED,
   *   ORDER_NOT_PAYABLE, ORDER_ALREADY_PAID
   * @throws Unavailable when nothing was sent
   */
  async execute(confirmation: Confirmation): Promise<Payment> {
    const payment = await this.found(confirmation);
    if (payment.state !== 'REQUESTED') return concluded(payment);
    return concluded((await this.money.begin(payment, confirmation.paymentKey)) ?? (await this.found(confirmation)));
  }

  private async found({ orderId, userId, providerOrderId, amount }: Confirmation): Promise<Payment> {
    const attempts = await this.queries.attempts(orderId, userId);
    const payment = attempts.find((attempt) => attempt.providerOrderId === providerOrderId);
    if (payment === undefined) throw paymentNotFound();
    if (payment.amount !== amount) throw amountMismatch(payment.amount);
    return payment;
  }
}

function concluded(payment: Payment): Payment {
  if (payment.state === 'FAILED') throw paymentDeclined(payment.failureCode ?? 'UNKNOWN');
  if (payment.state === 'ABANDONED') throw paymentSuperseded();
  return payment;
}
