import { compare, hash } from 'bcrypt';
import type { DomainError } from '#platform/domain-error';
import { RedisClients } from '#platform/redis/redis-clients';
import {
  type LoginAttempt,
  type LoginAttemptCounter,
  type ThrottleRules,
} from '../../src/modules/auth/domain/login-attempt';
import { LoginAttemptsInMemory } from '../../src/modules/auth/passwords/login-attempts-in-memory';
import { LoginAttemptsInRedis } from '../../src/modules/auth/passwords/login-attempts-in-redis';
import { Passwords } from '../../src/modules/auth/passwords/passwords';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { type Accounts, openAccounts } from '../support/accounts';
import { type TestPlatform, openPlatform } from '../support/platform';

const HOUR = 60 * 60 * 1_000;
const rules: ThrottleRules = {
  perSource: { free: 3, first: 1_000, longest: 60_000 },
  unknownNetworks: { free: 6, first: 1_000, longest: 10_000 },
  forgetAfter: HOUR,
  networkKnownFor: 24 * HOUR,
  maxKnownNetworks: 2,
};

describe.each(['in Redis', 'in memory'])('attempts at a password, counted %s', (where) => {
  let platform: TestPlatform;
  let counter: LoginAttemptCounter;
  let account: string;
  let accounts = 0;

  beforeAll(async () => {
    platform = await openPlatform();
    counter =
      where === 'in Redis'
        ? new LoginAttemptsInRedis(platform.module.get(RedisClients), rules)
        : new LoginAttemptsInMemory(rules);
  });
  afterAll(() => platform.close());
  beforeEach(() => {
    account = `account ${accounts++}`;
  });

  const from = (network: string, session?: string): LoginAttempt => ({ account, network, session });
  const wrong = async (attempt: LoginAttempt): Promise<number> => (await counter.begin(attempt)).delay;
  const right = async (attempt: LoginAttempt): Promise<number> => {
    const admission = await counter.begin(attempt);
    if (admission.delay === 0) await counter.end(attempt, admission, 'right');
    return admission.delay;
  };
  const several = async (times: number, attempt: LoginAttempt): Promise<number> => {
    let passed = 0;
    for (let time = 0; time < times; time++) if ((await wrong(attempt)) === 0) passed++;
    return passed;
  };

  it('are delayed after the free failures, also with the right password', async () => {
    expect(await several(3, from('cafe'))).toBe(3);
    const wait = await wrong(from('cafe'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(1_000);
    expect(await right(from('cafe'))).toBeGreaterThan(0);
  });

  it('are admitted in parallel as often as one after the other, and no more', async () => {
    const waits = await Promise.all(Array.from({ length: 50 }, () => wrong(from('cafe'))));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
  });

  it('start from zero after a success', async () => {
    for (let round = 0; round < 3; round++) {
      expect(await several(2, from('home'))).toBe(2);
      expect(await right(from('home'))).toBe(0);
    }
  });

  it('do not count as failures when the password was not compared', async () => {
    for (let time = 0; time < 20; time++) {
      const admission = await counter.begin(from('home'));
      expect(admission.delay).toBe(0);
      await counter.end(from('home'), admission, 'unchecked');
    }
    expect(await several(4, from('home'))).toBe(3);
  });

  it('at one account do not delay those at another', async () => {
    await several(4, from('cafe'));
    expect(await wrong({ account: `another than ${account}`, network: 'cafe', session: undefined })).toBe(0);
  });

  it('from one network do not delay the owner on another', async () => {
    await several(10, from('attacker'));
    expect(await right(from('home'))).toBe(0);
  });

  it('from many unknown networks count together, but the first of each is not delayed', async () => {
    let passed = 0;
    for (let bot = 0; bot < 10; bot++) passed += await several(2, from(`bot ${bot}`));
    // Two each until six have failed, then the first of each.
    expect(passed).toBe(6 + 7);
    expect(await right(from('new telephone'))).toBe(0);
  });

  it('from unknown networks do not delay a known one, where the owner may still mistype', async () => {
    await right(from('home'));
    for (let bot = 0; bot < 10; bot++) await several(2, from(`bot ${bot}`));
    expect(await several(2, from('home'))).toBe(2);
    expect(await right(from('home'))).toBe(0);
    expect(await several(2, from('new telephone'))).toBe(1);
  });

  it('in a live session are not delayed by unknown networks, and have one limit for all networks', async () => {
    for (let bot = 0; bot < 10; bot++) await several(2, from(`bot ${bot}`));
    expect(await right(from('train', "the owner's login"))).toBe(0);
    let passed = 0;
    for (let bot = 10; bot < 20; bot++) passed += await several(1, from(`bot ${bot}`, 'a stolen login'));
    expect(passed).toBe(3);
    expect(await right(from('train', "the owner's login"))).toBe(0);
  });

  it('at a logout and at a login share one limit', async () => {
    await several(2, from('cafe', 'a login'));
    expect(await several(2, from('cafe'))).toBe(1);
    expect(await wrong(from('cafe', 'another login'))).toBeGreaterThan(0);
  });
});

describe('attempts at a password, stored in Redis', () => {
  let platform: TestPlatform;
  let redis: RedisClients;
  let counter: LoginAttemptCounter;

  beforeAll(async () => {
    platform = await openPlatform();
    redis = platform.module.get(RedisClients);
    counter = new LoginAttemptsInRedis(redis, rules);
  });
  afterAll(() => platform.close());

  const attempt: LoginAttempt = { account: 'a', network: 'n', session: undefined };
  const key = (name: string): string => `${redis.prefix}${name}`;

  it('are delayed longer after each further failure', async () => {
    const waits: number[] = [];
    for (let failure = 1; failure < rules.perSource.free; failure++) await counter.begin(attempt);
    for (let further = 0; further < 8; further++) {
      // As if the delay had passed.
      await redis.cache.hdel(key('login-attempts:a:from:n'), 'until');
      await redis.cache.del(key('login-attempts:a:unknown-networks'));
      expect((await counter.begin(attempt)).delay).toBe(0);
      waits.push((await counter.begin(attempt)).delay);
    }
    const seconds = waits.map((wait) => Math.ceil(wait / 1_000));
    expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('expire, and the known networks of an account later', async () => {
    const other: LoginAttempt = { account: 'b', network: 'n', session: 'l' };
    await counter.begin(other);
    for (const name of ['login-attempts:b:from:n', 'login-attempts:b:session:l'])
      expect(await redis.cache.pttl(key(name))).toBeGreaterThan(0);
    await counter.end(other, await counter.begin(other), 'right');
    expect(await redis.cache.pttl(key('known-networks:b'))).toBeGreaterThan(HOUR);
  });

  it('leave no key behind when the password was not compared', async () => {
    const other: LoginAttempt = { account: 'c', network: 'n', session: undefined };
    await counter.end(other, await counter.begin(other), 'unchecked');
    expect(await redis.cache.keys(key('*:c*'))).toEqual([]);
  });

  it('keep only the newest known networks of an account', async () => {
    for (const network of ['1', '2', '3']) {
      const other: LoginAttempt = { account: 'd', network, session: undefined };
      await counter.end(other, await counter.begin(other), 'right');
    }
    expect(await redis.cache.zcard(key('known-networks:d'))).toBe(2);
  });
});

describe('a password that was not compared because the server was busy', () => {
  let accounts: Accounts;

  beforeAll(async () => {
    accounts = await openAccounts({
      instead: [[Passwords, new Passwords({ concurrency: 1, maxQueue: 0, timeoutMs: 60_000 })]],
      variables: { RATE_LIMIT_SCALE: '1', RATE_LIMIT_LOGIN_FAILURES: '6' },
    });
  });
  afterAll(() => accounts.close());

  it('does not count as a failure', async () => {
    const wrong = () =>
      accounts.module
        .get(LogIn)
        .execute({ email: 'kim@example.com', password: 'wrong1234' }, '192.0.2.1')
        .then(
          () => 'in',
          ({ code }: DomainError) => code,
        );
    const together = await Promise.all(Array.from({ length: 5 }, wrong));
    expect(together.filter((code) => code === 'SERVICE_UNAVAILABLE')).toHaveLength(4);
    for (let time = 0; time < 4; time++) expect(await wrong()).toBe('INVALID_CREDENTIALS');
  });
});

describe('an attempt that is delayed', () => {
  let accounts: Accounts;
  let compared = 0;
  const counting = (password: string, hashed: string): Promise<boolean> => {
    compared++;
    return compare(password, hashed);
  };

  beforeAll(async () => {
    const passwords = new Passwords({ concurrency: 2, maxQueue: 100, timeoutMs: 60_000 }, { hash, compare: counting });
    accounts = await openAccounts({
      instead: [[Passwords, passwords]],
      variables: { RATE_LIMIT_SCALE: '1', RATE_LIMIT_LOGIN_DELAY_S: '60' },
    });
  });
  afterAll(() => accounts.close());

  it('is not hashed, also when 50 arrive at once', async () => {
    const { module } = accounts;
    const attempts = Array.from({ length: 50 }, (_, index) =>
      module.get(LogIn).execute({ email: 'kim@example.com', password: `wrong${index}` }, '192.0.2.1'),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(compared).toBe(5);
  });
});
