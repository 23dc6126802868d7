import { ApiProperty } from '@nestjs/swagger';
import { PAYMENT_METHODS, type PaymentMethod } from '#payment';
import { type Payment, PAYMENT_STATES, type PaymentState } from '../domain/payment';
import type { RefundOfPayment } from '../persistence/refund.queries';
import { PaymentRefundView, paymentRefundView } from './refund-view.dto';

const INTEGER = { type: 'integer', format: 'int64' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;

/** Where the buyer transfers the money to. */
export class VirtualAccountView {
  @ApiProperty({ example: '신한은행' })
  readonly bank!: string;

  @ApiProperty({ example: '110-123-456789' })
  readonly accountNumber!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'in whose name it is', example: '핫딜' })
  readonly holderName!: string | null;

  @ApiProperty({ ...INSTANT, description: 'until when the money has to arrive' })
  readonly dueDate!: string;
}

export class PaymentView {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly paymentId!: number;

  @ApiProperty({ ...INTEGER, example: 1 })
  readonly orderId!: number;

  @ApiProperty({ ...INTEGER, description: 'who pays', example: 7 })
  readonly userId!: number;

  @ApiProperty({ description: 'who collects the money', example: 'points' })
  readonly provider!: string;

  @ApiProperty({ enum: PAYMENT_METHODS })
  readonly method!: PaymentMethod;

  @ApiProperty({ ...INTEGER, description: 'what is to be paid', example: 40_000 })
  readonly amount!: number;

  @ApiProperty({ description: 'ISO 4217', example: 'KRW' })
  readonly currency!: string;

  @ApiProperty({
    enum: PAYMENT_STATES,
    description:
      '`REQUESTED`: the buyer is at the page of the provider; `CONFIRMING`: the money is being moved, or it is not known yet whether it was: do not pay again; `WAITING_FOR_DEPOSIT`: the buyer transfers the money to `virtualAccount`; `CAPTURED`: the money is taken; `FAILED`: see `failureCode`; `ABANDONED`: given up; `REVERSED`: the deposit was captured, and has bounced',
  })
  readonly status!: PaymentState;

  @ApiProperty({ ...INTEGER, description: 'what was paid back, or is being paid back', example: 0 })
  readonly refundedAmount!: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'why it failed, in the word of the provider' })
  readonly failureCode!: string | null;

  @ApiProperty(INSTANT)
  readonly requestedAt!: string;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when the money was captured' })
  readonly approvedAt!: string | null;

  @ApiProperty({
    ...INSTANT,
    nullable: true,
    description: 'until when it can be confirmed, or the money transferred; null: not known',
  })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'where the buyer pays; only while it is REQUESTED' })
  readonly checkoutUrl!: string | null;

  @ApiProperty({
    type: VirtualAccountView,
    nullable: true,
    description: 'where the buyer transfers the money to; only while it is WAITING_FOR_DEPOSIT',
  })
  readonly virtualAccount!: VirtualAccountView | null;

  @ApiProperty({ type: 'string', nullable: true, description: "the provider's receipt of a payment that is CAPTURED" })
  readonly receiptUrl!: string | null;

  @ApiProperty({ type: [PaymentRefundView], description: 'what is paid back, oldest first' })
  readonly refunds!: PaymentRefundView[];
}

/** A payment as administrators see it, who look for it in the console of the provider. */
export class AdminPaymentView extends PaymentView {
  @ApiProperty({ description: "the shop's name of the payment at the provider", example: 'hd-2s-Qm9vX1k3Zw' })
  readonly providerOrderId!: string;

  @ApiProperty({ type: 'string', nullable: true, description: "the provider's own name of it; null: not known yet" })
  readonly providerKey!: string | null;
}

export function paymentView(payment: Payment, refunds: readonly RefundOfPayment[] = []): PaymentView {
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    userId: payment.userId,
    provider: payment.provider,
    method: payment.method,
    amount: payment.amount,
    currency: payment.currency,
    status: payment.state,
    refundedAmount: payment.refundTotal,
    failureCode: payment.failureCode,
    requestedAt: payment.requestedAt.toISOString(),
    approvedAt: payment.approvedAt?.toISOString() ?? null,
    expiresAt: payment.expiresAt?.toISOString() ?? null,
    checkoutUrl: payment.state === 'REQUESTED' ? payment.checkoutUrl : null,
    virtualAccount: virtualAccountOf(payment),
    receiptUrl: payment.state === 'CAPTURED' ? payment.receiptUrl : null,
    refunds: refunds.map(paymentRefundView),
  };
}

export function adminPaymentView(payment: Payment, refunds: readonly RefundOfPayment[] = []): AdminPaymentView {
  const { providerOrderId, providerKey } = payment;
  return { ...paymentView(payment, refunds), providerOrderId, providerKey };
}

function virtualAccountOf({ state, depositAccount }: Payment): VirtualAccountView | null {
  if (state !== 'WAITING_FOR_DEPOSIT' || depositAccount === null) return null;
  const { bank, accountNumber, holderName, dueAt } = depositAccount;
  return { bank, accountNumber, holderName, dueDate: dueAt.toISOString() };
}
