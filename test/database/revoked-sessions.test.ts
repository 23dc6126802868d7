import { setTimeout as pause } from 'node:timers/promises';
import { EventBus } from '#platform/events/event-bus';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { RedisClients } from '#platform/redis/redis-clients';
import { AccessTokens } from '#platform/security/access-tokens';
import { SessionCheck } from '#platform/security/session-check';
import { SessionQueries } from '../../src/modules/auth/persistence/session.queries';
import { LogIn } from '../../src/modules/auth/use-cases/log-in';
import { LogOut } from '../../src/modules/auth/use-cases/log-out';
import { ReissueTokens } from '../../src/modules/auth/use-cases/reissue-tokens';
import { SignUp } from '../../src/modules/auth/use-cases/sign-up';
import { type Accounts, openAccounts } from '../support/accounts';
import { TcpProxy } from '../support/tcp-proxy';

const buyer = { email: 'buyer@example.com', name: '홍길동', password: 'password123' };
const ended = { code: 'UNAUTHENTICATED', kind: 'unauthenticated' };

/** Counts the queries to the database, and can pause a refresh of the cache between its read and its write. */
class CountedQueries extends SessionQueries {
  queries = 0;
  afterRead: () => Promise<void> = () => Promise.resolve();

  override notRevoked(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
    this.queries++;
    return super.notRevoked(sessionIds);
  }

  override async revokedWithin(seconds: number): ReturnType<SessionQueries['revokedWithin']> {
    const read = await super.revokedWithin(seconds);
    await this.afterRead();
    return read;
  }
}

