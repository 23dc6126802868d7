import { isEmail } from 'class-validator';
import { isAtMost, normalizeText } from '#platform/text';

export const LONGEST_EMAIL = 254;
/** Controls, invisible formatting and every kind of space: two spellings that look the same would be two accounts. */
const INVISIBLE = /[\p{C}\p{Z}]/u;

/** The one spelling under which an e-mail is stored and looked up: trimmed, in lower case, composed. */
export function normalisedEmail(text: string): string {
  return normalizeText(text.toLowerCase(), LONGEST_EMAIL);
}

export function isEmailAddress(text: string): boolean {
  const email = normalisedEmail(text);
  return isAtMost(email, LONGEST_EMAIL) && !INVISIBLE.test(email) && isEmail(email);
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

export function isPersonName(text: string): boolean {
  const name = normalisedName(text);
  return isAtMost(name, LONGEST_NAME) && VISIBLE.test(name) && !CONTROL.test(name);
}

/** Both in bytes of UTF-8. bcrypt would silently ignore what exceeds 72 bytes. */
const MIN_PASSWORD_BYTES = 8;
export const MAX_PASSWORD_BYTES = 72;

/** The rule for new passwords. A password that is only compared is never checked against it. */
export const PASSWORD_RULE = `must have ${MIN_PASSWORD_BYTES} to ${MAX_PASSWORD_BYTES} bytes with at least one letter and one digit`;

/** The same as a pattern of JSON Schema, except for the length: JSON Schema counts characters, not bytes. */
export const PASSWORD_PATTERN = '^(?=[^]*\\p{L})(?=[^]*\\p{Nd})';

export function isAcceptablePassword(password: string): boolean {
  const bytes = Buffer.byteLength(password);
  const hasLength = bytes >= MIN_PASSWORD_BYTES && bytes <= MAX_PASSWORD_BYTES;
  return hasLength && /\p{L}/u.test(password) && /\p{Nd}/u.test(password);
}
