import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { isAtMost, normalizeText } from '#platform/text';

interface TextRule {
  /** the most characters, counted as the database counts them: by code point, after normalization */
  readonly most: number;
  readonly lines: 'one' | 'many';
  readonly example: string;
}

interface AddressRule {
  readonly most: number;
  readonly example: string;
}

const CONTROL = /\p{Cc}/u;
const CONTROL_EXCEPT_LINES = /(?![\t\n\r])\p{Cc}/u;
const VISIBLE = /[^\s\p{C}]/u;
const ADDRESS = /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s\p{C}\\]+$/u;
/** The same rules for the JSON Schema, where outer white space is allowed because it is trimmed. */
const IN_SCHEMA = {
  one: '^\\s*\\P{Cc}*[^\\s\\p{C}]\\P{Cc}*\\s*$',
  many: '^\\s*[\\t\\n\\r\\P{Cc}]*[^\\s\\p{C}][\\t\\n\\r\\P{Cc}]*\\s*$',
};

/** Text with at least one visible character and without control characters. */
export function IsText({ most, lines, example }: TextRule): PropertyDecorator {
  const forbidden = lines === 'one' ? CONTROL : CONTROL_EXCEPT_LINES;
  const isText = (value: unknown): boolean => {
    if (typeof value !== 'string') return false;
    const text = normalizeText(value, most);
    return isAtMost(text, most) && VISIBLE.test(text) && !forbidden.test(text);
  };
  return applyDecorators(
    ValidateBy({
      name: 'isText',
      validator: {
        validate: isText,
        defaultMessage: () => `must be text of 1 to ${most} characters without control characters`,
      },
    }),
    ApiProperty({ type: 'string', minLength: 1, maxLength: most, pattern: IN_SCHEMA[lines], example }),
  );
}

/** An absolute http or https URL. */
export function IsWebAddress({ most, example }: AddressRule): PropertyDecorator {
  const isAddress = (value: unknown): boolean =>
    typeof value === 'string' && isAtMost(value, most) && ADDRESS.test(value) && URL.canParse(value);
  return applyDecorators(
    ValidateBy({
      name: 'isWebAddress',
      validator: {
        validate: isAddress,
        defaultMessage: () => `must be an http or https URL of at most ${most} characters`,
      },
    }),
    ApiProperty({ type: 'string', format: 'uri', maxLength: most, pattern: ADDRESS.source, example }),
  );
}
