import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested, type ValidationArguments } from 'class-validator';
import type { Violation } from '#platform/field-rules';

/** The rule that a value of a field of this body breaks, if it breaks one. */
export type FieldCheck = (value: unknown, body: object) => Violation | undefined;

const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isObject = (entry: unknown): boolean => entry !== null && typeof entry === 'object' && !Array.isArray(entry);

export function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/**
 * Checks a field with `check`. Every field of a body is checked by this decorator: `BodyValidation` calls `check` again
 * to learn which rule is broken.
 */
export function CheckedBy(name: string, check: FieldCheck): PropertyDecorator {
  const validator = {
    validate: (value: unknown, given?: ValidationArguments) => check(value, given?.object ?? {}) === undefined,
    defaultMessage: (given?: ValidationArguments) => check(given?.value, given?.object ?? {})?.message ?? '',
  };
  return ValidateBy({ name, validator }, { context: { check } });
}

/** The field may be left out; `null` is refused. */
export function MayBeLeftOut(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_body, value) => value !== undefined),
    ApiProperty({ required: false }),
  );
}

const featuresOf = new WeakMap<object, Map<string, string>>();

/** The field is an unknown one while the feature of this name is switched off. Only for fields of the body itself. */
export function BelongsTo(feature: string): PropertyDecorator {
  return (body, field) => {
    const features = featuresOf.get(body.constructor) ?? new Map<string, string>();
    featuresOf.set(body.constructor, features.set(String(field), feature));
  };
}

/** The fields of this body that belong to a feature, with its name. */
export function featureFields(body: Class): ReadonlyMap<string, string> {
  return featuresOf.get(body) ?? new Map<string, string>();
}

/** The field is refused beside the other one. */
export function IsInsteadOf(other: string): PropertyDecorator {
  return CheckedBy('isInsteadOf', (_value, body) => {
    if ((body as Record<string, unknown>)[other] === undefined) return undefined;
    return { rule: 'CONFLICTING_FIELD', message: `must not be given together with ${other}` };
  });
}

/** A text of any content, such as a password that is only compared. */
export function IsAnyText(documented: ApiPropertyOptions): PropertyDecorator {
  const message = 'must be a string';
  return applyDecorators(
    CheckedBy('isAnyText', (value) => {
      if (isMissing(value)) return { rule: 'REQUIRED', message };
      return typeof value === 'string' ? undefined : { rule: 'WRONG_TYPE', message };
    }),
    ApiProperty(documented),
  );
}

/** `true` or `false`; the texts of these names are refused. */
export function IsBoolean(): PropertyDecorator {
  const message = 'must be true or false';
  return applyDecorators(
    CheckedBy('isBoolean', (value) => {
      if (typeof value === 'boolean') return undefined;
      return { rule: isMissing(value) ? 'REQUIRED' : 'WRONG_TYPE', message };
    }),
    ApiProperty({ type: 'boolean' }),
  );
}

/** One of the listed texts. */
export function IsOneOf(choices: readonly string[], documented: ApiPropertyOptions = {}): PropertyDecorator {
  const message = choices.length === 1 ? `must be ${choices.join('')}` : `must be one of ${choices.join(', ')}`;
  return applyDecorators(
    CheckedBy('isOneOf', (value) => {
      if (typeof value === 'string' && choices.includes(value)) return undefined;
      return { rule: isMissing(value) || value === '' ? 'REQUIRED' : 'NOT_A_CHOICE', message };
    }),
    ApiProperty({ enum: [...choices], ...documented }),
  );
}

/** A JSON number that is a positive id; text and fractions are refused. */
export function IsId(): PropertyDecorator {
  return applyDecorators(
    CheckedBy('isId', (value) =>
      isId(value)
        ? undefined
        : { rule: isMissing(value) ? 'REQUIRED' : 'NOT_AN_ID', message: 'must be a positive integer id' },
    ),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: 1 }),
  );
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A JSON number without a fraction within these bounds. */
export function IsWhole(range: Range): PropertyDecorator {
  return applyDecorators(
    CheckedBy('isWhole', (value) => wholeViolation(value, range)),
    ApiProperty({ type: 'integer', format: 'int64', minimum: range.min, maximum: range.max }),
  );
}

function wholeViolation(value: unknown, { min, max }: Range): Violation | undefined {
  const message = `must be an integer from ${min} to ${max}`;
  if (isMissing(value)) return { rule: 'REQUIRED', message };
  if (typeof value !== 'number' || !Number.isInteger(value)) return { rule: 'NOT_AN_INTEGER', message };
  if (value < min) return { rule: 'TOO_SMALL', message };
  return value > max ? { rule: 'TOO_LARGE', message } : undefined;
}

/** A list of 1 to `most` ids, each at most once. */
export function IsIds({ most }: { readonly most: number }): PropertyDecorator {
  return applyDecorators(
    CheckedBy('isIds', (value) => idsViolation(value, most)),
    ApiProperty({
      type: 'array',
      items: { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      minItems: 1,
      maxItems: most,
      uniqueItems: true,
      example: [1, 2, 3],
    }),
  );
}

function idsViolation(value: unknown, most: number): Violation | undefined {
  const size = sizeViolation(value, { least: 1, most }, `must be a list of 1 to ${most} ids`);
  if (size !== undefined || !Array.isArray(value)) return size;
  const bad = value.findIndex((id) => !isId(id));
  if (bad >= 0) return { rule: 'NOT_AN_ID', message: `must hold positive integer ids only (see [${bad}])` };
  return new Set(value).size === value.length ? undefined : { rule: 'DUPLICATE', message: 'must not hold an id twice' };
}

interface Size {
  readonly least: number;
  readonly most: number;
}

/** Checks that the value is a list, and its length. */
export function sizeViolation(value: unknown, { least, most }: Size, message: string): Violation | undefined {
  if (isMissing(value)) return { rule: 'REQUIRED', message };
  if (!Array.isArray(value)) return { rule: 'WRONG_TYPE', message };
  if (value.length < least) return { rule: 'REQUIRED', message };
  return value.length > most ? { rule: 'TOO_MANY', message } : undefined;
}

interface ListRule extends Size {
  /** the id that no two entries may share, and what it identifies */
  readonly unique?: { readonly field: string; readonly name: string };
}

/** A list of `least` to `most` objects, each checked as a `type`. */
export function IsListOf(type: () => Class, { least, most, unique }: ListRule): PropertyDecorator {
  const message = `must be a list of ${least} to ${most} objects`;
  return applyDecorators(
    CheckedBy('isListOf', (value) => {
      const size = sizeViolation(value, { least, most }, message);
      if (size !== undefined || !Array.isArray(value)) return size;
      if (!value.every(isObject)) return { rule: 'WRONG_TYPE', message };
      if (unique === undefined || !hasDuplicate(value as Record<string, unknown>[], unique.field)) return undefined;
      return { rule: 'DUPLICATE', message: `must not hold ${unique.name} twice` };
    }),
    ValidateNested({ each: true }),
    Type(type),
    ApiProperty({ type: () => [type()], minItems: least, maxItems: most }),
  );
}

/** Entries without a valid id are not compared: they are refused for that. */
function hasDuplicate(entries: readonly Record<string, unknown>[], field: string): boolean {
  const ids = entries.map((entry) => entry[field]).filter(isId);
  return new Set(ids).size < ids.length;
}
