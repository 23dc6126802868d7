import { ApiProperty } from '@nestjs/swagger';
import { HOT_DEAL, type HotDeal } from '../domain/hot-deal';

class HotDealTerms {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly eventId!: number;

  @ApiProperty({ enum: [HOT_DEAL] })
  readonly eventType!: typeof HOT_DEAL;

  @ApiProperty({ required: false, type: 'string', description: 'left out if it has none', example: '여름 마감 세일' })
  readonly eventName?: string | undefined;

  @ApiProperty({
    required: false,
    type: 'string',
    format: 'uri',
    description: 'left out if it has none',
    example: 'https://images.example.com/summer.jpg',
  })
  readonly bannerUrl?: string | undefined;

  @ApiProperty({ type: 'integer', description: 'whole percent off', example: 20 })
  readonly eventDiscount!: number;

  @ApiProperty({ type: 'integer', description: 'days of 24 hours each, as planned, rounded up', example: 7 })
  readonly eventDuration!: number;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'inclusive', example: '2025-07-14T15:00:00.000Z' })
  readonly startEventTime!: Date;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    description: 'exclusive; before the start for an event that was ended before its start',
    example: '2025-07-21T15:00:00.000Z',
  })
  readonly endEventTime!: Date;
}

export class HotDealView extends HotDealTerms implements HotDeal {
  @ApiProperty({ type: 'integer', description: 'number of products of the event that still exist', example: 3 })
  readonly productCount!: number;
}

export class CreatedHotDealView extends HotDealTerms {
  @ApiProperty({ type: 'array', items: { type: 'integer', format: 'int64' }, example: [1, 2, 3] })
  readonly productIds!: readonly number[];
}

export function createdHotDealView(
  { productCount: _productCount, ...terms }: HotDeal,
  productIds: readonly number[],
): CreatedHotDealView {
  return { ...terms, productIds };
}
