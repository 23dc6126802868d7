import { ApiProperty, getSchemaPath } from '@nestjs/swagger';

const STATUSES = ['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED'] as const;
const REASONS = ['INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE', 'COUPON_UNAVAILABLE', 'INSUFFICIENT_POINTS'] as const;
const PROGRESS = ['SHIPPED', 'DELIVERED', 'RETURN_REQUESTED', 'RETURNED'] as const;
const PAYMENT_STATUSES = ['CAPTURED', 'FAILED', 'REVERSED'] as const;

/** A schema of another module, by its name in the document. */
function ofEvents(name: string, description: string): PropertyDecorator {
  return ApiProperty({ allOf: [{ $ref: getSchemaPath(name) }], description });
}

/** The payload of `order-settled`. */
export class OrderSettledSignal {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly orderId!: number;

  @ApiProperty({ enum: STATUSES })
  readonly status!: (typeof STATUSES)[number];

  @ApiProperty({ type: 'string', enum: [...REASONS, null], nullable: true, example: null })
  readonly failureReason!: (typeof REASONS)[number] | null;
}

/** The payload of `order-reserved`. */
export class OrderReservedSignal {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly orderId!: number;

  @ApiProperty({ type: 'integer', format: 'int64', description: 'what is to be paid, in won', example: 10_000 })
  readonly amountDue!: number;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'until when the units are reserved' })
  readonly payBy!: string;
}

/** The payload of `payment-ended`. */
export class PaymentEndedSignal {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly orderId!: number;

  @ApiProperty({ type: 'integer', format: 'int64', description: 'the attempt to pay', example: 1 })
  readonly paymentId!: number;

  @ApiProperty({
    enum: PAYMENT_STATUSES,
    description: '`CAPTURED`: the money was taken; `REVERSED`: the deposit was captured, and has bounced',
  })
  readonly status!: (typeof PAYMENT_STATUSES)[number];
}

/** The payload of `order-progressed`. */
export class OrderProgressedSignal {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly orderId!: number;

  @ApiProperty({ enum: PROGRESS, description: 'how far the goods have come; `RETURNED`: every unit has come back' })
  readonly stage!: (typeof PROGRESS)[number];
}

/** The payload of `notification`. */
export class NotificationSignal {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'number of unread notifications', example: 1 })
  readonly unread!: number;
}

/** The events that the server sends to a socket, and their payloads. */
export class LiveSignals {
  @ofEvents('NewHotDealSignal', 'To every client: a deal was created.')
  readonly 'new-hot-deal'!: object;

  @ofEvents('HotDealOpenedSignal', 'To every client: a deal that was created earlier has begun.')
  readonly 'hot-deal-opened'!: object;

  @ofEvents('HotDealEndedSignal', 'To every client: a deal is over.')
  readonly 'hot-deal-ended'!: object;

  @ofEvents('HotDealChangedSignal', 'To every client: a deal was changed.')
  readonly 'hot-deal-changed'!: object;

  @ApiProperty({ description: 'To the owner: the units of an order are reserved, and it can be paid.' })
  readonly 'order-reserved'!: OrderReservedSignal;

  @ApiProperty({ description: 'To the owner: an attempt to pay an order has ended.' })
  readonly 'payment-ended'!: PaymentEndedSignal;

  @ApiProperty({ description: 'To the owner: an order has succeeded, has failed or was cancelled.' })
  readonly 'order-settled'!: OrderSettledSignal;

  @ApiProperty({
    description: 'To the owner: the goods of an order were shipped or delivered, or a return of them has moved.',
  })
  readonly 'order-progressed'!: OrderProgressedSignal;

  @ApiProperty({
    description:
      'To a subscriber: a deal for a subscribed product was announced or has opened, or all notifications were read.',
  })
  readonly 'notification'!: NotificationSignal;

  @ApiProperty({
    type: 'null',
    description:
      'To a client with a token, without a payload: the token has expired; from now on it receives public signals only.',
  })
  readonly 'session-expired'!: null;
}
