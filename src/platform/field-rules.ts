/**
 * The rules that a field can break, as the `rule` of a `VALIDATION_FAILED` problem names them: clients say them in their
 * own language. The list is closed; a name keeps its meaning and is never removed.
 */
export const FIELD_RULES = {
  REQUIRED: 'it is missing, null or empty',
  UNKNOWN_FIELD: 'the request has no such field',
  CONFLICTING_FIELD: 'it may not be given together with another field',
  WRONG_TYPE: 'it has another JSON type',
  GIVEN_TWICE: 'the parameter may be given once',
  TOO_SHORT: 'the text has too few characters',
  TOO_LONG: 'the text has too many characters',
  NO_VISIBLE_CHARACTER: 'the text shows nothing',
  INVALID_CHARACTER: 'the text has a character that it may not have, such as a control character',
  NOT_AN_INTEGER: 'it is not a whole number',
  TOO_SMALL: 'the number is below the minimum',
  TOO_LARGE: 'the number is above the maximum',
  NOT_AN_ID: 'it is not a positive whole number up to 2^53-1',
  NOT_A_CHOICE: 'it is not one of the listed values',
  NOT_AN_EMAIL: 'it is not an e-mail address',
  WEAK_PASSWORD: 'the password needs a letter and a digit',
  NOT_A_URL: 'it is not an absolute http or https URL',
  URL_NOT_ALLOWED: 'the URL has a part, or leads to a place, that is not allowed here',
  NOT_A_TIME: 'it is not an ISO 8601 date and time that exists',
  NOT_A_DATE: 'it is not a date that exists, written as YYYY-MM-DD',
  TOO_EARLY: 'the time is before the earliest that is allowed',
  TOO_LATE: 'the time is after the latest that is allowed',
  NOT_A_CURSOR: 'it is not a `nextCursor` of this list',
  TOO_MANY: 'the list or the body has too many entries',
  TOO_DEEP: 'the body is nested too deeply',
  DUPLICATE: 'the list has an entry twice',
} as const;

export type FieldRule = keyof typeof FIELD_RULES;

/** The rule that a value breaks, and a sentence about it without the name of the field. */
export interface Violation {
  readonly rule: FieldRule;
  readonly message: string;
}
