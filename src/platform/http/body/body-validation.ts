import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import type { FieldError } from '#platform/domain-error';
import { invalid, invalidField } from '#platform/http/invalid';

const LONGEST_FIELD = 100;

/** Turns a body into the class that its route declares, without converting any value, and refuses an invalid one. */
@Injectable()
export class BodyValidation implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || metatype === undefined) return value;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw invalidField('body', 'must be a JSON object');
    }
    const body = plainToInstance(metatype as Type<object>, value);
    const errors = validateSync(body, {
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
    });
    if (errors.length > 0) throw invalid(errors.flatMap((error) => fieldErrors(error, '')));
    return body;
  }
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const field = path(parent, error.property);
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? 'is not a known field' : withoutName(message, error.property),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** `orderItems[0].quantity` */
function path(parent: string, property: string): string {
  const step = /^\d+$/.test(property) ? `[${property}]` : `${parent === '' ? '' : '.'}${property}`;
  return `${parent}${step}`.slice(0, LONGEST_FIELD);
}

/** class-validator begins its messages with the name of the field, which is reported beside them. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
