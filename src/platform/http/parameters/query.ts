import { ApiQuery } from '@nestjs/swagger';
import type { Request } from 'express';
import type { FieldRule } from '#platform/field-rules';
import { invalidField } from '#platform/http/invalid';
import { isAtMost } from '#platform/text';
import { isDay } from '#platform/timing/zoned-time';
import { parameter } from './parameter';
import { isPlainText, queryText } from './query-text';

interface Range {
  readonly min: number;
  readonly max: number;
}

export function readWhole(text: string, name: string, { min, max }: Range): number {
  const value = Number(text);
  const rule = ruleOfWhole(text, value, { min, max });
  if (rule !== undefined) throw invalidField(name, rule, `must be an integer from ${min} to ${max}`);
  return value;
}

function ruleOfWhole(text: string, value: number, { min, max }: Range): FieldRule | undefined {
  if (text === '') return 'REQUIRED';
  if (!/^(0|-?[1-9]\d*)$/.test(text)) return 'NOT_AN_INTEGER';
  if (value < min) return 'TOO_SMALL';
  return value > max || !Number.isSafeInteger(value) ? 'TOO_LARGE' : undefined;
}

/** One parameter of the query: how it is read, and how the OpenAPI document describes it. */
export interface QueryField<T> {
  readonly read: (request: Request) => T;
  readonly documented: MethodDecorator;
}

/** A required whole number in the query. */
export function QueryInt(name: string, range: Range): ParameterDecorator {
  return parameter(
    (request) => {
      const text = queryText(request, name);
      if (text === undefined) throw invalidField(name, 'REQUIRED', 'is missing');
      return readWhole(text, name, range);
    },
    ApiQuery({ name, schema: { type: 'integer', minimum: range.min, maximum: range.max } }),
  );
}

/** An optional whole number in the query; `ifAbsent` by default, if there is a default. */
export function OptionalQueryInt(name: string, range: Range, ifAbsent?: number): ParameterDecorator {
  const { read, documented } = wholeField(name, range, ifAbsent);
  return parameter(read, documented);
}

/** An optional parameter that must be one of `choices`. */
export function QueryChoice(name: string, choices: readonly string[]): ParameterDecorator {
  const { read, documented } = choiceField(name, choices);
  return parameter(read, documented);
}

/** A required parameter that must be one of `choices`. */
export function RequiredQueryChoice(name: string, choices: readonly string[]): ParameterDecorator {
  return parameter(
    (request) => {
      const word = readChoice(request, name, choices);
      if (word === undefined) throw invalidField(name, 'REQUIRED', `must be one of ${choices.join(', ')}`);
      return word;
    },
    ApiQuery({ name, required: true, schema: { type: 'string', enum: [...choices] } }),
  );
}

/** An optional parameter that must be one of `choices`, or several of them with commas between. */
export function QueryChoices(name: string, choices: readonly string[]): ParameterDecorator {
  return parameter(
    (request) => readChoices(request, name, choices),
    ApiQuery({
      name,
      required: false,
      style: 'form',
      explode: false,
      schema: { type: 'array', items: { type: 'string', enum: [...choices] }, minItems: 1, maxItems: choices.length },
    }),
  );
}

/** An optional parameter that must be `true` or `false`. */
export function QueryFlag(name: string): ParameterDecorator {
  const { read, documented } = flagField(name);
  return parameter(read, documented);
}

/** An optional day of the calendar: `2025-07-15`. */
export function QueryDay(name: string): ParameterDecorator {
  return parameter(
    (request) => {
      const day = queryText(request, name);
      if (day === undefined || isDay(day)) return day;
      throw invalidField(name, day === '' ? 'REQUIRED' : 'NOT_A_DATE', 'must be a date that exists, as YYYY-MM-DD');
    },
    ApiQuery({ name, required: false, schema: { type: 'string', format: 'date' } }),
  );
}

/** An optional text of 1 to `most` characters, trimmed; `isPlainText` says which characters are refused. */
export function QueryText(name: string, { most }: { readonly most: number }): ParameterDecorator {
  const { read, documented } = textField(name, { most });
  return parameter(read, documented);
}

/** An optional name of 1 to `most` visible ASCII characters: a column for such names cannot be compared with other texts. */
export function QueryName(name: string, { most }: { readonly most: number }): ParameterDecorator {
  return parameter(
    (request) => {
      const text = queryText(request, name);
      const message = `must be 1 to ${most} visible ASCII characters`;
      if (text === '') throw invalidField(name, 'REQUIRED', message);
      if (text !== undefined && text.length > most) throw invalidField(name, 'TOO_LONG', message);
      if (text !== undefined && !/^[!-~]+$/.test(text)) throw invalidField(name, 'INVALID_CHARACTER', message);
      return text;
    },
    ApiQuery({
      name,
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: most, pattern: '^[!-~]+$' },
    }),
  );
}

export function wholeField(name: string, range: Range, ifAbsent?: number): QueryField<number | undefined> {
  const { min: minimum, max: maximum } = range;
  return {
    read: (request) => {
      const text = queryText(request, name);
      return text === undefined ? ifAbsent : readWhole(text, name, range);
    },
    documented: ApiQuery({
      name,
      required: false,
      schema: { type: 'integer', minimum, maximum, ...(ifAbsent === undefined ? {} : { default: ifAbsent }) },
    }),
  };
}

export function choiceField<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  ifAbsent?: Choice,
): QueryField<Choice | undefined> {
  const byDefault = ifAbsent === undefined ? {} : { default: ifAbsent };
  return {
    read: (request) => readChoice(request, name, choices) ?? ifAbsent,
    documented: ApiQuery({ name, required: false, schema: { type: 'string', enum: [...choices], ...byDefault } }),
  };
}

export function flagField(name: string): QueryField<boolean | undefined> {
  return {
    read: (request) => {
      const word = readChoice(request, name, ['true', 'false']);
      return word === undefined ? undefined : word === 'true';
    },
    documented: ApiQuery({ name, required: false, schema: { type: 'boolean' } }),
  };
}

export function textField(name: string, { most }: { readonly most: number }): QueryField<string | undefined> {
  const pattern = '^[^\\0]*[^\\s\\0][^\\0]*$';
  return {
    read: (request) => readText(request, name, most),
    documented: ApiQuery({ name, required: false, schema: { type: 'string', minLength: 1, maxLength: most, pattern } }),
  };
}

function readChoice<Choice extends string>(
  request: Request,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const word = queryText(request, name) as Choice | undefined;
  if (word !== undefined && !choices.includes(word))
    throw invalidField(name, 'NOT_A_CHOICE', `must be one of ${choices.join(', ')}`);
  return word;
}

function readChoices(request: Request, name: string, choices: readonly string[]): readonly string[] | undefined {
  const text = queryText(request, name);
  if (text === undefined) return undefined;
  const words = text.split(',', choices.length + 1);
  if (words.length <= choices.length && words.every((word) => choices.includes(word))) return words;
  throw invalidField(name, 'NOT_A_CHOICE', `must be ${choices.join(', ')}, or several of them with commas between`);
}

function readText(request: Request, name: string, most: number): string | undefined {
  const text = queryText(request, name)?.trim();
  if (text === undefined) return undefined;
  const message = `must have 1 to ${most} characters`;
  if (text === '') throw invalidField(name, 'REQUIRED', message);
  if (!isAtMost(text, most)) throw invalidField(name, 'TOO_LONG', message);
  if (!isPlainText(text)) throw invalidField(name, 'INVALID_CHARACTER', 'must be plain text');
  return text;
}
