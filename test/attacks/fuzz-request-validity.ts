import { check, checkWithFormats, type Parameter, type Schema } from './fuzz-openapi';
import type { Sent } from './fuzz-shop';

/** What the document says of a request: it promises to take it, refuses it, or leaves it open. */
export type Verdict = 'VALID' | 'INVALID' | 'EITHER';

const WHOLE = /^(0|-?[1-9]\d*)$/;
const JSON_TYPE = /^application\/json(; charset=utf-8)?$/;

export function verdictOn({ operation, texts, body }: Sent): Verdict {
  const verdicts = operation.parameters.map((one) => verdictOnText(one, texts[one.name]));
  if (body === undefined) {
    if (operation.body !== undefined) verdicts.push('INVALID');
  } else if (operation.body === undefined) {
    // Whoever brings along what nobody asked for may be refused for it.
    verdicts.push('EITHER');
  } else {
    verdicts.push(verdictOnBody(operation.body, body));
  }
  return worst(verdicts);
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('INVALID')) return 'INVALID';
  return verdicts.includes('EITHER') ? 'EITHER' : 'VALID';
}

function verdictOnText({ name, required, schema }: Parameter, text: string | undefined): Verdict {
  if (text === undefined) return required === true ? 'INVALID' : 'VALID';
  // Only what a list has answered is a cursor of it; of preferences that are not understood none is refused.
  if (name === 'cursor') return 'EITHER';
  if (name === 'Prefer') return 'VALID';
  if (schema.type === 'integer') return WHOLE.test(text) ? verdictOnValue(schema, Number(text)) : 'INVALID';
  if (schema.type === 'boolean') return ['true', 'false'].includes(text) ? 'VALID' : 'INVALID';
  return verdictOnValue(schema, text);
}

function verdictOnBody(schema: Schema, { bytes, type }: NonNullable<Sent['body']>): Verdict {
  if (bytes.length === 0 || !JSON_TYPE.test(type)) return 'INVALID';
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return 'INVALID';
  }
  return worst([verdictOnValue(schema, value), ...sentences(value)]);
}

/** Text is tidied before it is measured: what is right only before, or only after, may go either way. */
function verdictOnValue(schema: Schema, value: unknown): Verdict {
  const tidy = tidied(value);
  if (checkWithFormats(schema)(value) && checkWithFormats(schema)(tidy)) return 'VALID';
  return check(schema)(value) || check(schema)(tidy) ? 'EITHER' : 'INVALID';
}

/** What the document says in words, because a schema cannot. */
function sentences(value: unknown): Verdict[] {
  const { orderItems, startEventTime, name, password } = Object(value) as Record<string, unknown>;
  const verdicts: Verdict[] = [];
  if (isUnstorable(value)) verdicts.push('INVALID');
  if (Array.isArray(orderItems)) {
    const ids = orderItems.map((item) => (Object(item) as { productId?: unknown }).productId);
    if (new Set(ids).size < ids.length) verdicts.push('INVALID');
  }
  if (typeof startEventTime === 'string' && Number.isNaN(Date.parse(startEventTime))) verdicts.push('EITHER');
  // Only who signs up is measured by the rule, and only a sign-up has a name.
  if (name !== undefined && typeof password === 'string') {
    const bytes = Buffer.byteLength(password);
    if (bytes < 8 || bytes > 72) verdicts.push('INVALID');
  }
  return verdicts;
}

/** NUL and half characters are refused wherever they stand. */
function isUnstorable(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || /\p{Surrogate}/u.test(value);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([name, one]) => isUnstorable(name) || isUnstorable(one));
}

function tidied(value: unknown): unknown {
  if (typeof value === 'string') return value.trim().normalize('NFC');
  if (Array.isArray(value)) return value.map(tidied);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, tidied(one)]));
}
