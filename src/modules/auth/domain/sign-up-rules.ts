import { isEmail } from 'class-validator';
import type { FieldRule } from '#platform/field-rules';
import { isAtMost, normalizeText } from '#platform/text';

export const LONGEST_EMAIL = 254;
/** Controls, invisible formatting and every kind of space: two spellings that look the same would be two accounts. */
const INVISIBLE = /[\p{C}\p{Z}]/u;

/** The one spelling under which an e-mail is stored and looked up: trimmed, in lower case, composed. */
export function normalisedEmail(text: string): string {
  return normalizeText(text.toLowerCase(), LONGEST_EMAIL);
}

/** The rule that an e-mail address breaks, if it breaks one. */
export function emailViolation(text: string): FieldRule | undefined {
  const email = normalisedEmail(text);
  if (email === '') return 'REQUIRED';
  if (!isAtMost(email, LONGEST_EMAIL)) return 'TOO_LONG';
  return !INVISIBLE.test(email) && isEmail(email) ? undefined : 'NOT_AN_EMAIL';
}

const LONGEST_NAME = 50;
const CONTROL = /\p{Cc}/u;
const VISIBLE = /[^\s\p{C}]/u;

export const NAME_RULE = `must have 1 to ${LONGEST_NAME} characters, and no control characters`;

/** The same as a pattern of JSON Schema. What is trimmed may be any white space. */
export const NAME_PATTERN = '^\\s*\\P{Cc}*[^\\s\\p{C}]\\P{Cc}*\\s*$';

/** Names are stored composed, and without white space around them. */
export function normalisedName(text: string): string {
  return normalizeText(text, LONGEST_NAME);
}

/** The rule that a name breaks, if it breaks one. */
export function nameViolation(text: string): FieldRule | undefined {
  const name = normalisedName(text);
  if (name === '') return 'REQUIRED';
  if (!isAtMost(name, LONGEST_NAME)) return 'TOO_LONG';
  if (CONTROL.test(name)) return 'INVALID_CHARACTER';
  return VISIBLE.test(name) ? undefined : 'NO_VISIBLE_CHARACTER';
}

/** Both in bytes of UTF-8. bcrypt would silently ignore what exceeds 72 bytes. */
const MIN_PASSWORD_BYTES = 8;
export const MAX_PASSWORD_BYTES = 72;

/** The rule for new passwords. A password that is only compared is never checked against it. */
export const PASSWORD_RULE = `must have ${MIN_PASSWORD_BYTES} to ${MAX_PASSWORD_BYTES} bytes with at least one letter and one digit`;

/** The same as a pattern of JSON Schema, except for the length: JSON Schema counts characters, not bytes. */
export const PASSWORD_PATTERN = '^(?=[^]*\\p{L})(?=[^]*\\p{Nd})';

/** The rule that a new password breaks, if it breaks one. */
export function passwordViolation(password: string): FieldRule | undefined {
  const bytes = Buffer.byteLength(password);
  if (bytes === 0) return 'REQUIRED';
  if (bytes < MIN_PASSWORD_BYTES) return 'TOO_SHORT';
  if (bytes > MAX_PASSWORD_BYTES) return 'TOO_LONG';
  return /\p{L}/u.test(password) && /\p{Nd}/u.test(password) ? undefined : 'WEAK_PASSWORD';
}
