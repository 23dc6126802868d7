import { createSecretKey } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { secretOf, signature, signatureHeaders } from './signature';

describe('a signature', () => {
  // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_known
  it('is the HMAC-SHA256 that openssl computes', () => {
    expect(signature('whsec_known', '{"a":1}', 1_700_000_000)).toBe(
      't=1700000000,v1=cf0f6e6b48afcb0cb17721cbc9dd3e6ebac32e5352fdb7f22aaa622a454b1fc4',
    );
  });

  it('changes with the time, the body and the secret', () => {
    const all = [
      signature('one', '{}', 1),
      signature('other', '{}', 1),
      signature('one', '[]', 1),
      signature('one', '{}', 2),
    ].map((header) => header.split('v1=')[1]);
    expect(new Set(all).size).toBe(4);
  });

  it('has its own secret for each webhook, the same each time', () => {
    const key = createSecretKey(Buffer.alloc(32, 1));
    expect(secretOf(key, 'salt')).toBe(secretOf(key, 'salt'));
    expect(secretOf(key, 'salt')).not.toBe(secretOf(key, 'other'));
    expect(secretOf(key, 'salt')).not.toBe(secretOf(createSecretKey(Buffer.alloc(32, 2)), 'salt'));
    expect(secretOf(key, 'salt')).toMatch(/^whsec_[\w-]{43}$/);
  });
});

describe('the headers of a signed event', () => {
  const now = new Date(1_700_000_000_999);

  // printf 'id-1.1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_known -binary | base64
  it('are those of Standard Webhooks, with known values, and our own', () => {
    expect(signatureHeaders('whsec_known', 'id-1', '{"a":1}', now)).toEqual({
      'webhook-id': 'id-1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': 'v1,h+TPzNgMnbZBI2Vn3IFmCQA/pRhEbIs6ZW0JH/FRkKw=',
      'x-hotdeal-signature': signature('whsec_known', '{"a":1}', 1_700_000_000),
    });
  });

  it('are verified by the package of Standard Webhooks, and refused for another body, id or secret', () => {
    const headers = signatureHeaders('whsec_known', 'id-1', '{"a":1}', new Date());
    const verifier = new Webhook('whsec_known', { format: 'raw' });
    expect(verifier.verify('{"a":1}', headers)).toEqual({ a: 1 });
    expect(() => verifier.verify('{"a":2}', headers)).toThrow('No matching signature');
    expect(() => verifier.verify('{"a":1}', { ...headers, 'webhook-id': 'id-2' })).toThrow('No matching signature');
    const other = new Webhook('whsec_other', { format: 'raw' });
    expect(() => other.verify('{"a":1}', headers)).toThrow('No matching signature');
    const old = signatureHeaders('whsec_known', 'id-1', '{"a":1}', now);
    expect(() => verifier.verify('{"a":1}', old)).toThrow('too old');
  });
});
