import { Injectable, Logger } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderPayments } from '#order-payments';
import { ShippingClient } from '#shipping';
import { PaymentPartlyRefundedExternally, type PaymentPartlyTakenBack } from '../domain/payment.events';
import { PaymentQueries } from '../persistence/payment.queries';
import { SettlePayments } from './settle-payments';

/**
 * Lets the parcels of orders wait of whose money someone has paid back a part at the provider's own console: an
 * administrator decides whether they leave (H10). Each step may repeat. The payment is settled first, so that it is known
 * which order has its money: of a late payment, the one that it has bought.
 */
@Injectable()
export class HoldShipmentsWhenPaymentsPartlyRefundedExternally extends EventHandler<PaymentPartlyTakenBack> {
  override readonly event = PaymentPartlyRefundedExternally;
  override readonly name = 'payment.hold-shipments';
  private readonly log = new Logger('Payments');

  constructor(
    private readonly settler: SettlePayments,
    private readonly queries: PaymentQueries,
    private readonly orders: OrderPayments,
    private readonly shipping: ShippingClient,
  ) {
    super();
  }

  override async handle({ events }: EventBatch<PaymentPartlyTakenBack>): Promise<void> {
    const paymentIds = [...new Set(events.map(({ paymentId }) => paymentId))];
    await this.settler.of(paymentIds);
    const payments = await this.queries.ended(paymentIds);
    const kept = payments.filter(({ outcome }) => outcome === 'PAID').map(({ orderId }) => orderId);
    const late = payments.filter(({ outcome }) => outcome === 'LATE');
    // Settling has decided what they buy: this only reads it.
    const bought = await this.orders.replace(
      late.map(({ paymentId, orderId }) => ({ paymentId, orderId, mayBuy: false })),
    );
    const orderIds = [...kept, ...bought.flatMap((one) => (one.outcome === 'REPLACED' ? [one.orderId] : []))];
    await this.shipping.holdBack(orderIds);
    for (const orderId of orderIds) {
      this.log.warn({ msg: 'A part of a payment was paid back at its provider: the parcel waits', orderId });
    }
  }
}
