import { createHmac, type KeyObject } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** The secret is derived, not stored: the table has only the salt, so its reader cannot sign anything. */
export function secretOf(key: KeyObject, salt: string): string {
  return `whsec_${createHmac('sha256', key).update(salt).digest('base64url')}`;
}

/** The header `x-hotdeal-signature`: the time in Unix seconds, and the HMAC-SHA256 of `<seconds>.<body>`. */
export function signature(secret: string, body: string, seconds: number): string {
  const hmac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hmac}`;
}

/** The three headers of Standard Webhooks, and our own; the key of both is the secret as it is written. */
export function signatureHeaders(secret: string, id: string, body: string, now: Date): Record<string, string> {
  const seconds = Math.floor(now.getTime() / 1_000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': new Webhook(secret, { format: 'raw' }).sign(id, now, body),
    'x-hotdeal-signature': signature(secret, body, seconds),
  };
}
