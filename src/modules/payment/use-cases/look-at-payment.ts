import { Injectable } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import type { Payment } from '../domain/payment';
import { paymentNotFound } from '../domain/payment-refusals';
import type { ProviderStanding } from '../domain/provider';
import { PaymentQueries } from '../persistence/payment.queries';
import { RefundReconciliation } from '../persistence/refund-reconciliation';
import { MoveMoney } from './move-money';
import { ProviderCalls } from './provider-calls';

/** Asks a provider how a payment stands there, and stores what it says for certain. It moves no money. */
@Injectable()
export class LookAtPayment {
  constructor(
    private readonly queries: PaymentQueries,
    private readonly calls: ProviderCalls,
    private readonly money: MoveMoney,
    private readonly reconciliation: RefundReconciliation,
  ) {}

  /**
   * @returns the payment as it is then
   * @throws DomainError PAYMENT_NOT_FOUND
   * @throws Unavailable when the provider gives no answer
   */
  async execute(paymentId: number): Promise<Payment> {
    await this.standingOf(paymentId);
    return this.get(paymentId);
  }

  /**
   * @returns what the provider has said for certain; it is stored then
   * @throws DomainError PAYMENT_NOT_FOUND
   * @throws Unavailable when the provider gives no answer
   */
  async standingOf(paymentId: number): Promise<ProviderStanding> {
    const payment = await this.get(paymentId);
    const standing = await this.look(payment);
    if (standing.outcome === 'UNKNOWN') throw new Unavailable(`The payment provider ${payment.provider}`);
    const isReversed = payment.state === 'CAPTURED' && standing.outcome === 'DEPOSIT_AWAITED';
    if (isReversed) await this.money.conclude(payment, standing);
    return standing;
  }

  /** @returns what the provider has said, of which all that is certain is stored, but for a deposit that has bounced */
  async look(payment: Payment, ended?: AbortSignal): Promise<ProviderStanding> {
    const standing = await this.calls.retrieve(payment, ended);
    if (payment.state !== 'CAPTURED') await this.money.conclude(payment, standing);
    else if (standing.outcome === 'CAPTURED') await this.reconciliation.execute(payment.paymentId, standing);
    return standing;
  }

  private async get(paymentId: number): Promise<Payment> {
    const payment = await this.queries.find(paymentId);
    if (payment === undefined) throw paymentNotFound();
    return payment;
  }
}
