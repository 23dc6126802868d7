import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Violation } from '#platform/field-rules';
import { DATE_TIME_PATTERN, isDateTime } from '#platform/timing/zoned-time';
import { isAtMost, normalizeText, textPattern, textViolation } from '#platform/text';
import { CheckedBy, isMissing } from './fields';

interface TextRule {
  /** the most characters, counted as the database counts them: by code point, after normalization */
  readonly most: number;
  readonly lines: 'one' | 'many';
  readonly example: string;
}

/** Text with at least one visible character, and without characters that disturb others. */
export function IsText({ most, lines, example }: TextRule): PropertyDecorator {
  const form = { lines, shows: 'anything' } as const;
  const message = `must be text of 1 to ${most} characters without control characters`;
  const check = (value: unknown): Violation | undefined => {
    if (isMissing(value)) return { rule: 'REQUIRED', message };
    if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
    const rule = textViolation(normalizeText(value, most), { most, ...form });
    return rule && { rule, message };
  };
  return applyDecorators(
    CheckedBy('isText', check),
    ApiProperty({ type: 'string', minLength: 1, maxLength: most, ...textPattern(form), example }),
  );
}

interface AddressRule {
  readonly most: number;
  readonly example: string;
  /** a receiver never sees the part after `#` */
  readonly fragment?: 'allowed' | 'refused';
}

const HTTP = /^https?:\/\//i;
/** The parser would drop some of these, and read `\` as `/`. */
const STRANGE = /[\s\p{C}\\]/u;

/** An absolute http or https URL with a host, and without a user name or password. */
export function IsWebAddress({ most, example, fragment = 'allowed' }: AddressRule): PropertyDecorator {
  const without = fragment === 'allowed' ? 'credentials' : 'credentials or fragment';
  const message = `must be an http or https URL of at most ${most} characters, without ${without}`;
  const check = (value: unknown): Violation | undefined => {
    if (isMissing(value) || value === '') return { rule: 'REQUIRED', message };
    if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
    const rule = isAtMost(value, most) ? addressViolation(value, fragment === 'allowed') : 'TOO_LONG';
    return rule && { rule, message };
  };
  const patterns = {
    pattern: addressPattern('\\s\\\\', fragment),
    'x-unicode-pattern': addressPattern('\\s\\\\\\p{C}', fragment),
  };
  return applyDecorators(
    CheckedBy('isWebAddress', check),
    ApiProperty({ type: 'string', format: 'uri', maxLength: most, ...patterns, example }),
  );
}

/** @param strange the characters that an address never has, inside a class */
function addressPattern(strange: string, fragment: 'allowed' | 'refused'): string {
  const rest = fragment === 'allowed' ? `[/?#][^${strange}]*` : `[/?][^${strange}#]*`;
  return `^[Hh][Tt][Tt][Pp][Ss]?://[^${strange}/?#@]+(?:${rest})?$`;
}

function addressViolation(text: string, mayHaveFragment: boolean): 'NOT_A_URL' | 'URL_NOT_ALLOWED' | undefined {
  if (!HTTP.test(text) || STRANGE.test(text) || !URL.canParse(text)) return 'NOT_A_URL';
  // As written: the parser takes the first name after any number of slashes for the host.
  const authority = text.replace(HTTP, '').split(/[/?#]/, 1).join('');
  if (authority === '') return 'NOT_A_URL';
  if (authority.includes('@')) return 'URL_NOT_ALLOWED';
  return text.includes('#') && !mayHaveFragment ? 'URL_NOT_ALLOWED' : undefined;
}

/** An ISO 8601 date and time that exists, with or without an offset. */
export function IsDateTime(): PropertyDecorator {
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
