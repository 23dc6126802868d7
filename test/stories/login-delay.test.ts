import { RedisClients } from '#platform/redis/redis-clients';
import { type Caller, callerAt } from '../support/caller';
import { type Instance, openInstance } from '../support/instance';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const password = 'password123';

describe('who types wrong passwords', () => {
  let wire: TcpProxy;
  let one: Instance;
  let other: Instance;

  beforeAll(async () => {
    wire = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    const variables = {
      RATE_LIMIT_SCALE: '1',
      RATE_LIMIT_LOGIN_STRANGERS: '8',
      TRUST_PROXY: '1',
      RATE_LIMIT_LOGIN_DELAY_S: '40',
    };
    const away = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(wire.port) };
    one = await openInstance({ variables });
    other = await openInstance({ variables: { ...variables, ...away }, beside: one });
  });
  afterAll(async () => {
    await other.close();
    await one.close();
    await wire.close();
  });

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const anybody = (at = one): Caller => callerAt(at.address, undefined);
  const tryAt = (email: string, typed: string, address: string, at = one) =>
    anybody(at).post('/api/auth/login', { email, password: typed }, from(address));
  const statusesOf = async (answers: readonly Promise<{ readonly status: number }>[]): Promise<number[]> =>
    (await Promise.all(answers)).map(({ status }) => status).sort();
  /** Signed up by somebody's address of their own; answers the e-mail. */
  const signUp = async (name: string, at = one): Promise<string> => {
    const email = `${name}@example.com`;
    const { status } = await anybody(at).post('/api/auth/signup', { email, password, name }, from('192.0.2.1'));
    expect(status).toBe(201);
    return email;
  };
  const logIn = async (email: string, address: string, at = one): Promise<Caller> => {
    const { status, body } = await tryAt(email, password, address, at);
    expect(status).toBe(200);
    return callerAt(at.address, (body as { accessToken: string }).accessToken);
  };

  it('is let through five times, also fifty at once, and told to wait then, on every instance', async () => {
    const email = await signUp('kim');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => tryAt(email, `wrong${index}`, '198.51.100.1')),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(45);
    for (const { headers, body } of [...refused, await tryAt(email, password, '198.51.100.1', other)]) {
      expect(body).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
      expect(headers.get('retry-after')).toMatch(/^\d\d$/);
    }
  });

  it('learns nothing of whether there is such an account', async () => {
    const email = await signUp('lee');
    const shapes: unknown[] = [];
    for (const known of [email, 'nobody@example.com']) {
      const shape: unknown[] = [];
      for (let time = 0; time < 8; time++) {
        const { status, headers, body } = await tryAt(known, 'wrong1234', '198.51.100.2');
        const { requestId: _, ...problem } = body as { requestId: string };
        shape.push([status, [...headers.keys()].sort(), problem]);
      }
      shapes.push(shape);
    }
    expect(shapes[0]).toEqual(shapes[1]);
  });

  it('spells the e-mail in another way, in vain', async () => {
    await signUp('park');
    const spellings = ['park@example.com', ' PARK@example.com', 'Park@Example.com '];
    const tries = Array.from({ length: 9 }, (_, index) => tryAt(spellings[index % 3] ?? '', 'wrong1', '198.51.100.3'));
    expect(await statusesOf(tries)).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429]);
  });

  it('does not keep the owner out elsewhere, at a known address or a new one', async () => {
    const email = await signUp('choi');
    await logIn(email, '192.0.2.10');
    for (let bot = 0; bot < 6; bot++) {
      await statusesOf([1, 2, 3].map(() => tryAt(email, 'wrong1', `198.51.100.${50 + bot}`)));
    }
    // Strangers have used up what they have: a bot's second try is refused, whichever instance it asks.
    expect((await tryAt(email, 'wrong1', '198.51.100.50', other)).status).toBe(429);
    expect((await tryAt(email, 'mistyped1', '192.0.2.10', other)).status).toBe(401);
    await logIn(email, '192.0.2.10', other);
    await logIn(email, '192.0.2.11', other);
  });

  it('finds the same count at the log-out and at the withdrawal', async () => {
    const email = await signUp('jung');
    const jung = await logIn(email, '192.0.2.20');
    const there = from('192.0.2.20');
    const wrong = (path: string) => jung.post(path, { password: 'wrong1234' }, there);
    expect(await statusesOf([wrong('/api/auth/logout'), wrong('/api/auth/withdraw')])).toEqual([400, 400]);
    expect(await statusesOf([1, 2, 3].map(() => tryAt(email, 'wrong1', '192.0.2.20')))).toEqual([401, 401, 401]);
    expect(await statusesOf([wrong('/api/auth/logout'), wrong('/api/auth/withdraw')])).toEqual([429, 429]);
    expect((await tryAt(email, password, '192.0.2.20')).status).toBe(429);
  });

  it('has stolen a token, and cannot guess on with it from address to address', async () => {
    const email = await signUp('kang');
    const thief = await logIn(email, '192.0.2.30');
    const owner = await logIn(email, '192.0.2.30');
    const guesses = Array.from({ length: 8 }, (_, index) =>
      thief.post('/api/auth/logout', { password: `wrong${index}` }, from(`198.51.100.${100 + index}`)),
    );
    expect(await statusesOf(guesses)).toEqual([400, 400, 400, 400, 400, 429, 429, 429]);
    expect((await owner.post('/api/auth/logout', { password }, from('192.0.2.30'))).status).toBe(204);
  });

  it('guesses the password of an account that was withdrawn, and cannot tell', async () => {
    const email = await signUp('yoon');
    const yoon = await logIn(email, '192.0.2.40');
    expect((await yoon.post('/api/auth/withdraw', { password }, from('192.0.2.40'))).status).toBe(204);
    const statuses: number[] = [];
    for (let time = 0; time < 7; time++) statuses.push((await tryAt(email, password, '198.51.100.9')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('leaves neither the e-mail nor the address of a try in Redis', async () => {
    const { cache, prefix } = one.app.get(RedisClients);
    await tryAt('secret@example.com', 'wrong1', '198.51.100.200');
    const keys = [...(await cache.keys(`${prefix}tries:*`)), ...(await cache.keys(`${prefix}known:*`))];
    const lists = keys.filter((key) => key.startsWith(`${prefix}known:`));
    const known = await Promise.all(lists.map((key) => cache.zrange(key, '0', '-1')));
    expect(keys.filter((key) => key.startsWith(`${prefix}tries:`))).not.toEqual([]);
    expect(JSON.stringify([keys, known])).not.toMatch(/example\.com|198\.51|192\.0\.2/);
  });

  it('is counted by each instance alone while Redis is away', async () => {
    const email = await signUp('shin');
    const { cache } = other.app.get(RedisClients);
    wire.cut();
    await until(async () => cache.status !== 'ready');
    const tries = Array.from({ length: 20 }, () => tryAt(email, 'wrong1', '198.51.100.10', other));
    expect((await statusesOf(tries)).filter((status) => status === 401)).toHaveLength(5);
    expect((await tryAt(email, 'wrong1', '198.51.100.10', one)).status).toBe(401);
    await logIn(email, '192.0.2.50', other);
    wire.mend();
    await until(async () => cache.status === 'ready');
    await logIn(email, '192.0.2.51', other);
  });
});
