/** Both in bytes of UTF-8; bcrypt would silently cut off what is longer. */
const LEAST = 8;
export const MOST_PASSWORD_BYTES = 72;

/** What a new password must be; a password that is only checked is never measured by it. */
export const PASSWORD_RULE = `must have ${LEAST} to ${MOST_PASSWORD_BYTES} bytes with at least one letter and one digit`;

/** As far as JSON Schema can say it, which counts characters and not bytes. */
export const PASSWORD_PATTERN = '^(?=[^]*\\p{L})(?=[^]*\\p{Nd})';

export function keepsPasswordRule(password: string): boolean {
  const bytes = Buffer.byteLength(password);
  return bytes >= LEAST && bytes <= MOST_PASSWORD_BYTES && /\p{L}/u.test(password) && /\p{Nd}/u.test(password);
}
