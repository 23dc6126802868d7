import type { Call } from './http';
import { TossError } from './toss-error';

const LONGEST_KEY = 300;

/** The shop that calls. @throws TossError */
export function apiKeyOf(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') throw new TossError('UNAUTHORIZED_KEY');
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization) ?? [];
  const [key = '', password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (password !== '') throw new TossError('INCORRECT_BASIC_AUTH_FORMAT');
  // A key of the live service has no business here.
  if (!/^test_g?sk_\w{1,100}$/.test(key)) throw new TossError('UNAUTHORIZED_KEY');
  return key;
}

/** @throws TossError INVALID_IDEMPOTENCY_KEY */
export function idempotencyKeyOf({ request }: Call): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key === '' || key.length > LONGEST_KEY) throw new TossError('INVALID_IDEMPOTENCY_KEY');
  return key;
}

/** The error that the caller wants to get, as with the live service's test keys. */
export function testCodeOf({ request }: Call): string | undefined {
  const code = request.headers['tosspayments-test-code'];
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : undefined;
}
