import { Injectable } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import type { WaitPreference } from '#platform/http/parameters/prefer-wait';
import { withTimeout } from '#platform/timing/with-timeout';
import type { Payment } from '../domain/payment';
import { paymentNotFound } from '../domain/payment-refusals';
import { PaymentQueries } from '../persistence/payment.queries';
import { PaymentOutcomeChannel } from '../persistence/payment-outcome-channel';
import type { RequestedPayment } from '../persistence/payment-requests';
import { CreatePayment, type PaymentWish } from './create-payment';
import { MoveMoney } from './move-money';

/** For one look at the payment when the wait has ended without an outcome. */
const LAST_READ_LIMIT_MS = 500;

export interface PaymentCommand {
  readonly orderId: number;
  readonly key: RequestKey;
  readonly wait: WaitPreference;
  readonly wish: PaymentWish;
}

/** Requests the payment of an order: once per idempotency key, and at most one attempt at a time. */
@Injectable()
export class RequestPayment {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly creator: CreatePayment,
    private readonly queries: PaymentQueries,
    private readonly outcomes: PaymentOutcomeChannel,
    private readonly money: MoveMoney,
  ) {}

  /**
   * @returns the attempt; where there is no page to confirm on, as it is when it has ended or the wait is over
   * @throws DomainError VALIDATION_FAILED, ORDER_NOT_FOUND, ORDER_NOT_PAYABLE, ORDER_ALREADY_PAID, PAYMENT_IN_PROGRESS,
   *   IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED
   * @throws Unavailable also when the provider has not opened the attempt; the same request goes on with it
   */
  async execute({ orderId, key, wait, wish }: PaymentCommand): Promise<RequestedPayment> {
    const wanted = this.creator.wanted(wish);
    let requested: RequestedPayment | undefined;
    const { method, provider } = wanted;
    const attempt = { key, scope: 'payment.request', request: { orderId, method, provider } };
    const { resourceId } = await this.idempotency.run(attempt, async (claim) => {
      requested = await this.creator.execute(orderId, key.userId, wanted, claim);
      return requested.payment.paymentId;
    });
    const { payment, isNew } = requested ?? { payment: await this.found(resourceId), isNew: true };
    if (payment.state === 'REQUESTED' && payment.checkoutUrl === null) {
      return { payment: await this.money.open(payment), isNew };
    }
    if (payment.state !== 'CONFIRMING' || wanted.hasPage || wait.seconds === undefined) return { payment, isNew };
    return { payment: await this.ended(payment, wait.arrivedAt + wait.seconds * 1_000 - performance.now()), isNew };
  }

  private async found(paymentId: number): Promise<Payment> {
    const payment = await this.queries.find(paymentId);
    if (payment === undefined) throw paymentNotFound();
    return payment;
  }

  private async ended(payment: Payment, msLeft: number): Promise<Payment> {
    const outcome = await this.outcomes.wait(payment.paymentId, Math.max(0, msLeft));
    if (outcome !== undefined) return outcome;
    // The attempt is durable, whatever this read finds, so it is confirmed in any case.
    const late = (): Unavailable => new Unavailable('Reading the payment in time');
    return withTimeout(LAST_READ_LIMIT_MS, this.found(payment.paymentId), late).catch(() => payment);
  }
}