describe('a revoked session', () => {
  let accounts: Accounts;
  /** reaches Redis through `proxy` */
  let other: Accounts;
  let proxy: TcpProxy;

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    const instead = [[SessionQueries, CountedQueries] as const];
    accounts = await openAccounts({ instead });
    const variables = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) };
    other = await openAccounts({ beside: accounts, variables, instead });
    await accounts.module.get(SignUp).execute(buyer);
  });
  afterEach(async () => {
    proxy.mend();
    await reachable(other);
  });
  afterAll(async () => {
    await other.close();
    await accounts.close();
    await proxy.close();
  });

  const logIn = () => accounts.module.get(LogIn).execute(buyer, '192.0.2.1');
  const principalOf = (accessToken: string) => accounts.module.get(AccessTokens).check(accessToken);
  const use = (accessToken: string, on: Accounts): Promise<void> =>
    on.module.get<SessionCheck>(SessionCheck, { strict: false }).assertLive(principalOf(accessToken));
  const logOut = (accessToken: string, on: Accounts): Promise<void> =>
    on.module.get(LogOut).execute(principalOf(accessToken), buyer.password, '192.0.2.1');
  const queriesOf = (on: Accounts) => on.module.get<CountedQueries>(SessionQueries);
  const redisOf = (on: Accounts) => on.module.get(RedisClients).cache;
  const keys = () => redisOf(accounts).keys(`${accounts.scheme}:*`);
  const reachable = async (on: Accounts): Promise<void> => {
    while (
      (await redisOf(on)
        .ping()
        .catch(() => undefined)) === undefined
    )
      await pause(5);
  };
  /** Waits until this instance asks Redis alone. */
  const cacheIsTrusted = async (accessToken: string, on: Accounts): Promise<void> => {
    for (let before = -1; before !== queriesOf(on).queries;) {
      before = queriesOf(on).queries;
      await use(accessToken, on);
      await pause(5);
    }
  };

  it('is refused on every instance, and other sessions of the account are not', async () => {
    const [here, elsewhere] = [await logIn(), await logIn()];
    await cacheIsTrusted(here.accessToken, accounts);
    await cacheIsTrusted(here.accessToken, other);
    await logOut(here.accessToken, accounts);
    await expect(use(here.accessToken, accounts)).rejects.toMatchObject(ended);
    await expect(use(here.accessToken, other)).rejects.toMatchObject(ended);
    await use(elsewhere.accessToken, accounts);
    await use(elsewhere.accessToken, other);
    const { refreshToken } = here;
    await expect(accounts.module.get(ReissueTokens).execute({ refreshToken })).rejects.toMatchObject({
      code: 'REFRESH_TOKEN_INVALID',
    });
  });

  it('needs no query while the cache is trusted, and one query per hundred requests otherwise', async () => {
    const { accessToken } = await logIn();
    const hundred = () => Promise.all(Array.from({ length: 100 }, () => use(accessToken, other)));
    await cacheIsTrusted(accessToken, other);
    queriesOf(other).queries = 0;
    await hundred();
    expect(queriesOf(other).queries).toBe(0);
    proxy.cut();
    await hundred();
    expect(queriesOf(other).queries).toBe(1);
  });

  it('stays refused when Redis loses everything', async () => {
    const [dead, alive] = [await logIn(), await logIn()];
    await logOut(dead.accessToken, accounts);
    await redisOf(accounts).del(...(await keys()));
    for (const on of [accounts, other]) {
      await expect(use(dead.accessToken, on)).rejects.toMatchObject(ended);
      await cacheIsTrusted(alive.accessToken, on);
      queriesOf(on).queries = 0;
      await expect(use(dead.accessToken, on)).rejects.toMatchObject(ended);
      expect(queriesOf(on).queries).toBe(0);
    }
  });

  it('stays refused when Redis loses everything while the cache is being refreshed', async () => {
    const [dead, alive] = [await logIn(), await logIn()];
    await logOut(dead.accessToken, accounts);
    await accounts.database.execute('UPDATE sessions SET revoked_at = revoked_at - INTERVAL 2 MINUTE');
    await cacheIsTrusted(alive.accessToken, accounts);
    let forgotten = false;
    queriesOf(accounts).afterRead = async () => {
      if (!forgotten) await redisOf(accounts).del(...(await keys()));
      forgotten = true;
    };
    while (!forgotten) {
      await use(alive.accessToken, accounts);
      await pause(5);
    }
    await expect(use(dead.accessToken, accounts)).rejects.toMatchObject(ended);
    await cacheIsTrusted(alive.accessToken, accounts);
    await expect(use(dead.accessToken, accounts)).rejects.toMatchObject(ended);
  });

  it('is refused by instances that reach Redis although its own does not', async () => {
    const [dead, alive] = [await logIn(), await logIn()];
    await cacheIsTrusted(alive.accessToken, accounts);
    proxy.cut();
    const loggingOut = logOut(dead.accessToken, other).then(() => true);
    // Keep the cache refreshed, as traffic does.
    while (!(await Promise.race([loggingOut, pause(20)]))) await use(alive.accessToken, accounts);
    await expect(use(dead.accessToken, accounts)).rejects.toMatchObject(ended);
    await expect(use(dead.accessToken, other)).rejects.toMatchObject(ended);
  });

  it('is refused by instances that reach Redis although its own does not, when the cache was idle', async () => {
    const dead = await logIn();
    await cacheIsTrusted(dead.accessToken, accounts);
    proxy.cut();
    await logOut(dead.accessToken, other);
    await expect(use(dead.accessToken, accounts)).rejects.toMatchObject(ended);
  });

  it.each(['cut', 'freeze'] as const)('is refused without Redis (%s)', async (how) => {
    const [dead, alive] = [await logIn(), await logIn()];
    await cacheIsTrusted(alive.accessToken, other);
    proxy[how]();
    await use(alive.accessToken, other);
    await logOut(dead.accessToken, accounts);
    await use(alive.accessToken, other);
    await expect(use(dead.accessToken, other)).rejects.toMatchObject(ended);
  });

  it('stays refused when Redis comes back with an older state', async () => {
    const [dead, alive] = [await logIn(), await logIn()];
    await cacheIsTrusted(alive.accessToken, other);
    const before = await keys();
    await logOut(dead.accessToken, accounts);
    proxy.cut();
    const younger = (await keys()).filter((key) => !before.includes(key));
    expect(younger).toHaveLength(1);
    await redisOf(accounts).del(...younger);
    proxy.mend();
    await reachable(other);
    await expect(use(dead.accessToken, other)).rejects.toMatchObject(ended);
  });

  it.each(['cut', 'freeze'] as const)(
    'stays refused when it was revoked while no instance reached Redis (%s), and all reach it again',
    async (how) => {
      const lonely = await openAccounts({
        beside: accounts,
        variables: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) },
        instead: [[SessionQueries, CountedQueries] as const],
      });
      try {
        const [dead, alive] = [await logIn(), await logIn()];
        for (const on of [other, lonely]) await cacheIsTrusted(alive.accessToken, on);
        proxy[how]();
        await logOut(dead.accessToken, lonely);
        for (const on of [other, lonely]) await expect(use(dead.accessToken, on)).rejects.toMatchObject(ended);
        proxy.mend();
        for (const on of [other, lonely]) {
          await reachable(on);
          await expect(use(dead.accessToken, on)).rejects.toMatchObject(ended);
          await cacheIsTrusted(alive.accessToken, on);
          await expect(use(dead.accessToken, on)).rejects.toMatchObject(ended);
        }
      } finally {
        await lonely.close();
      }
    },
  );

  it('stays refused when the network silently dropped the connections to Redis', async () => {
    const [dead, alive] = [await logIn(), await logIn()];
    await cacheIsTrusted(alive.accessToken, other);
    proxy.lose();
    await logOut(dead.accessToken, accounts);
    await expect(use(dead.accessToken, other)).rejects.toMatchObject(ended);
    await cacheIsTrusted(alive.accessToken, other);
    await expect(use(dead.accessToken, other)).rejects.toMatchObject(ended);
  });

  it('is announced to every instance, for the sockets', async () => {
    const ended: unknown[] = [];
    let received: unknown;
    other.module.get(InstanceChannel).subscribe('session.revoked', (login) => (received = login));
    // Its subscription reconnects by itself after the network failures of the tests before.
    while (received === undefined) {
      const { accessToken } = await logIn();
      const { sessionId, userId } = principalOf(accessToken);
      ended.push({ sessionId, userId });
      await logOut(accessToken, accounts);
      await pause(20);
    }
    expect(ended).toContainEqual(received);
    await accounts.module.get(EventBus).drain();
  });

  it('is not revoked with a wrong password', async () => {
    const { accessToken } = await logIn();
    await expect(
      accounts.module.get(LogOut).execute(principalOf(accessToken), 'password124', '192.0.2.1'),
    ).rejects.toMatchObject({
      code: 'PASSWORD_MISMATCH',
      kind: 'invalid',
    });
    await use(accessToken, accounts);
  });
});
