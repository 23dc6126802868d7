import { check, checkWithFormats, type Parameter, type Schema } from './fuzz-openapi';
import type { Sent } from './fuzz-shop';

/** Whether a request is valid by the document; EITHER where the document leaves it open. */
export type Validity = 'VALID' | 'INVALID' | 'EITHER';

const WHOLE = /^(0|-?[1-9]\d*)$/;
const ID = /^[1-9]\d*$/;
const JSON_TYPE = /^application\/json(; charset=utf-8)?$/;

export function validityOf({ operation, texts, body }: Sent): Validity {
  const validities = operation.parameters.map((one) => validityOfText(one, texts[one.name]));
  if (body === undefined) {
    if (operation.needsBody) validities.push('INVALID');
  } else if (operation.body === undefined) {
    // A body that a route does not expect may be refused or ignored.
    validities.push('EITHER');
  } else if (body.bytes.length === 0 && !operation.needsBody) {
    // It may be read as no body.
    validities.push('EITHER');
  } else {
    validities.push(validityOfBody(operation.body, body));
  }
  return strictest(validities);
}

function strictest(validities: readonly Validity[]): Validity {
  if (validities.includes('INVALID')) return 'INVALID';
  return validities.includes('EITHER') ? 'EITHER' : 'VALID';
}

function validityOfText({ name, required, schema }: Parameter, text: string | undefined): Validity {
  if (text === undefined) return required === true ? 'INVALID' : 'VALID';
  // Only a list knows its valid cursors. Unknown preferences are ignored, not refused.
  if (name === 'cursor') return 'EITHER';
  if (name === 'Prefer') return 'VALID';
  if (schema.type === 'integer') return WHOLE.test(text) ? validityOfValue(schema, Number(text)) : 'INVALID';
  if (schema.type === 'array') {
    const parts = text.split(',');
    if (schema.items?.enum !== undefined) return validityOfValue(schema, parts);
    return parts.every((part) => ID.test(part)) ? validityOfValue(schema, parts.map(Number)) : 'INVALID';
  }
  if (schema.type === 'boolean') return ['true', 'false'].includes(text) ? 'VALID' : 'INVALID';
  return validityOfValue(schema, text);
}

function validityOfBody(schema: Schema, { bytes, type }: NonNullable<Sent['body']>): Validity {
  if (bytes.length === 0 || !JSON_TYPE.test(type)) return 'INVALID';
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return 'INVALID';
  }
  return strictest([validityOfValue(schema, value), ...describedRules(value)]);
}

/** Texts are normalized before they are checked: EITHER if a value is valid only before or only after that. */
function validityOfValue(schema: Schema, value: unknown): Validity {
  const normalizedValue = normalized(value);
  if (checkWithFormats(schema)(value) && checkWithFormats(schema)(normalizedValue)) return 'VALID';
  return check(schema)(value) || check(schema)(normalizedValue) ? 'EITHER' : 'INVALID';
}

/** Rules that the document describes in words, because a schema cannot express them. */
function describedRules(value: unknown): Validity[] {
  const fields = Object(value) as Record<string, unknown>;
  const { name, password } = fields;
  const validities: Validity[] = [];
  if (isUnstorable(value)) validities.push('INVALID');
  for (const items of [fields['orderItems'], fields['items']]) {
    if (!Array.isArray(items)) continue;
    const ids = items.map((item) => (Object(item) as { productId?: unknown }).productId);
    if (new Set(ids).size < ids.length) validities.push('INVALID');
  }
  // What is left to pay, and what the shop offers, is not in the document.
  if (['usePoints', 'provider', 'method'].some((field) => field in fields)) validities.push('EITHER');
  if ('startEventTime' in fields) validities.push(exactlyOne(fields, 'eventDuration', 'endEventTime'));
  if ('issueStartTime' in fields) validities.push(exactlyOne(fields, 'validDays', 'validUntil'));
  if (fields['discountType'] === 'RATE' && Number(fields['discountValue']) > 100) validities.push('INVALID');
  const { startEventTime } = fields;
  if (typeof startEventTime === 'string' && Number.isNaN(Date.parse(startEventTime))) validities.push('EITHER');
  // These must be late enough for the others and for the day of the test.
  if (['endEventTime', 'issueEndTime'].some((field) => typeof fields[field] === 'string')) validities.push('EITHER');
  // The rule for passwords applies to sign-ups only, and only they have a name.
  if (name !== undefined && typeof password === 'string') {
    const bytes = Buffer.byteLength(password);
    if (bytes < 8 || bytes > 72) validities.push('INVALID');
  }
  return validities;
}

function exactlyOne(fields: Record<string, unknown>, one: string, other: string): Validity {
  const isGiven = (field: string): boolean => fields[field] !== undefined;
  return isGiven(one) === isGiven(other) ? 'INVALID' : 'VALID';
}

/** NUL and lone surrogates are refused in every text. */
function isUnstorable(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || /\p{Surrogate}/u.test(value);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([name, one]) => isUnstorable(name) || isUnstorable(one));
}

function normalized(value: unknown): unknown {
  if (typeof value === 'string') return value.trim().normalize('NFC');
  if (Array.isArray(value)) return value.map(normalized);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, normalized(one)]));
}
