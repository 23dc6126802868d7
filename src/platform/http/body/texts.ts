import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Violation } from '#platform/field-rules';
import { isAtMost, normalizeText } from '#platform/text';
import { CheckedBy, isMissing } from './fields';

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
  const message = `must be text of 1 to ${most} characters without control characters`;
  const check = (value: unknown): Violation | undefined => {
    if (isMissing(value)) return { rule: 'REQUIRED', message };
    if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
    const text = normalizeText(value, most);
    if (text === '') return { rule: 'REQUIRED', message };
    if (!isAtMost(text, most)) return { rule: 'TOO_LONG', message };
    if (forbidden.test(text)) return { rule: 'INVALID_CHARACTER', message };
    return VISIBLE.test(text) ? undefined : { rule: 'NO_VISIBLE_CHARACTER', message };
  };
  return applyDecorators(
    CheckedBy('isText', check),
    ApiProperty({ type: 'string', minLength: 1, maxLength: most, pattern: IN_SCHEMA[lines], example }),
  );
}

/** An absolute http or https URL. */
export function IsWebAddress({ most, example }: AddressRule): PropertyDecorator {
  const message = `must be an http or https URL of at most ${most} characters`;
  const check = (value: unknown): Violation | undefined => {
    if (isMissing(value) || value === '') return { rule: 'REQUIRED', message };
    if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
    if (!isAtMost(value, most)) return { rule: 'TOO_LONG', message };
    return ADDRESS.test(value) && URL.canParse(value) ? undefined : { rule: 'NOT_A_URL', message };
  };
  return applyDecorators(
    CheckedBy('isWebAddress', check),
    ApiProperty({ type: 'string', format: 'uri', maxLength: most, pattern: ADDRESS.source, example }),
  );
}
