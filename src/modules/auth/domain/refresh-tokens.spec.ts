import { randomUUID } from 'node:crypto';
import { derivedKey } from '#platform/security/derived-key';
import { RefreshTokens } from './refresh-tokens';

describe('a refresh token', () => {
  const tokens = new RefreshTokens(derivedKey('a secret of this test alone, long enough', 'refresh-token'));
  const session = { sessionId: randomUUID(), generation: 7 };

  it('names its session and its generation', () => {
    expect(tokens.read(tokens.issue(session))).toEqual(session);
  });

  it('is the same each time for one session and generation', () => {
    expect(tokens.issue(session)).toBe(tokens.issue({ ...session }));
    expect(tokens.issue({ ...session, generation: 8 })).not.toBe(tokens.issue(session));
  });

  it('is not read when any character of it was changed', () => {
    const token = tokens.issue(session);
    for (let at = 0; at < token.length; at++) {
      for (const letter of ['A', 'B', '_']) {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        if (changed !== token) expect(tokens.read(changed)).toBeUndefined();
      }
    }
  });

  it.each(['', '.', 'x', 'a.b.c', `${'A'.repeat(27)}.${'A'.repeat(43)}`])('is not read from %j', (text) => {
    expect(tokens.read(text)).toBeUndefined();
  });

  it('is not read with another secret', () => {
    const others = new RefreshTokens(derivedKey('another secret of this test, long enough too', 'refresh-token'));
    expect(others.read(tokens.issue(session))).toBeUndefined();
  });
});
