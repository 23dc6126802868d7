import { ApiProperty } from '@nestjs/swagger';
import { HOT_DEAL } from '../domain/hot-deal';
import { type HotDealSignal, type DealSignal, DEAL_SIGNALS, MAX_PRODUCT_IDS_PER_SIGNAL } from '../event.contract';

/** The payload of `new-hot-deal`, and the fields that the other signals share with it. */
export class NewHotDealSignal {
  @ApiProperty({ type: 'integer', format: 'int64', description: 'grows in the order of commits', example: 1 })
  readonly seq!: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly eventId!: number;

  @ApiProperty({ enum: [HOT_DEAL] })
  readonly eventType!: typeof HOT_DEAL;

  @ApiProperty({ type: 'integer', example: 20 })
  readonly eventDiscount!: number;

  @ApiProperty({ format: 'date-time', example: '2025-07-14T15:00:00.000Z' })
  readonly startEventTime!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'in hot-deal-ended: the actual end',
    example: '2025-07-21T15:00:00.000Z',
  })
  readonly endEventTime!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  readonly productCount!: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer', format: 'int64' },
    required: false,
    description: `left out above ${MAX_PRODUCT_IDS_PER_SIGNAL} products`,
    example: [1, 2, 3],
  })
  readonly productIds?: number[];
}

/** The payload of `hot-deal-opened`: the deal's window has begun. */
export class HotDealOpenedSignal extends NewHotDealSignal {
  @ApiProperty({ enum: ['hot-deal-opened'] })
  readonly signal!: 'hot-deal-opened';
}

/** The payload of `hot-deal-ended`: the deal is over, as planned or sooner. */
export class HotDealEndedSignal extends NewHotDealSignal {
  @ApiProperty({ enum: ['hot-deal-ended'] })
  readonly signal!: 'hot-deal-ended';
}

/** The payload of `hot-deal-changed`: what the deal is now. Once it runs, only its name or its banner has changed. */
export class HotDealChangedSignal extends NewHotDealSignal {
  @ApiProperty({ enum: ['hot-deal-changed'] })
  readonly signal!: 'hot-deal-changed';
}

export class SignalView extends NewHotDealSignal implements HotDealSignal {
  @ApiProperty({
    enum: DEAL_SIGNALS,
    required: false,
    description: 'which signal this is; without it, new-hot-deal',
    example: 'hot-deal-opened',
  })
  readonly signal?: DealSignal;
}

export class SignalsView {
  @ApiProperty({ type: [SignalView] })
  readonly items!: readonly SignalView[];

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'the last number in `items`, or `after` when `items` is empty; pass it as the next `after`',
    example: 1,
  })
  readonly lastSeq!: number;
}

export class LastSignalView {
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, description: '0 before the first', example: 1 })
  readonly lastSeq!: number;
}
