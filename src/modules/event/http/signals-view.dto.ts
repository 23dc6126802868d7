import { ApiProperty } from '@nestjs/swagger';
import { HOT_DEAL } from '../domain/hot-deal';
import { type HotDealSignal, MOST_PRODUCT_IDS_IN_A_SIGNAL } from '../event.contract';

export class SignalView implements HotDealSignal {
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

  @ApiProperty({ format: 'date-time', example: '2025-07-21T15:00:00.000Z' })
  readonly endEventTime!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  readonly productCount!: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer', format: 'int64' },
    required: false,
    description: `left out above ${MOST_PRODUCT_IDS_IN_A_SIGNAL} products`,
    example: [1, 2, 3],
  })
  readonly productIds?: number[];
}

export class SignalsView {
  @ApiProperty({ type: [SignalView] })
  readonly items!: readonly SignalView[];

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'the last one in `items`, or `after` when there is none since: what to ask `after` next',
    example: 1,
  })
  readonly lastSeq!: number;
}
