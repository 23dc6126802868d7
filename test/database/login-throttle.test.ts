import { compare, hash } from 'bcrypt';
import type { DomainError } from '#platform/domain-error';
import { RedisClients } from '#platform/redis/redis-clients';
import {
  type LoginAttempt,
  type LoginAttemptCounter,
  type ThrottleRules,
} from '../../src/modules/auth/domain/login-attempt';
import { LoginAttemptsInMemory } from '../../src/modules/auth/persistence/login-attempts-in-memory';
import { LoginAttemptsInRedis } from '../../src/modules/auth/persistence/login-attempts-in-redis';
import { Passwords } from '../../src/modules/auth/domain/passwords';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { type Accounts, openAccounts } from '../support/accounts';
import { type TestPlatform, openPlatform } from '../support/platform';

const HOUR = 60 * 60 * 1_000;
const rules: ThrottleRules = {
  narrow: { free: 3, first: 1_000, longest: 60_000 },
  unknownNetworks: { free: 6, first: 1_000, longest: 10_000 },
  quiet: HOUR,
  known: 24 * HOUR,
  mostKnown: 2,
};

describe.each(['in Redis', 'in memory'])('tries at a password, counted %s', (where) => {
  let ground: TestPlatform;
  let guesses: LoginAttemptCounter;
  let account: string;
  let accounts = 0;

  beforeAll(async () => {
    ground = await openPlatform();
    guesses =
      where === 'in Redis'
        ? new LoginAttemptsInRedis(ground.module.get(RedisClients), rules)
        : new LoginAttemptsInMemory(rules);
  });
  afterAll(() => ground.close());
  beforeEach(() => {
    account = `account ${accounts++}`;
  });

  const from = (network: string, login?: string): LoginAttempt => ({ account, network, login });
  const wrong = async (guess: LoginAttempt): Promise<number> => (await guesses.begin(guess)).wait;
  const right = async (guess: LoginAttempt): Promise<number> => {
    const admission = await guesses.begin(guess);
    if (admission.wait === 0) await guesses.end(guess, admission, 'right');
    return admission.wait;
  };
  const several = async (times: number, guess: LoginAttempt): Promise<number> => {
    let passed = 0;
    for (let time = 0; time < times; time++) if ((await wrong(guess)) === 0) passed++;
    return passed;
  };

  it('are free for a few failures; then the next must wait', async () => {
    expect(await several(3, from('cafe'))).toBe(3);
    const wait = await wrong(from('cafe'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(1_000);
    expect(await right(from('cafe'))).toBeGreaterThan(0);
  });

  it('let through no more at once than one after the other', async () => {
    const waits = await Promise.all(Array.from({ length: 50 }, () => wrong(from('cafe'))));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
  });

  it('begin anew after a success', async () => {
    for (let round = 0; round < 3; round++) {
      expect(await several(2, from('home'))).toBe(2);
      expect(await right(from('home'))).toBe(0);
    }
  });

  it('do not count when nobody has looked at them', async () => {
    for (let time = 0; time < 20; time++) {
      const admission = await guesses.begin(from('home'));
      expect(admission.wait).toBe(0);
      await guesses.end(from('home'), admission, 'unchecked');
    }
    expect(await several(4, from('home'))).toBe(3);
  });

  it('of one account are nothing to another', async () => {
    await several(4, from('cafe'));
    expect(await wrong({ account: `another than ${account}`, network: 'cafe', login: undefined })).toBe(0);
  });

  it('from one place do not keep the owner out elsewhere', async () => {
    await several(10, from('attacker'));
    expect(await right(from('home'))).toBe(0);
  });

  it('from many places count together, but each place has its first', async () => {
    let passed = 0;
    for (let bot = 0; bot < 10; bot++) passed += await several(2, from(`bot ${bot}`));
    // Two each until six have failed, then the first of each.
    expect(passed).toBe(6 + 7);
    expect(await right(from('new telephone'))).toBe(0);
  });

  it('from many places do not touch a network that is known, however often the owner mistypes', async () => {
    await right(from('home'));
    for (let bot = 0; bot < 10; bot++) await several(2, from(`bot ${bot}`));
    expect(await several(2, from('home'))).toBe(2);
    expect(await right(from('home'))).toBe(0);
    expect(await several(2, from('new telephone'))).toBe(1);
  });

  it('under a living login are not touched by strangers, and have a limit of their own wherever they come from', async () => {
    for (let bot = 0; bot < 10; bot++) await several(2, from(`bot ${bot}`));
    expect(await right(from('train', "the owner's login"))).toBe(0);
    let passed = 0;
    for (let bot = 10; bot < 20; bot++) passed += await several(1, from(`bot ${bot}`, 'a stolen login'));
    expect(passed).toBe(3);
    expect(await right(from('train', "the owner's login"))).toBe(0);
  });

  it('at a log-out and at a login count in one limit', async () => {
    await several(2, from('cafe', 'a login'));
    expect(await several(2, from('cafe'))).toBe(1);
    expect(await wrong(from('cafe', 'another login'))).toBeGreaterThan(0);
  });
});

describe('tries at a password, kept in Redis', () => {
  let ground: TestPlatform;
  let redis: RedisClients;
  let guesses: LoginAttemptCounter;

  beforeAll(async () => {
    ground = await openPlatform();
    redis = ground.module.get(RedisClients);
    guesses = new LoginAttemptsInRedis(redis, rules);
  });
  afterAll(() => ground.close());

  const guess: LoginAttempt = { account: 'a', network: 'n', login: undefined };
  const key = (name: string): string => `${redis.prefix}${name}`;

  it('wait longer after each further failure', async () => {
    const waits: number[] = [];
    for (let failure = 1; failure < rules.narrow.free; failure++) await guesses.begin(guess);
    for (let further = 0; further < 8; further++) {
      // As if what must be waited for had passed.
      await redis.cache.hdel(key('tries:a:at:n'), 'until');
      await redis.cache.del(key('tries:a:strangers'));
      expect((await guesses.begin(guess)).wait).toBe(0);
      waits.push((await guesses.begin(guess)).wait);
    }
    const seconds = waits.map((wait) => Math.ceil(wait / 1_000));
    expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('are forgotten after a quiet time, and the networks of an owner after some weeks', async () => {
    const other: LoginAttempt = { account: 'b', network: 'n', login: 'l' };
    await guesses.begin(other);
    for (const name of ['tries:b:at:n', 'tries:b:login:l'])
      expect(await redis.cache.pttl(key(name))).toBeGreaterThan(0);
    await guesses.end(other, await guesses.begin(other), 'right');
    expect(await redis.cache.pttl(key('known:b'))).toBeGreaterThan(HOUR);
  });

  it('leave nothing behind when nobody looked at them', async () => {
    const other: LoginAttempt = { account: 'c', network: 'n', login: undefined };
    await guesses.end(other, await guesses.begin(other), 'unchecked');
    expect(await redis.cache.keys(key('*:c*'))).toEqual([]);
  });

  it('know so many networks of an owner, and no more', async () => {
    for (const network of ['1', '2', '3']) {
      const other: LoginAttempt = { account: 'd', network, login: undefined };
      await guesses.end(other, await guesses.begin(other), 'right');
    }
    expect(await redis.cache.zcard(key('known:d'))).toBe(2);
  });
});

describe('a password that nobody had time to check', () => {
  let accounts: Accounts;

  beforeAll(async () => {
    accounts = await openAccounts({
      instead: [[Passwords, new Passwords({ atOnce: 1, waiting: 0, patienceMs: 60_000 })]],
      variables: { RATE_LIMIT_SCALE: '1', RATE_LIMIT_LOGIN_FAILURES: '6' },
    });
  });
  afterAll(() => accounts.close());

  it('is no failure', async () => {
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

describe('a password that may not be tried yet', () => {
  let accounts: Accounts;
  let compared = 0;
  const counting = (password: string, hashed: string): Promise<boolean> => {
    compared++;
    return compare(password, hashed);
  };

  beforeAll(async () => {
    const passwords = new Passwords({ atOnce: 2, waiting: 100, patienceMs: 60_000 }, { hash, compare: counting });
    accounts = await openAccounts({
      instead: [[Passwords, passwords]],
      variables: { RATE_LIMIT_SCALE: '1', RATE_LIMIT_LOGIN_DELAY_S: '60' },
    });
  });
  afterAll(() => accounts.close());

  it('is not hashed, of however many that come at once', async () => {
    const { module } = accounts;
    const tries = Array.from({ length: 50 }, (_, index) =>
      module.get(LogIn).execute({ email: 'kim@example.com', password: `wrong${index}` }, '192.0.2.1'),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(compared).toBe(5);
  });
});
