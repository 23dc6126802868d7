import { Config } from '#platform/config/config';
import type { DatabaseClock } from '#platform/database/database-clock';
import { AccessTokens } from './access-tokens';
import { VerifiedTokenCache } from './verified-token-cache';
import type { Principal } from './principal';

const NOW = 1_790_000_000;
const PRINCIPAL: Principal = {
  userId: 42,
  role: 'USER',
  sessionId: 's1',
  generation: 0,
  tokenId: 'j1',
  issuedAt: NOW,
  expiresAt: NOW + 900,
};

const config = Config.from({ DB_HOST: '-', DB_USERNAME: '-', REDIS_HOST: '-', SECRET_KEY: '-'.repeat(32) });
const tokens = new AccessTokens(config, { now: () => new Date() } as DatabaseClock);

describe('the cache of verified tokens', () => {
  beforeEach(() => jest.useFakeTimers({ now: NOW * 1000 }));
  afterEach(() => jest.useRealTimers());

  test('returns the same principal until the second in which the token expires', () => {
    const known = new VerifiedTokenCache(tokens);
    known.add('Bearer a', { ...PRINCIPAL });
    expect(known.find('Bearer a')).toEqual(PRINCIPAL);
    jest.setSystemTime((NOW + 900) * 1000 - 1);
    expect(known.find('Bearer a')).toEqual(PRINCIPAL);
    jest.setSystemTime((NOW + 900) * 1000);
    expect(known.find('Bearer a')).toBeUndefined();
    jest.setSystemTime(NOW * 1000);
    expect(known.find('Bearer a')).toBeUndefined();
  });

  test('does not find a token that differs in one character', () => {
    const known = new VerifiedTokenCache(tokens);
    known.add('Bearer a.b.c', { ...PRINCIPAL });
    for (const other of ['Bearer a.b.d', 'bearer a.b.c', 'Bearer a.b.', 'Bearer a.b.c ', '', undefined]) {
      expect(known.find(other)).toBeUndefined();
    }
  });

  test('returns a principal that cannot be changed', () => {
    const known = new VerifiedTokenCache(tokens);
    known.add('Bearer a', { ...PRINCIPAL });
    expect(() => Object.assign(known.find('Bearer a') as object, { role: 'ADMIN' })).toThrow(TypeError);
  });

  test('evicts the oldest tokens when it is full', () => {
    const known = new VerifiedTokenCache(tokens);
    for (let token = 0; token <= 10_000; token++) known.add(`Bearer ${token}`, { ...PRINCIPAL });
    expect(known.find('Bearer 0')).toBeUndefined();
    expect(known.find('Bearer 1')).toBeDefined();
  });
});
