import { Injectable } from '@nestjs/common';
import { SimulatedBuyer } from '../adapters/simulator/simulated-buyer';
import type { Payment } from '../domain/payment';
import { paymentDeclined, paymentNotFound } from '../domain/payment-refusals';
import { PaymentQueries } from '../persistence/payment.queries';
import { ConfirmPayment } from './confirm-payment';
import { LookAtPayment } from './look-at-payment';

/**
 * Plays the buyer at the payment simulator, and then does what the return from its page does. Repeated, it finds the
 * attempt as it has ended, so that no order is paid twice.
 */
@Injectable()
export class CompletePayment {
  constructor(
    private readonly queries: PaymentQueries,
    private readonly buyer: SimulatedBuyer,
    private readonly confirmer: ConfirmPayment,
    private readonly looks: LookAtPayment,
  ) {}

  /**
   * @param pays false: the card is declined
   * @throws DomainError PAYMENT_NOT_FOUND, PAYMENT_DECLINED, and those of a confirmation
   * @throws Unavailable when the simulator gives no answer
   */
  async execute(orderId: number, userId: number, pays: boolean): Promise<Payment> {
    const attempts = await this.queries.attempts(orderId, userId);
    const payment = attempts.find(({ isLive }) => isLive) ?? attempts.at(-1);
    if (payment === undefined) throw paymentNotFound();
    const { state, providerOrderId, amount } = payment;
    if (state === 'WAITING_FOR_DEPOSIT') return pays ? this.deposit(payment) : payment;
    const paymentKey = state === 'REQUESTED' ? await this.visit(payment, pays) : '';
    return this.confirmer.execute({ orderId, userId, paymentKey, providerOrderId, amount });
  }

  /** @returns the key that the page sends the buyer back with */
  private async visit({ provider, providerOrderId, providerKey }: Payment, pays: boolean): Promise<string> {
    if (provider !== 'toss') throw paymentNotFound();
    const visited = await this.buyer.play(pays ? 'pay' : 'decline', providerOrderId);
    const paymentKey = visited?.paymentKey ?? providerKey;
    if (paymentKey === null) throw paymentNotFound();
    if (visited?.status === 'READY') throw paymentDeclined('PAY_PROCESS_CANCELED');
    return paymentKey;
  }

  private async deposit({ providerOrderId, paymentId }: Payment): Promise<Payment> {
    await this.buyer.play('deposit', providerOrderId);
    return this.looks.execute(paymentId);
  }
}
