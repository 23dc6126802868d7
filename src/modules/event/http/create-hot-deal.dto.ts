import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, ValidateBy } from 'class-validator';
import { IsIds, IsWhole } from '#platform/http/body/fields';
import { HOT_DEAL } from '../domain/hot-deal';
import { DATE_TIME_PATTERN, isDateTime } from '../domain/zoned-time';

const MAX_PRODUCTS = 10_000;

/** An ISO 8601 date and time that exists, with or without an offset. */
function IsDateTime(): PropertyDecorator {
  const example = '2025-07-15T00:00:00';
  return applyDecorators(
    ValidateBy({
      name: 'isDateTime',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isDateTime(value),
        defaultMessage: () => `must be a date and time such as ${example} or ${example}+09:00`,
      },
    }),
    ApiProperty({
      type: 'string',
      description: "Without an offset it is a time of the shop's time zone.",
      pattern: DATE_TIME_PATTERN,
      example,
    }),
  );
}

export class CreateHotDealDto {
  @IsIn([HOT_DEAL], { message: `must be ${HOT_DEAL}` })
  @ApiProperty({ enum: [HOT_DEAL] })
  readonly eventType!: string;

  /** Whole percent off. */
  @IsWhole({ min: 1, max: 99 })
  readonly eventDiscount!: number;

  /** Days of 24 hours each. */
  @IsWhole({ min: 1, max: 365 })
  readonly eventDuration!: number;

  @IsDateTime()
  readonly startEventTime!: string;

  @IsIds({ most: MAX_PRODUCTS })
  readonly productIds!: number[];
}
