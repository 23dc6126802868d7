import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '#platform/database/database-clock';
import type { Claim } from '#platform/http/idempotency/claim';
import { invalidField } from '#platform/http/invalid';
import { OrderPayments } from '#order-payments';
import type { PaymentMethod } from '#payment';
import { PaymentProviders } from '../adapters/payment-providers';
import type { WantedPayment } from '../domain/payment-request';
import { authorizationOf, belowMinimum, unpayable } from '../domain/payment-refusals';
import { PaymentRequests, type RequestedPayment } from '../persistence/payment-requests';

/** How a buyer wants to pay an order. */
export interface PaymentWish {
  /** `CARD`, or the first method there is, by default */
  readonly method?: PaymentMethod | undefined;
  /** the name of the first provider that offers the method by default */
  readonly provider?: string | undefined;
}

/** Asks the order whether it can be paid now, and only then stores the attempt. */
@Injectable()
export class CreatePayment {
  constructor(
    private readonly orders: OrderPayments,
    private readonly providers: PaymentProviders,
    private readonly requests: PaymentRequests,
    private readonly clock: DatabaseClock,
  ) {}

  /** @throws DomainError VALIDATION_FAILED for a method, or a provider, that the shop does not offer */
  wanted(wish: PaymentWish): WantedPayment {
    const { names } = this.providers;
    const methods = this.providers.available().map(({ method }) => method);
    const method = wish.method ?? methods[0];
    const provider = method && this.providers.offering(method, wish.provider);
    if (method !== undefined && provider !== undefined) {
      return { method, provider: provider.name, hasPage: provider.hasPage };
    }
    const isUnknown = wish.provider !== undefined && !names.includes(wish.provider);
    if (isUnknown) throw invalidField('provider', 'NOT_A_CHOICE', `must be one of ${names.join(', ')}`);
    const choices = methods.filter((each) => this.providers.offering(each, wish.provider) !== undefined);
    throw invalidField('method', 'NOT_A_CHOICE', `must be one of ${choices.join(', ')}`);
  }

  /**
   * @throws DomainError ORDER_NOT_FOUND, ORDER_NOT_PAYABLE, ORDER_ALREADY_PAID, PAYMENT_IN_PROGRESS,
   *   PAYMENT_BELOW_MINIMUM
   * @throws KeyAlreadyClaimed
   * @throws Unavailable while the provider is not called; nothing is stored then
   */
  async execute(
    orderId: number,
    userId: number,
    wanted: WantedPayment,
    claim: Claim | undefined,
  ): Promise<RequestedPayment> {
    const provider = this.providers.get(wanted.provider);
    provider.assertAvailable();
    const purpose = wanted.hasPage ? 'REQUEST' : 'CONFIRM';
    const atLeast = provider.minimumOf(wanted.method);
    const authorization = authorizationOf(
      await this.orders.authorize([{ orderId, purpose, userId, atLeast }]),
      orderId,
    );
    if (authorization.outcome === 'TOO_LITTLE') throw belowMinimum(atLeast);
    // Another user's order is one that this user cannot know of.
    if (authorization.outcome !== 'NOT_FOUND' && authorization.userId !== userId) {
      throw unpayable({ orderId, outcome: 'NOT_FOUND' });
    }
    if (authorization.outcome !== 'PAYABLE') throw unpayable(authorization);
    const { due: amount, currency, reserveLimit } = authorization;
    const requestedAt = this.clock.now();
    return this.requests.store({ ...wanted, orderId, userId, amount, currency, reserveLimit, requestedAt, claim });
  }
}
