import { domainToASCII, domainToUnicode } from 'node:url';
import { isEmail } from 'class-validator';
import type { FieldRule } from '#platform/field-rules';
import { composeText, isAtMost, normalizeText, textPattern, textViolation, type UnicodePattern } from '#platform/text';

export const LONGEST_EMAIL = 254;
/** Controls, invisible characters and every kind of space: two spellings that look the same would be two accounts. */
const INVISIBLE = /[\p{C}\p{Z}\p{DI}\u2800]/u;
const NOT_ASCII = /[^\0-\x7f]/;
/** Of other domains the conversion would take a part, such as what comes before a slash, or decode escapes. */
const CONVERTIBLE = /^[a-z\d.\-\u0080-\u{10ffff}]+$/u;

/** The one spelling under which an e-mail is stored: trimmed, in lower case, composed, its domain in ASCII (punycode). */
export function normalisedEmail(text: string): string {
  return withDomain(writtenEmail(text), (domain) => (NOT_ASCII.test(domain) ? domainToASCII(domain) : domain));
}

/**
 * Every spelling under which the account of an e-mail may be stored, the likeliest first: until version 0.2 the domain was
 * stored as it was written, in Unicode or in punycode. Of two accounts from that time that differ only in this, each
 * still answers to its own spelling. All of them are normalised to the same e-mail, by which attempts at a password are
 * counted.
 */
export function emailSpellings(text: string): readonly string[] {
  const normalised = normalisedEmail(text);
  const spellings = new Set([writtenEmail(text), normalised, withDomain(normalised, domainToUnicode)]);
  return [...spellings].filter((spelling) => normalisedEmail(spelling) === normalised);
}

function writtenEmail(text: string): string {
  return normalizeText(text.toLowerCase(), LONGEST_EMAIL);
}

/** An e-mail that is too long, or whose domain cannot be converted, stays as it is; it is refused by `emailViolation`. */
function withDomain(email: string, convert: (domain: string) => string): string {
  const at = email.lastIndexOf('@') + 1;
  const written = email.slice(at);
  const mayConvert = at > 0 && isAtMost(email, LONGEST_EMAIL) && CONVERTIBLE.test(written);
  const domain = mayConvert ? convert(written) : '';
  return domain === '' ? email : email.slice(0, at) + domain;
}

/** Not with punycode that cannot be decoded, or with a letter that no domain may have. */
function hasValidDomain(email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return domainToASCII(domain) === domain;
}

/** The rule that an e-mail address breaks, if it breaks one. */
export function emailViolation(text: string): FieldRule | undefined {
  const written = writtenEmail(text);
  if (written === '') return 'REQUIRED';
  const email = normalisedEmail(text);
  if (!isAtMost(written, LONGEST_EMAIL) || !isAtMost(email, LONGEST_EMAIL)) return 'TOO_LONG';
  const isValid = !INVISIBLE.test(written) && isEmail(written) && isEmail(email) && hasValidDomain(email);
  return isValid ? undefined : 'NOT_AN_EMAIL';
}

const LONGEST_NAME = 50;
const NAME_FORM = { lines: 'one', shows: 'letter' } as const;

export const NAME_RULE = `must have 1 to ${LONGEST_NAME} characters with a letter or a digit, and no control characters`;

export const NAME_PATTERN = textPattern(NAME_FORM);

/** Names are stored composed, and without white space around them. */
export function normalisedName(text: string): string {
  return normalizeText(text, LONGEST_NAME);
}

/** The rule that a name breaks, if it breaks one. */
export function nameViolation(text: string): FieldRule | undefined {
  return textViolation(normalisedName(text), { most: LONGEST_NAME, ...NAME_FORM });
}

/**
 * Both in bytes of UTF-8: the least of the composed password, which is hashed, the most also of the password as it was
 * sent. bcrypt would silently ignore what exceeds 72 bytes.
 */
const MIN_PASSWORD_BYTES = 8;
export const MAX_PASSWORD_BYTES = 72;

/** The rule for new passwords. A password that is only compared is never checked against it. */
export const PASSWORD_RULE = `must have ${MIN_PASSWORD_BYTES} to ${MAX_PASSWORD_BYTES} bytes with at least one letter and one digit`;

/** The same as a pattern, except for the length: JSON Schema counts characters, not bytes. */
export const PASSWORD_PATTERN: UnicodePattern = { 'x-unicode-pattern': '^(?=[^]*\\p{L})(?=[^]*\\p{Nd})' };

/** The rule that a new password breaks, if it breaks one. */
export function passwordViolation(password: string): FieldRule | undefined {
  const composed = normalisedPassword(password);
  if (composed === '') return 'REQUIRED';
  if (Buffer.byteLength(composed) < MIN_PASSWORD_BYTES) return 'TOO_SHORT';
  if (!fitsHash(password) || !fitsHash(composed)) return 'TOO_LONG';
  return /\p{L}/u.test(password) && /\p{Nd}/u.test(password) ? undefined : 'WEAK_PASSWORD';
}

/**
 * Passwords are hashed and compared composed (NFC): the same password is typed decomposed on some keyboards. One that is
 * longer than any spelling of a password stays as it is.
 */
export function normalisedPassword(password: string): string {
  return composeText(password, MAX_PASSWORD_BYTES);
}

/** Whether bcrypt takes all of the password into account. */
export function fitsHash(password: string): boolean {
  return Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
}
