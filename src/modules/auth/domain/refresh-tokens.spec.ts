import { randomUUID } from 'node:crypto';
import { derivedKey } from '#platform/security/derived-key';
import { RefreshTokens } from './refresh-tokens';

describe('a refresh token', () => {
  const tokens = new RefreshTokens(derivedKey('a secret of this test alone, long enough', 'refresh-token'));
  const login = { sessionId: randomUUID(), generation: 7 };

  it('says which login and generation it is of', () => {
    expect(tokens.read(tokens.make(login))).toEqual(login);
  });

  it('is made again the same', () => {
    expect(tokens.make(login)).toBe(tokens.make({ ...login }));
    expect(tokens.make({ ...login, generation: 8 })).not.toBe(tokens.make(login));
  });

  it('is nothing once a single letter of it is another', () => {
    const token = tokens.make(login);
    for (let at = 0; at < token.length; at++) {
      for (const letter of ['A', 'B', '_']) {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        if (changed !== token) expect(tokens.read(changed)).toBeUndefined();
      }
    }
  });

  it.each(['', '.', 'x', 'a.b.c', `${'A'.repeat(27)}.${'A'.repeat(43)}`])('is not %j', (text) => {
    expect(tokens.read(text)).toBeUndefined();
  });

  it('is nothing to another secret', () => {
    const others = new RefreshTokens(derivedKey('another secret of this test, long enough too', 'refresh-token'));
    expect(others.read(tokens.make(login))).toBeUndefined();
  });
});
