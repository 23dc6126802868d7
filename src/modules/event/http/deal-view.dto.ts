import { ApiProperty } from '@nestjs/swagger';
import { IsIds } from '#platform/http/body/fields';
import { HOT_DEAL } from '../domain/hot-deal';
import type { Offer } from '../event.contract';
import type { Deal, ListedDeal } from '../use-cases/show-deals';

const MAX_IDS = 1_000;

export class SearchDealsDto {
  @IsIds({ most: MAX_IDS })
  readonly productIds!: number[];
}

/** A deal as a shop shows it. */
export class DealView implements Offer {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly eventId!: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly productId!: number;

  @ApiProperty({ example: '무선 이어폰' })
  readonly productName!: string;

  @ApiProperty({ enum: [HOT_DEAL] })
  readonly eventType!: typeof HOT_DEAL;

  @ApiProperty({ type: 'integer', description: 'whole percent off', example: 20 })
  readonly eventDiscount!: number;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'the price when the event was created, or its terms were last changed',
    example: 129_000,
  })
  readonly originalPrice!: number;

  @ApiProperty({ type: 'integer', format: 'int64', description: 'rounded down, at least 1', example: 103_200 })
  readonly discountPrice!: number;

  @ApiProperty({ type: 'integer', description: 'days of 24 hours each, as planned, rounded up', example: 7 })
  readonly eventDuration!: number;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'inclusive', example: '2025-07-14T15:00:00.000Z' })
  readonly startEventTime!: Date;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'exclusive', example: '2025-07-21T15:00:00.000Z' })
  readonly endEventTime!: Date;
}

/** A deal of an event or of a product, also where it does not apply at present. */
export class ListedDealView extends DealView {
  @ApiProperty({
    type: 'boolean',
    enum: [false],
    required: false,
    description:
      "false while the product's ordinary price is below `discountPrice`: buyers are charged that; else left out",
    example: false,
  })
  readonly applies?: false;
}

/** Field by field: spreading a row of the driver takes 3 µs (Node 20.20, 2026-11). */
export function dealView({ offer, productName }: Deal): DealView {
  return {
    eventId: offer.eventId,
    productId: offer.productId,
    productName,
    eventType: HOT_DEAL,
    eventDiscount: offer.eventDiscount,
    originalPrice: offer.originalPrice,
    discountPrice: offer.discountPrice,
    eventDuration: offer.eventDuration,
    startEventTime: offer.startEventTime,
    endEventTime: offer.endEventTime,
  };
}

export function listedDealView({ applies, ...deal }: ListedDeal): ListedDealView {
  return applies ? dealView(deal) : Object.assign(dealView(deal), { applies });
}
