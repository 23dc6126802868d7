import { isAscii, isUtf8 } from 'node:buffer';
import { DomainError } from '#platform/domain-error';
import { invalidField } from '#platform/http/invalid';
import { hasCombiningRun, MAX_COMBINING_MARKS } from '#platform/text';

const DEEPEST = 16;
/** twice what the longest legitimate body holds: a deal of 10,000 products */
const MOST_VALUES = 25_000;
/** twice as many as in the longest legitimate body: an order of 100 items. Refusing an unknown field costs 35 µs */
const MOST_FIELDS = 400;
/** Names that every object inherits: the validation would not recognise such a field as unknown. */
const FORBIDDEN_KEYS = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);
/** the longest spelling of the longest one: each character as a six-byte escape */
const LONGEST_FORBIDDEN_KEY = 6 * Math.max(...[...FORBIDDEN_KEYS].map(({ length }) => length));

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);
const LETTER_U = 0x75;
const LOWER_CASE = 0x20;

const UTF_8_BOM = Buffer.from('\uFEFF');
const ESCAPE = '\\u';
const TOO_MANY_MARKS = `must not hold more than ${MAX_COMBINING_MARKS} combining marks in a row`;

/**
 * The value of a body that `guardJson` accepts.
 * @throws DomainError MALFORMED_JSON or VALIDATION_FAILED
 */
export function parseJson(raw: Buffer): unknown {
  guardJson(raw);
  const hasMark = raw.subarray(0, UTF_8_BOM.length).equals(UTF_8_BOM);
  const value = parsed(raw.toString('utf8', hasMark ? UTF_8_BOM.length : 0));
  if (!isAscii(raw) || raw.includes(ESCAPE)) guardTexts(value, 'body');
  return value;
}

/**
 * Accepts any JSON in UTF-8, also what `guardJson` refuses: for bodies of which nothing is stored.
 * @throws DomainError MALFORMED_JSON
 */
export function checkSyntax(raw: Buffer): void {
  if (!isUtf8(raw)) throw notUtf8();
  parsed(raw.toString('utf8'));
}

function notUtf8(): DomainError {
  return new DomainError('invalid', 'MALFORMED_JSON', 'The body is not UTF-8.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('invalid', 'MALFORMED_JSON', 'The body is not valid JSON.');
  }
}

/** Before any text is normalized, which takes quadratic time for a run of combining marks. */
function guardTexts(value: unknown, field: string): void {
  if (typeof value === 'string') {
    if (hasCombiningRun(value)) throw invalidField(field, 'INVALID_CHARACTER', TOO_MANY_MARKS);
  } else if (Array.isArray(value)) {
    for (const entry of value) guardTexts(entry, field);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, entry] of Object.entries(value)) {
      guardTexts(key, 'body');
      guardTexts(entry, key);
    }
  }
}

/**
 * Checks the bytes of a body before they are parsed, and refuses valid JSON that no legitimate request contains: deep
 * nesting, too many values or fields, NUL, half a surrogate pair, or keys that would change a prototype. The parser
 * refuses broken syntax.
 * @throws DomainError MALFORMED_JSON when it is not UTF-8, else VALIDATION_FAILED
 */
export function guardJson(raw: Buffer): void {
  if (!isUtf8(raw)) throw notUtf8();
  let depth = 0;
  let values = 0;
  let fields = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    if (byte === QUOTE) {
      const start = at + 1;
      at = guardString(raw, start);
      if (isKey(raw, at)) {
        if (++fields > MOST_FIELDS)
          throw invalidField('body', 'TOO_MANY', `must not have more than ${MOST_FIELDS} fields`);
        guardKey(raw, start, at);
      }
    } else if (OPENING.has(byte)) {
      values++;
      if (++depth > DEEPEST) throw invalidField('body', 'TOO_DEEP', `must not be nested deeper than ${DEEPEST} levels`);
    } else if (CLOSING.has(byte)) {
      depth--;
    } else if (byte === COMMA && ++values > MOST_VALUES) {
      throw invalidField('body', 'TOO_MANY', `must not hold more than ${MOST_VALUES} values`);
    }
  }
}

/** Returns the position of the closing quote of the string whose first character is at `start`. */
function guardString(raw: Buffer, start: number): number {
  let end = start;
  while (end < raw.length && raw[end] !== QUOTE) {
    if (raw[end] !== BACKSLASH) end++;
    else end += raw[end + 1] === LETTER_U ? guardEscapes(raw, end) : 2;
  }
  return end;
}

/** Returns the length of the `\uXXXX`, or of the surrogate pair of them, at `at`. */
function guardEscapes(raw: Buffer, at: number): number {
  const unit = codeUnit(raw, at);
  if (unit === 0) throw invalidField('body', 'INVALID_CHARACTER', 'must not hold NUL characters');
  if (!(unit >= 0xd800 && unit <= 0xdfff)) return 6;
  const next = raw[at + 6] === BACKSLASH && raw[at + 7] === LETTER_U ? codeUnit(raw, at + 6) : 0;
  if (unit >= 0xdc00 || next < 0xdc00 || next > 0xdfff)
    throw invalidField('body', 'INVALID_CHARACTER', 'must not hold half characters');
  return 12;
}

/** Returns NaN if the digits are not hexadecimal. */
function codeUnit(raw: Buffer, at: number): number {
  let unit = 0;
  for (let digit = at + 2; digit < at + 6; digit++) unit = unit * 16 + hexDigit(raw[digit] ?? 0);
  return unit;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | LOWER_CASE;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}

function isKey(raw: Buffer, closingQuote: number): boolean {
  let at = closingQuote + 1;
  while (BLANK.has(raw[at] ?? 0)) at++;
  return raw[at] === COLON;
}

function guardKey(raw: Buffer, start: number, end: number): void {
  if (end - start > LONGEST_FORBIDDEN_KEY) return;
  const written = raw.toString('utf8', start, end);
  const key = written.includes('\\') ? unescaped(written) : written;
  if (FORBIDDEN_KEYS.has(key)) throw invalidField(key, 'UNKNOWN_FIELD', 'is not a field that may be given');
}

function unescaped(written: string): string {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return '';
  }
}
