import { ApiProperty, getSchemaPath } from '@nestjs/swagger';

const STATUSES = ['ORDER_SUCCESS', 'ORDER_FAILURE', 'ORDER_CANCELLED'] as const;
const REASONS = ['INSUFFICIENT_STOCK', 'PRODUCT_UNAVAILABLE'] as const;

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

/** The payload of `notification`. */
export class NotificationSignal {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'how many notifications are not read yet', example: 1 })
  readonly unread!: number;
}

/** What a socket may hear: the names of the events, and their payloads. */
export class LiveSignals {
  @ofEvents('NewHotDealSignal', 'To everybody: a deal was created.')
  readonly 'new-hot-deal'!: object;

  @ofEvents('HotDealOpenedSignal', 'To everybody: the window of a deal created earlier has begun.')
  readonly 'hot-deal-opened'!: object;

  @ofEvents('HotDealEndedSignal', 'To everybody: a deal is over.')
  readonly 'hot-deal-ended'!: object;

  @ApiProperty({ description: 'To the owner: an order has reached its end, or was cancelled after it.' })
  readonly 'order-settled'!: OrderSettledSignal;

  @ApiProperty({ description: 'To a subscriber: a deal was created for a product that it follows.' })
  readonly 'notification'!: NotificationSignal;

  @ApiProperty({
    type: 'null',
    description: 'Without a payload, to whoever presented a token: it is no longer good; public signals go on.',
  })
  readonly 'session-expired'!: null;
}
