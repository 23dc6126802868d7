import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { isAtMost } from '#platform/text';
import { type EventType, EVENT_TYPES } from '../domain/integration-event';

const MAX_URL_LENGTH = 2_048;
const ADDRESS = /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s\p{C}\\@#]+$/u;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** An absolute http or https URL without user name, password or fragment. */
function IsWebhookUrl(): PropertyDecorator {
  const validate = (value: unknown): boolean =>
    typeof value === 'string' && isAtMost(value, MAX_URL_LENGTH) && ADDRESS.test(value) && URL.canParse(value);
  const defaultMessage = (): string =>
    `must be an http or https URL of at most ${MAX_URL_LENGTH} characters, without credentials or fragment`;
  const example = 'https://receiver.example/hotdeal';
  return applyDecorators(
    ValidateBy({ name: 'isWebhookUrl', validator: { validate, defaultMessage } }),
    ApiProperty({ type: 'string', format: 'uri', maxLength: MAX_URL_LENGTH, pattern: ADDRESS.source, example }),
  );
}

function IsEventTypes(): PropertyDecorator {
  const known: readonly unknown[] = EVENT_TYPES;
  const validate = (value: unknown): boolean =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((type) => known.includes(type)) &&
    new Set(value).size === value.length;
  const defaultMessage = (): string => `must be a list of some of ${EVENT_TYPES.join(', ')}, each at most once`;
  return applyDecorators(
    ValidateBy({ name: 'isEventTypes', validator: { validate, defaultMessage } }),
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
  const validate = (value: unknown): boolean =>
    typeof value === 'string' && DATE_TIME.test(value) && isRealDate(value, new Date(value));
  const example = '2025-07-15T00:00:00Z';
  return applyDecorators(
    ValidateBy({
      name: 'isInstant',
      validator: { validate, defaultMessage: () => `must be a date and time in UTC such as ${example}` },
    }),
    ApiProperty({ type: 'string', pattern: DATE_TIME.source, example }),
  );
}

/** Refuses 30 February, and years that no row can have. */
function isRealDate(written: string, instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1970 && year <= 9_998 && instant.toISOString().slice(0, 10) === written.slice(0, 10);
}

export class WebhookDto {
  @IsWebhookUrl()
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
