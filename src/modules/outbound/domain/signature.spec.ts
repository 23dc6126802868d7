import { createSecretKey } from 'node:crypto';
import { secretOf, signature } from './signature';

describe('a signature', () => {
  // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_known
  it('is what anybody else reckons', () => {
    expect(signature('whsec_known', '{"a":1}', 1_700_000_000)).toBe(
      't=1700000000,v1=cf0f6e6b48afcb0cb17721cbc9dd3e6ebac32e5352fdb7f22aaa622a454b1fc4',
    );
  });

  it('is of this moment, this body and this secret alone', () => {
    const all = [
      signature('one', '{}', 1),
      signature('other', '{}', 1),
      signature('one', '[]', 1),
      signature('one', '{}', 2),
    ].map((header) => header.split('v1=')[1]);
    expect(new Set(all).size).toBe(4);
  });

  it('has a secret of its own for each webhook, the same each time', () => {
    const key = createSecretKey(Buffer.alloc(32, 1));
    expect(secretOf(key, 'salt')).toBe(secretOf(key, 'salt'));
    expect(secretOf(key, 'salt')).not.toBe(secretOf(key, 'other'));
    expect(secretOf(key, 'salt')).not.toBe(secretOf(createSecretKey(Buffer.alloc(32, 2)), 'salt'));
    expect(secretOf(key, 'salt')).toMatch(/^whsec_[\w-]{43}$/);
  });
});
