import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateBy, ValidateNested, type ValidationArguments } from 'class-validator';

const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

/** A JSON number that is a positive id; text and fractions are refused. */
export function IsId(): PropertyDecorator {
  return applyDecorators(
    ValidateBy({ name: 'isId', validator: { validate: isId, defaultMessage: () => 'must be a positive integer id' } }),
    ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: 1 }),
  );
}

/** A JSON number without a fraction within these bounds. */
export function IsWhole({ min, max }: { readonly min: number; readonly max: number }): PropertyDecorator {
  return applyDecorators(
    ValidateBy({
      name: 'isWhole',
      validator: {
        validate: (value: unknown) =>
          Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
        defaultMessage: () => `must be an integer from ${min} to ${max}`,
      },
    }),
    ApiProperty({ type: 'integer', format: 'int64', minimum: min, maximum: max }),
  );
}

/** A list of 1 to `most` ids, each at most once. */
export function IsIds({ most }: { readonly most: number }): PropertyDecorator {
  return applyDecorators(
    ValidateBy({
      name: 'isIds',
      validator: {
        validate: (value: unknown) => idsError(value, most) === undefined,
        defaultMessage: (about?: ValidationArguments) => idsError(about?.value, most) ?? '',
      },
    }),
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

function idsError(value: unknown, most: number): string | undefined {
  if (!Array.isArray(value) || value.length < 1 || value.length > most) return `must be a list of 1 to ${most} ids`;
  const bad = value.findIndex((id) => !isId(id));
  if (bad >= 0) return `must hold positive integer ids only (see [${bad}])`;
  return new Set(value).size === value.length ? undefined : 'must not hold an id twice';
}

/** A list of `least` to `most` objects, each checked as a `type`. */
export function IsListOf(
  type: () => Class,
  size: { readonly least: number; readonly most: number },
): PropertyDecorator {
  const { least, most } = size;
  const isObject = (entry: unknown): boolean => entry !== null && typeof entry === 'object' && !Array.isArray(entry);
  return applyDecorators(
    ValidateBy({
      name: 'isListOf',
      validator: {
        validate: (value: unknown) =>
          Array.isArray(value) && value.length >= least && value.length <= most && value.every(isObject),
        defaultMessage: () => `must be a list of ${least} to ${most} objects`,
      },
    }),
    ValidateNested({ each: true }),
    Type(type),
    ApiProperty({ type: () => [type()], minItems: least, maxItems: most }),
  );
}
