import { Injectable, Logger } from '@nestjs/common';
import { isDuplicateKey } from '#platform/database/errors';
import type { Payment } from '../domain/payment';
import { amountMismatch, paymentSuperseded, unpayable } from '../domain/payment-refusals';
import type { ProviderStanding } from '../domain/provider';
import { PaymentAttempts } from '../persistence/payment-attempts';
import { ProviderWords } from '../persistence/provider-words';
import { AuthorizePayments } from './authorize-payments';
import { ProviderCalls } from './provider-calls';
import { SettlePayments } from './settle-payments';

/**
 * The call that moves the money is sent at most so long after the order was asked (H9): an order that can be paid stays
 * reserved for at least 45 s, of which the call may take 30.
 */
const AUTHORIZED_FOR_MS = 15_000;

/**
 * What is done at a provider for an attempt whose intent is durable. No connection is held during a call, and whatever
 * comes of it is found out later, if this process does not live to store it.
 */
@Injectable()
export class MoveMoney {
  private readonly log = new Logger('Payments');

  constructor(
    private readonly authorizer: AuthorizePayments,
    private readonly calls: ProviderCalls,
    private readonly attempts: PaymentAttempts,
    private readonly words: ProviderWords,
    private readonly settler: SettlePayments,
  ) {}

  /** @throws Unavailable when the provider has not opened the attempt */
  async open(payment: Payment): Promise<Payment> {
    const opened = await this.calls.open(payment);
    return { ...payment, checkoutUrl: await this.attempts.opened(payment.paymentId, opened) };
  }

  /**
   * Confirms an attempt for the first time: the order is asked, the intent is stored, and only then is the provider
   * called. The intent is a compare-and-set, so that of those that confirm it at once, one calls the provider.
   * @param payment in REQUESTED
   * @returns the payment as it is then; `undefined` when another call has confirmed it, or it was given up
   * @throws DomainError ORDER_NOT_PAYABLE, ORDER_ALREADY_PAID, PAYMENT_AMOUNT_MISMATCH, PAYMENT_SUPERSEDED
   * @throws Unavailable while the provider is not called; after each of these nothing was sent
   */
  async begin(payment: Payment, providerKey: string, ended?: AbortSignal): Promise<Payment | undefined> {
    if (payment.providerKey !== null && payment.providerKey !== providerKey) throw paymentSuperseded();
    this.calls.assertAvailable(payment.provider);
    const authorizedAt = performance.now();
    const authorization = await this.authorizer.of(payment.orderId, 'CONFIRM');
    if (authorization.outcome !== 'PAYABLE') throw unpayable(authorization);
    if (authorization.due !== payment.amount) throw amountMismatch(authorization.due);
    const isOwn = await this.attempts.intend(payment.paymentId, providerKey).catch((error: unknown) => {
      throw isDuplicateKey(error) ? paymentSuperseded() : error;
    });
    if (!isOwn) return undefined;
    return this.confirm({ ...payment, state: 'CONFIRMING', providerKey, confirmAttempt: 1 }, authorizedAt, ended);
  }

  /**
   * Sends the call that moves the money, and stores its outcome.
   * @param payment in CONFIRMING, and durable so
   * @param authorizedAt before the order was asked, monotonic, ms
   * @returns the payment as it is then; in CONFIRMING while the outcome is not known, in WAITING_FOR_DEPOSIT with the
   *   account that was given out
   * @throws DomainError ORDER_NOT_PAYABLE, ORDER_ALREADY_PAID; then nothing was sent
   */
  async confirm(payment: Payment, authorizedAt: number, ended?: AbortSignal): Promise<Payment> {
    const { orderId, paymentId } = payment;
    if (performance.now() - authorizedAt > AUTHORIZED_FOR_MS) {
      const authorization = await this.authorizer.of(orderId, 'CONFIRM');
      if (authorization.outcome !== 'PAYABLE') throw unpayable(authorization);
    }
    const outcome = await this.calls.confirm(payment, ended);
    try {
      if (outcome.outcome !== 'UNKNOWN') return await this.conclude(payment, outcome);
      await this.attempts.noteUnknown(payment, outcome.isAnswered);
    } catch (error) {
      this.log.warn({
        msg: 'The outcome of a payment could not be stored; it is found out again',
        paymentId,
        err: error,
      });
    }
    return payment;
  }

  /** Stores what the provider has said, and settles the order at once if that has ended the attempt. */
  async conclude(payment: Payment, said: ProviderStanding): Promise<Payment> {
    const { paymentId, orderId } = payment;
    // Once it is captured again, the order would not learn that an earlier deposit has bounced.
    if (payment.state === 'REVERSED') await this.settler.now(paymentId);
    const standing = await this.authorizer.beforeDeposit(payment, said);
    const concluded = (await this.words.record({ paymentId, orderId, standing })) ?? payment;
    if (concluded.state === payment.state || concluded.state === 'WAITING_FOR_DEPOSIT') return concluded;
    await this.settler.now(paymentId).catch((error: unknown) => {
      this.log.warn({ msg: 'An order could not be settled with its payment; its event is due', paymentId, err: error });
    });
    return concluded;
  }
}
