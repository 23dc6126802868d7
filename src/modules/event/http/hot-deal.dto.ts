import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { CheckedBy, IsIds, isMissing, IsOneOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import { IsText, IsWebAddress } from '#platform/http/body/texts';
import { HOT_DEAL, MAX_DAYS, MAX_EVENT_NAME } from '../domain/hot-deal';
import { DATE_TIME_PATTERN, isDateTime } from '../domain/zoned-time';

const MAX_PRODUCTS = 10_000;

/** An ISO 8601 date and time that exists, with or without an offset. */
function IsDateTime(): PropertyDecorator {
  const example = '2025-07-15T00:00:00';
  return applyDecorators(
    CheckedBy('isDateTime', (value) => {
      if (typeof value === 'string' && isDateTime(value)) return undefined;
      const rule = isMissing(value) || value === '' ? 'REQUIRED' : 'NOT_A_TIME';
      return { rule, message: `must be a date and time such as ${example} or ${example}+09:00` };
    }),
    ApiProperty({
      type: 'string',
      description: "Without an offset it is a time of the shop's time zone.",
      pattern: DATE_TIME_PATTERN,
      example,
    }),
  );
}

/** The field is refused beside the other one. */
function IsInsteadOf(other: string): PropertyDecorator {
  return CheckedBy('isInsteadOf', (_value, body) => {
    if ((body as Record<string, unknown>)[other] === undefined) return undefined;
    return { rule: 'CONFLICTING_FIELD', message: `must not be given together with ${other}` };
  });
}

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
