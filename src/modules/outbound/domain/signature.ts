import { createHmac, type KeyObject } from 'node:crypto';

/** Derived, not kept: the table holds the salt only, and whoever reads it can sign nothing. */
export function secretOf(key: KeyObject, salt: string): string {
  return `whsec_${createHmac('sha256', key).update(salt).digest('base64url')}`;
}

/** The header `x-hotdeal-signature`: when it was signed, in Unix seconds, and the HMAC-SHA256 of `<seconds>.<body>`. */
export function signature(secret: string, body: string, seconds: number): string {
  const hmac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hmac}`;
}
