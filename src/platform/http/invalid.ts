import { DomainError, type FieldError } from '#platform/domain-error';
import type { FieldRule } from '#platform/field-rules';

const MOST_ERRORS = 20;

/** 400 `VALIDATION_FAILED` with an error for each invalid field, at most twenty. */
export function invalid(errors: readonly FieldError[]): DomainError {
  const first = errors[0];
  const detail = first === undefined ? 'The request is not valid.' : `${first.field} ${first.message}.`.trim();
  return new DomainError('invalid', 'VALIDATION_FAILED', detail, { errors: errors.slice(0, MOST_ERRORS) });
}

export function invalidField(field: string, rule: FieldRule, message: string): DomainError {
  return invalid([{ field, rule, message }]);
}
