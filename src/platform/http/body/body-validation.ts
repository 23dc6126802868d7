import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { Config } from '#platform/config/config';
import type { FieldError } from '#platform/domain-error';
import type { Violation } from '#platform/field-rules';
import { featuresOf } from '#platform/http/features';
import { invalid, invalidField } from '#platform/http/invalid';
import { type FieldCheck, featureFields } from './fields';

const LONGEST_FIELD = 100;

/** The constraints of class-validator itself that a body can violate; all others are checks with rules of their own. */
export const BUILT_IN_RULES = {
  whitelistValidation: { rule: 'UNKNOWN_FIELD', message: 'is not a known field' },
  nestedValidation: { rule: 'WRONG_TYPE', message: 'must hold objects only' },
} satisfies Readonly<Record<string, Violation>>;

const optionalBodies = new WeakSet<object>();

/** A request may have no body at all, and then needs no Content-Type; every field of the class must be optional. */
export function OptionalBody(): ClassDecorator {
  return (type) => {
    optionalBodies.add(type);
  };
}

/** Turns a body into the class that its route declares, without converting any value, and refuses an invalid one. */
@Injectable()
export class BodyValidation implements PipeTransform {
  private readonly features: Readonly<Record<string, boolean>>;

  constructor(config: Config) {
    this.features = featuresOf(config);
  }

  transform(given: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || metatype === undefined) return given;
    const value = given === undefined && optionalBodies.has(metatype) ? {} : given;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw invalidField('body', value === undefined ? 'REQUIRED' : 'WRONG_TYPE', 'must be a JSON object');
    }
    const body = plainToInstance(metatype as Type<object>, value);
    const errors = validateSync(body, {
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
    });
    const unknown = this.switchedOff(metatype as Type<object>, value);
    const wrong = errors.filter(({ property }) => !unknown.includes(property));
    const found = [
      ...wrong.flatMap((error) => fieldErrors(error, '')),
      ...unknown.map((field) => ({ field, ...BUILT_IN_RULES.whitelistValidation })),
    ];
    if (found.length > 0) throw invalid(found);
    return body;
  }

  /** The given fields whose feature is switched off. */
  private switchedOff(type: Type<object>, given: object): string[] {
    return [...featureFields(type)]
      .filter(([field, feature]) => Object.hasOwn(given, field) && this.features[feature] !== true)
      .map(([field]) => field);
  }
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const field = path(parent, error.property);
  const own = Object.keys(error.constraints ?? {}).map((constraint) => {
    const { check } = (error.contexts?.[constraint] ?? {}) as { check?: FieldCheck };
    const violation =
      check?.(error.value, error.target ?? {}) ?? (BUILT_IN_RULES as Readonly<Record<string, Violation>>)[constraint];
    if (violation === undefined) throw new Error(`The constraint ${constraint} has no rule`);
    return { field, ...violation };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** `orderItems[0].quantity` */
function path(parent: string, property: string): string {
  const step = /^\d+$/.test(property) ? `[${property}]` : `${parent === '' ? '' : '.'}${property}`;
  return `${parent}${step}`.slice(0, LONGEST_FIELD);
}
