import { ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { IsIds, IsInsteadOf, IsOneOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import { IsDateTime, IsText, IsWebAddress } from '#platform/http/body/texts';
import { HOT_DEAL, MAX_DAYS, MAX_EVENT_NAME } from '../domain/hot-deal';

const MAX_PRODUCTS = 10_000;

/** A hot deal, whole. It has either `eventDuration` or `endEventTime`. */
export class HotDealDto {
  @IsOneOf([HOT_DEAL])
  readonly eventType!: string;

  /** The title of the deal. */
  @IsText({ most: MAX_EVENT_NAME, lines: 'one', example: '여름 마감 세일' })
  @MayBeLeftOut()
  readonly eventName?: string;

  /** A picture for the page of the deal. */
  @IsWebAddress({ most: 2_048, example: 'https://images.example.com/summer.jpg' })
  @MayBeLeftOut()
  readonly bannerUrl?: string;

  /** Whole percent off. */
  @IsWhole({ min: 1, max: 99 })
  readonly eventDiscount!: number;

  /** Days of 24 hours each; instead of `endEventTime`. */
  @IsWhole({ min: 1, max: MAX_DAYS })
  @ValidateIf(
    ({ endEventTime, eventDuration }: HotDealDto) => endEventTime === undefined || eventDuration !== undefined,
  )
  @ApiProperty({ required: false })
  readonly eventDuration?: number;

  @IsDateTime()
  readonly startEventTime!: string;

  /** Instead of `eventDuration`: from one minute to 365 days after the start. */
  @IsDateTime()
  @MayBeLeftOut()
  @IsInsteadOf('eventDuration')
  readonly endEventTime?: string;

  @IsIds({ most: MAX_PRODUCTS })
  readonly productIds!: number[];
}
