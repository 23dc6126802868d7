import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Violation } from '#platform/field-rules';
import { CheckedBy, isMissing, sizeViolation } from '#platform/http/body/fields';
import { IsWebAddress } from '#platform/http/body/texts';
import { type EventType, EVENT_TYPES } from '../domain/integration-event';

const MAX_URL_LENGTH = 2_048;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

function IsEventTypes(): PropertyDecorator {
  const known: readonly unknown[] = EVENT_TYPES;
  const message = `must be a list of some of ${EVENT_TYPES.join(', ')}, each at most once`;
  const check = (value: unknown): Violation | undefined => {
    const size = sizeViolation(value, { least: 1, most: Infinity }, message);
    if (size !== undefined || !Array.isArray(value)) return size;
    if (!value.every((type) => known.includes(type))) return { rule: 'NOT_A_CHOICE', message };
    return new Set(value).size === value.length ? undefined : { rule: 'DUPLICATE', message };
  };
  return applyDecorators(
    CheckedBy('isEventTypes', check),
    ApiProperty({
      type: 'array',
      items: { type: 'string', enum: [...EVENT_TYPES] },
      minItems: 1,
      maxItems: EVENT_TYPES.length,
      uniqueItems: true,
      example: ['order.settled'],
    }),
  );
}

/** An instant in the format of this API. */
function IsInstant(): PropertyDecorator {
  const example = '2025-07-15T00:00:00Z';
  const check = (value: unknown): Violation | undefined => {
    if (typeof value === 'string' && DATE_TIME.test(value) && isRealDate(value, new Date(value))) return undefined;
    const rule = isMissing(value) || value === '' ? 'REQUIRED' : 'NOT_A_TIME';
    return { rule, message: `must be a date and time in UTC such as ${example}` };
  };
  return applyDecorators(
    CheckedBy('isInstant', check),
    ApiProperty({ type: 'string', pattern: DATE_TIME.source, example }),
  );
}

/** Refuses 30 February, and years that no row can have. */
function isRealDate(written: string, instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1970 && year <= 9_998 && instant.toISOString().slice(0, 10) === written.slice(0, 10);
}

export class WebhookDto {
  @IsWebAddress({ most: MAX_URL_LENGTH, example: 'https://receiver.example/hotdeal', fragment: 'refused' })
  readonly url!: string;

  /** The types of events to send; only events after the creation are sent. */
  @IsEventTypes()
  readonly eventTypes!: EventType[];
}

export class ReplayDto {
  /** The start of the period; only events that are still in the log are sent again. */
  @IsInstant()
  readonly since!: string;
}
