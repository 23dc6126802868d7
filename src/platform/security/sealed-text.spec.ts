import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { Config } from '#platform/config/config';
import { CannotOpen, keyIdOf, TextSealer } from './sealed-text';

const key = (): string => randomBytes(32).toString('base64');
const [ONE, TWO] = [key(), key()];
const SECRET_KEY = '-'.repeat(32);
const configWith = (PII_KEYS?: string, secret = SECRET_KEY): Config =>
  Config.from({ DB_HOST: '-', DB_USERNAME: '-', REDIS_HOST: '-', SECRET_KEY: secret, PII_KEYS });
const sealerWith = (keys?: string, secret?: string): TextSealer => new TextSealer(configWith(keys, secret));
const TEXT = '홍길동 110-234-567890';
const PLACE = 'refund-account:7';

/** The reason for which it cannot be opened, which has nothing of the text. */
function refusal(open: () => string): string {
  try {
    return `opened as ${open()}`;
  } catch (error) {
    expect(error).toBeInstanceOf(CannotOpen);
    const shown = inspect(error, { depth: 9 });
    for (const part of [TEXT, '홍길동', '110-234-567890', ONE, TWO]) expect(shown).not.toContain(part);
    return (error as Error).message;
  }
}

describe('a sealed text', () => {
  it('opens in its place with the key that has sealed it, and shows nothing', () => {
    const sealer = sealerWith(`2:${TWO},1:${ONE}`);
    const sealed = sealer.seal(TEXT, PLACE);
    expect(sealer.open(sealed, PLACE)).toBe(TEXT);
    expect([...sealed.subarray(0, 2)]).toEqual([1, 2]);
    expect(sealed.length).toBe(2 + 12 + Buffer.byteLength(TEXT) + 16);
    expect(sealed.includes('110-234-567890')).toBe(false);
    expect(sealer.seal(TEXT, PLACE)).not.toEqual(sealed);
    expect(sealer.open(sealer.seal('', PLACE), PLACE)).toBe('');
  });

  it('is sealed with the first key, and opens with any of them, also with the derived one', () => {
    const before = sealerWith(`1:${ONE}`).seal(TEXT, PLACE);
    const derived = sealerWith().seal(TEXT, PLACE);
    const sealer = sealerWith(`2:${TWO}, 1:${ONE}`);
    expect([before, derived, sealer.seal(TEXT, PLACE)].map(keyIdOf)).toEqual([1, 0, 2]);
    expect([before, derived].map((sealed) => sealer.open(sealed, PLACE))).toEqual([TEXT, TEXT]);
    expect([sealer.sealingId, sealer.keyIds]).toEqual([2, [2, 1, 0]]);
  });

  it('does not open in another place, as after it was copied to another row', () => {
    const sealer = sealerWith();
    const sealed = sealer.seal(TEXT, PLACE);
    expect(refusal(() => sealer.open(sealed, 'refund-account:8'))).toContain('cannot be opened');
  });

  it('does not open after any bit of it was changed', () => {
    const sealer = sealerWith(`2:${TWO},1:${ONE}`);
    const sealed = sealer.seal(TEXT, PLACE);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(refusal(() => sealer.open(changed, PLACE))).toMatch(/cannot be opened|unknown version|has no key/);
    }
  });

  it('does not open with a part of it missing', () => {
    const sealer = sealerWith();
    const sealed = sealer.seal(TEXT, PLACE);
    for (let length = 0; length < sealed.length; length++) {
      expect(refusal(() => sealer.open(sealed.subarray(0, length), PLACE))).toMatch(/too short|cannot be opened/);
    }
  });

  it.each([
    ['another key of the same id', `1:${TWO}`, SECRET_KEY, 'its key 1 is not this one'],
    ['a ring without its key', `2:${TWO}`, SECRET_KEY, 'PII_KEYS has no key 1'],
  ])('does not open with %s', (_, keys, secret, reason) => {
    const sealed = sealerWith(`1:${ONE}`).seal(TEXT, PLACE);
    expect(refusal(() => sealerWith(keys, secret).open(sealed, PLACE))).toContain(reason);
  });

  it('under the derived key does not open with another secret', () => {
    const sealed = sealerWith().seal(TEXT, PLACE);
    expect(refusal(() => sealerWith(undefined, '+'.repeat(32)).open(sealed, PLACE))).toContain('its key 0');
  });

  it('of a version of later releases does not open', () => {
    const sealed = sealerWith().seal(TEXT, PLACE);
    sealed[0] = 2;
    expect(refusal(() => sealerWith().open(sealed, PLACE))).toBe('A sealed value has the unknown version 2');
  });
});

describe('PII_KEYS', () => {
  it.each([
    ['a key without an id', ONE, 'entry 1 must be a key id, a colon and a key in base64'],
    ['an id without a key', '1', 'entry 1 must be a key id, a colon and a key in base64'],
    ['a colon too many', `1:${ONE}:${TWO}`, 'entry 1 must be'],
    ['an empty entry', `1:${ONE},`, 'entry 2 must be'],
    ['the id of the derived key', `0:${ONE}`, 'the key id of entry 1 must be a number from 1 to 255'],
    ['an id that is too large', `1:${ONE},256:${TWO}`, 'the key id of entry 2 must be a number from 1 to 255'],
    ['an id and a key in the wrong order', `${ONE}:1`, 'the key id of entry 1 must be a number from 1 to 255'],
    ['31 bytes', `1:${randomBytes(31).toString('base64')}`, 'the key of entry 1 must be 32 bytes in base64'],
    ['33 bytes', `1:${randomBytes(33).toString('base64')}`, 'the key of entry 1 must be 32 bytes in base64'],
    ['a key in hexadecimal', `1:${randomBytes(32).toString('hex')}`, 'the key of entry 1 must be 32 bytes in base64'],
    ['one id twice', `3:${ONE},3:${TWO}`, 'entry 2 has the key id of an earlier entry'],
    ['one key twice', `1:${ONE},2:${ONE}`, 'entry 2 has the key of an earlier entry'],
    ['one key twice, once without padding', `1:${ONE},2:${ONE.replace('=', '')}`, 'entry 2 has the key of an earlier'],
  ])('refuses %s, and says so without any part of a key', (_, keys, message) => {
    let problem = '';
    try {
      configWith(keys);
    } catch (error) {
      problem = inspect(error);
    }
    expect(problem).toContain(`PII_KEYS: ${message}`);
    for (const secret of keys.split(/[:,]/).filter((part) => part.length > 20)) expect(problem).not.toContain(secret);
  });

  it('accepts up to 255 keys, and shows none of them', () => {
    const keys = Array.from({ length: 255 }, (_, index) => `${index + 1}:${key()}`);
    const config = configWith(keys.join(', '));
    expect(config.piiKeys).toHaveLength(255);
    const bytes = Buffer.from(keys[0]?.split(':')[1] ?? '', 'base64');
    const shown =
      inspect(config, { depth: 9 }) + JSON.stringify(config) + inspect(new TextSealer(config), { depth: 9 });
    for (const encoding of ['base64', 'hex'] as const) expect(shown).not.toContain(bytes.toString(encoding));
  });
});
