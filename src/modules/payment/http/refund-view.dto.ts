import { ApiProperty } from '@nestjs/swagger';
import { PAYMENT_METHODS, type PaymentMethod } from '#payment';
import {
  REFUND_CAUSES,
  REFUND_STATES,
  type RefundCause,
  type RefundState,
  SETTLED_AS,
  type SettledAs,
} from '../domain/refund';
import type { RefundOfPayment, StoredRefund } from '../persistence/refund.queries';

const INTEGER = { type: 'integer', format: 'int64' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;

/** A refund as the buyer sees it. */
export class PaymentRefundView {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly refundId!: number;

  @ApiProperty({ ...INTEGER, description: 'what is paid back', example: 40_000 })
  readonly amount!: number;

  @ApiProperty({
    enum: REFUND_STATES,
    description: 'DUE: it is being paid back; DONE: it is paid back; STUCK: it is owed, and the shop has to decide how',
  })
  readonly status!: RefundState;

  @ApiProperty({ enum: REFUND_CAUSES, description: 'why it is paid back' })
  readonly cause!: RefundCause;

  @ApiProperty(INSTANT)
  readonly requestedAt!: string;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it was paid back' })
  readonly completedAt!: string | null;
}

/** A refund as administrators see it. */
export class RefundView extends PaymentRefundView {
  @ApiProperty({ ...INTEGER, example: 1 })
  readonly paymentId!: number;

  @ApiProperty({ ...INTEGER, example: 1 })
  readonly orderId!: number;

  @ApiProperty({ ...INTEGER, description: 'who gets it', example: 7 })
  readonly userId!: number;

  @ApiProperty({ description: 'who has collected the money', example: 'points' })
  readonly provider!: string;

  @ApiProperty({ enum: PAYMENT_METHODS })
  readonly method!: PaymentMethod;

  @ApiProperty({ description: 'ISO 4217', example: 'KRW' })
  readonly currency!: string;

  @ApiProperty({ type: 'integer', description: 'how often it was sent to the provider', example: 1 })
  readonly attempts!: number;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'when it is sent next; null: it is not DUE' })
  readonly nextAttemptAt!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'the last problem, in the word of the provider' })
  readonly failureCode!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: "the provider's own name of the refund" })
  readonly providerReference!: string | null;

  @ApiProperty({
    type: 'string',
    enum: [...SETTLED_AS, null],
    nullable: true,
    description: 'how an administrator ended it',
  })
  readonly settledAs!: SettledAs | null;

  @ApiProperty({ ...INTEGER, nullable: true, description: 'the administrator who ended it' })
  readonly settledBy!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'what the administrator noted' })
  readonly note!: string | null;
}

export function paymentRefundView(refund: RefundOfPayment): PaymentRefundView {
  return {
    refundId: refund.refundId,
    amount: refund.amount,
    status: refund.state,
    cause: refund.cause,
    requestedAt: refund.requestedAt.toISOString(),
    completedAt: refund.completedAt?.toISOString() ?? null,
  };
}

export function refundView(refund: StoredRefund): RefundView {
  return {
    ...paymentRefundView(refund),
    paymentId: refund.paymentId,
    orderId: refund.orderId,
    userId: refund.userId,
    provider: refund.provider,
    method: refund.method,
    currency: refund.currency,
    attempts: refund.attempts,
    nextAttemptAt: refund.nextAttemptAt?.toISOString() ?? null,
    failureCode: refund.failureCode,
    providerReference: refund.providerRef,
    settledAs: refund.settledAs,
    settledBy: refund.settledBy,
    note: refund.note,
  };
}
