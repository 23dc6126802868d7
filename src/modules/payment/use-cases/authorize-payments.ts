import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import { type Authorization, type AuthorizationPurpose, OrderPayments } from '#order-payments';
import { PaymentConfig } from '../payment.config';
import type { Payment } from '../domain/payment';
import { authorizationOf } from '../domain/payment-refusals';
import type { ProviderStanding } from '../domain/provider';

/** No buyer gets longer for a transfer, whatever a provider says, also where accounts are no longer given out. */
const MOST_DEPOSIT_MS = 86_400_000;

/** Asks orders whether they can be paid, which keeps their units reserved. */
@Injectable()
export class AuthorizePayments {
  constructor(
    private readonly orders: OrderPayments,
    private readonly config: PaymentConfig,
    private readonly clock: DatabaseClock,
  ) {}

  async of(orderId: number, purpose: AuthorizationPurpose, depositDueAt?: Date): Promise<Authorization> {
    return authorizationOf(await this.orders.authorize([{ orderId, purpose, depositDueAt }]), orderId);
  }

  /**
   * Has the order keep its units for a deposit, before the account is stored or shown (A8), and again when the deposit has
   * arrived, until it counts. An order that has ended meanwhile is none the worse: the next look closes the account.
   * @returns what the provider has said, the account with the time that this shop gives
   */
  async beforeDeposit(payment: Payment, standing: ProviderStanding): Promise<ProviderStanding> {
    const { method, state, orderId, depositSeenAt } = payment;
    if (method !== 'VIRTUAL_ACCOUNT' || (state !== 'CONFIRMING' && state !== 'WAITING_FOR_DEPOSIT')) return standing;
    const now = this.clock.now();
    if (standing.outcome === 'CAPTURED') {
      if (depositSeenAt === null) await this.of(orderId, 'DEPOSIT', now);
      return standing;
    }
    if (standing.outcome !== 'DEPOSIT_AWAITED' || state !== 'CONFIRMING') return standing;
    const latest = now.getTime() + (this.config.depositMs || MOST_DEPOSIT_MS);
    const dueAt = new Date(Math.min(standing.account.dueAt.getTime(), latest));
    await this.of(orderId, 'DEPOSIT', dueAt);
    return { ...standing, account: { ...standing.account, dueAt } };
  }

  /** From now on, in ms. */
  until(instant: Date): number {
    return instant.getTime() - this.clock.now().getTime();
  }
}
