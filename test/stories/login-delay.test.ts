import { RedisClients } from '#platform/redis/redis-clients';
import { type Caller, callerAt } from '../support/caller';
import { type Instance, openInstance } from '../support/instance';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const password = 'password123';

describe('a client that sends wrong passwords', () => {
  let proxy: TcpProxy;
  let one: Instance;
  let other: Instance;

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    const variables = {
      RATE_LIMIT_SCALE: '1',
      RATE_LIMIT_LOGIN_UNKNOWN_NETWORKS: '8',
      TRUST_PROXY: '1',
      RATE_LIMIT_LOGIN_DELAY_S: '40',
    };
    const behindProxy = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) };
    one = await openInstance({ variables });
    other = await openInstance({ variables: { ...variables, ...behindProxy }, beside: one });
  });
  afterAll(async () => {
    await other.close();
    await one.close();
    await proxy.close();
  });

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const visitor = (at = one): Caller => callerAt(at.address, undefined);
  const attempt = (email: string, typed: string, address: string, at = one) =>
    visitor(at).post('/api/auth/login', { email, password: typed }, from(address));
  const statusesOf = async (answers: readonly Promise<{ readonly status: number }>[]): Promise<number[]> =>
    (await Promise.all(answers)).map(({ status }) => status).sort();
  /** Signs up and returns the e-mail. */
  const signUp = async (name: string, at = one): Promise<string> => {
    const email = `${name}@example.com`;
    const { status } = await visitor(at).post('/api/auth/signup', { email, password, name }, from('192.0.2.1'));
    expect(status).toBe(201);
    return email;
  };
  const logIn = async (email: string, address: string, at = one): Promise<Caller> => {
    const { status, body } = await attempt(email, password, address, at);
    expect(status).toBe(200);
    return callerAt(at.address, (body as { accessToken: string }).accessToken);
  };

  it('is answered five times, also when it sends fifty at once, and then refused on every instance with a delay', async () => {
    const email = await signUp('kim');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => attempt(email, `wrong${index}`, '198.51.100.1')),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(45);
    for (const { headers, body } of [...refused, await attempt(email, password, '198.51.100.1', other)]) {
      expect(body).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
      expect(headers.get('retry-after')).toMatch(/^\d\d$/);
    }
  });

  it('gets the same answers for an unknown e-mail as for a known one', async () => {
    const email = await signUp('lee');
    const shapes: unknown[] = [];
    for (const known of [email, 'unknown@example.com']) {
      const shape: unknown[] = [];
      for (let time = 0; time < 8; time++) {
        const { status, headers, body } = await attempt(known, 'wrong1234', '198.51.100.2');
        const { requestId: _, ...problem } = body as { requestId: string };
        shape.push([status, [...headers.keys()].sort(), problem]);
      }
      shapes.push(shape);
    }
    expect(shapes[0]).toEqual(shapes[1]);
  });

  it('shares one limit among all spellings of an e-mail', async () => {
    await signUp('park');
    const spellings = ['park@example.com', ' PARK@example.com', 'Park@Example.com '];
    const attempts = Array.from({ length: 9 }, (_, index) =>
      attempt(spellings[index % 3] ?? '', 'wrong1', '198.51.100.3'),
    );
    expect(await statusesOf(attempts)).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
  });

  it('does not delay the owner at a known address or at a new one', async () => {
    const email = await signUp('choi');
    await logIn(email, '192.0.2.10');
    for (let bot = 0; bot < 6; bot++) {
      await statusesOf([1, 2, 3].map(() => attempt(email, 'wrong1', `198.51.100.${50 + bot}`)));
    }
    // The unknown networks have used up their limit, so a second attempt of a bot is refused on every instance.
    expect((await attempt(email, 'wrong1', '198.51.100.50', other)).status).toBe(429);
    expect((await attempt(email, 'mistyped1', '192.0.2.10', other)).status).toBe(401);
    await logIn(email, '192.0.2.10', other);
    await logIn(email, '192.0.2.11', other);
  });

  it('shares one limit among login, logout and withdrawal', async () => {
    const email = await signUp('jung');
    const jung = await logIn(email, '192.0.2.20');
    const there = from('192.0.2.20');
    const wrong = (path: string) => jung.post(path, { password: 'wrong1234' }, there);
    expect(await statusesOf([wrong('/api/auth/logout'), wrong('/api/auth/withdraw')])).toEqual([400, 400]);
    expect(await statusesOf([1, 2, 3].map(() => attempt(email, 'wrong1', '192.0.2.20')))).toEqual([401, 401, 401]);
    expect(await statusesOf([wrong('/api/auth/logout'), wrong('/api/auth/withdraw')])).toEqual([429, 429]);
    expect((await attempt(email, password, '192.0.2.20')).status).toBe(429);
  });

  it('is limited per session when it changes its address with a stolen token', async () => {
    const email = await signUp('kang');
    const thief = await logIn(email, '192.0.2.30');
    const owner = await logIn(email, '192.0.2.30');
    const attempts = Array.from({ length: 8 }, (_, index) =>
      thief.post('/api/auth/logout', { password: `wrong${index}` }, from(`198.51.100.${100 + index}`)),
    );
    expect(await statusesOf(attempts)).toEqual([400, 400, 400, 400, 400, 429, 429, 429]);
    expect((await owner.post('/api/auth/logout', { password }, from('192.0.2.30'))).status).toBe(204);
  });

  it('gets the answers for a wrong password when the account was withdrawn, also for the right one', async () => {
    const email = await signUp('yoon');
    const yoon = await logIn(email, '192.0.2.40');
    expect((await yoon.post('/api/auth/withdraw', { password }, from('192.0.2.40'))).status).toBe(204);
    const statuses: number[] = [];
    for (let time = 0; time < 7; time++) statuses.push((await attempt(email, password, '198.51.100.9')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('leaves neither the e-mail nor its address in Redis', async () => {
    const { cache, prefix } = one.app.get(RedisClients);
    await attempt('secret@example.com', 'wrong1', '198.51.100.200');
    const keys = [
      ...(await cache.keys(`${prefix}login-attempts:*`)),
      ...(await cache.keys(`${prefix}known-networks:*`)),
    ];
    const lists = keys.filter((key) => key.startsWith(`${prefix}known-networks:`));
    const known = await Promise.all(lists.map((key) => cache.zrange(key, '0', '-1')));
    expect(keys.filter((key) => key.startsWith(`${prefix}login-attempts:`))).not.toEqual([]);
    expect(JSON.stringify([keys, known])).not.toMatch(/example\.com|198\.51|192\.0\.2/);
  });

  it('is limited by each instance on its own while Redis is not available', async () => {
    const email = await signUp('shin');
    const { cache } = other.app.get(RedisClients);
    proxy.cut();
    await until(async () => cache.status !== 'ready');
    const attempts = Array.from({ length: 20 }, () => attempt(email, 'wrong1', '198.51.100.10', other));
    expect((await statusesOf(attempts)).filter((status) => status === 401)).toHaveLength(5);
    expect((await attempt(email, 'wrong1', '198.51.100.10', one)).status).toBe(401);
    await logIn(email, '192.0.2.50', other);
    proxy.mend();
    await until(async () => cache.status === 'ready');
    await logIn(email, '192.0.2.51', other);
  });
});
