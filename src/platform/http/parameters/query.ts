import { ApiQuery } from '@nestjs/swagger';
import type { Request } from 'express';
import { invalidField } from '#platform/http/invalid';
import { isAtMost } from '#platform/text';
import { parameter } from './parameter';
import { isPlainText, queryText } from './query-text';

const WHOLE = /^(0|-?[1-9]\d{0,15})$/;

interface Range {
  readonly min: number;
  readonly max: number;
}

export function readWhole(text: string, name: string, { min, max }: Range): number {
  const value = Number(text);
  if (!WHOLE.test(text) || value < min || value > max) {
    throw invalidField(name, `must be an integer from ${min} to ${max}`);
  }
  return value;
}

/** A required whole number in the query. */
export function QueryInt(name: string, range: Range): ParameterDecorator {
  return parameter(
    (request) => {
      const text = queryText(request, name);
      if (text === undefined) throw invalidField(name, 'is missing');
      return readWhole(text, name, range);
    },
    ApiQuery({ name, schema: { type: 'integer', minimum: range.min, maximum: range.max } }),
  );
}

/** An optional whole number in the query, `ifAbsent` by default. */
export function OptionalQueryInt(name: string, range: Range, ifAbsent: number): ParameterDecorator {
  const schema = { type: 'integer', minimum: range.min, maximum: range.max, default: ifAbsent } as const;
  return parameter(
    (request) => {
      const text = queryText(request, name);
      return text === undefined ? ifAbsent : readWhole(text, name, range);
    },
    ApiQuery({ name, required: false, schema }),
  );
}

/** An optional parameter that must be one of `choices`. */
export function QueryChoice(name: string, choices: readonly string[]): ParameterDecorator {
  return parameter(
    (request) => readChoice(request, name, choices),
    ApiQuery({ name, required: false, schema: { type: 'string', enum: [...choices] } }),
  );
}

/** An optional parameter that must be `true` or `false`. */
export function QueryFlag(name: string): ParameterDecorator {
  return parameter(
    (request) => {
      const word = readChoice(request, name, ['true', 'false']);
      return word === undefined ? undefined : word === 'true';
    },
    ApiQuery({ name, required: false, schema: { type: 'boolean' } }),
  );
}

/** An optional text of 1 to `most` characters, trimmed; `isPlainText` says which characters are refused. */
export function QueryText(name: string, { most }: { readonly most: number }): ParameterDecorator {
  return parameter(
    (request) => readText(request, name, most),
    ApiQuery({
      name,
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: most, pattern: '^[^\\0]*[^\\s\\0][^\\0]*$' },
    }),
  );
}

function readChoice(request: Request, name: string, choices: readonly string[]): string | undefined {
  const word = queryText(request, name);
  if (word !== undefined && !choices.includes(word)) throw invalidField(name, `must be one of ${choices.join(', ')}`);
  return word;
}

function readText(request: Request, name: string, most: number): string | undefined {
  const text = queryText(request, name)?.trim();
  if (text === undefined) return undefined;
  if (text === '' || !isAtMost(text, most)) throw invalidField(name, `must have 1 to ${most} characters`);
  if (!isPlainText(text)) throw invalidField(name, 'must be plain text');
  return text;
}
