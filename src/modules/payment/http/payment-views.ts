import { Injectable } from '@nestjs/common';
import type { Payment } from '../domain/payment';
import { RefundQueries } from '../persistence/refund.queries';
import { type AdminPaymentView, adminPaymentView, type PaymentView, paymentView } from './payment-view.dto';

/** Payments as the API shows them, with their refunds. Payments without a refund cost no query. */
@Injectable()
export class PaymentViews {
  constructor(private readonly refunds: RefundQueries) {}

  async of(payment: Payment): Promise<PaymentView> {
    return paymentView(payment, (await this.refundsOf([payment])).get(payment.paymentId));
  }

  async ofAdmin(payment: Payment): Promise<AdminPaymentView> {
    return adminPaymentView(payment, (await this.refundsOf([payment])).get(payment.paymentId));
  }

  async allOfAdmin(payments: readonly Payment[]): Promise<AdminPaymentView[]> {
    const refunds = await this.refundsOf(payments);
    return payments.map((payment) => adminPaymentView(payment, refunds.get(payment.paymentId)));
  }

  private refundsOf(payments: readonly Payment[]) {
    const refunded = payments.filter(({ refundTotal }) => refundTotal > 0);
    return this.refunds.ofPayments(refunded.map(({ paymentId }) => paymentId));
  }
}
