import { Logger } from '@nestjs/common';
import { type Redis } from 'ioredis';
import { RedisClients } from '#platform/redis/redis-clients';
import { testConcurrently } from '../support/concurrent-tests';
import { configFor } from '../support/scheme';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const QUICK = ['cache', 'locks', 'publisher', 'subscriber'] as const;
const ALL = [...QUICK, 'streams'] as const;

describe('the connections to Redis', () => {
  const unhandled: unknown[] = [];
  const recordRejection = (reason: unknown): unknown => unhandled.push(reason);

  const newProxy = () => TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
  const ready = (client: Redis) => until(() => Promise.resolve(client.status === 'ready'));
  const allReady = (clients: RedisClients) => Promise.all(ALL.map((name) => ready(clients[name])));
  const connectionOf = (client: Redis) => client.client('ID');
  /** A test with a proxy and connections of its own. */
  const test = (title: string, work: (proxy: TcpProxy, clients: RedisClients) => Promise<void>) => {
    const run = async (): Promise<void> => {
      const proxy = await newProxy();
      const variables = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) };
      const clients = new RedisClients(configFor('redis_clients', variables));
      try {
        await allReady(clients);
        await work(proxy, clients);
      } finally {
        clients.onApplicationShutdown();
        await proxy.close();
      }
    };
    return [title, run] as const;
  };

  beforeAll(() => void process.on('unhandledRejection', recordRejection));
  afterEach(() => expect(unhandled).toEqual([]));
  afterAll(() => void process.off('unhandledRejection', recordRejection));

  it('report once why Redis refuses them, however often they try', async () => {
    const proxy = await newProxy();
    const messages: string[] = [];
    Logger.overrideLogger({
      error: (refusal: string) => messages.push(refusal),
      warn: () => undefined,
      log: () => undefined,
    });
    const place = { REDIS_URL: `redis://unknown:wrong@127.0.0.1:${proxy.port}` };
    const refused = new RedisClients(configFor('redis_clients', place));
    const tries = new Map<string, number>();
    for (const name of ALL) refused[name].on('error', () => tries.set(name, (tries.get(name) ?? 0) + 1));
    try {
      await until(() => Promise.resolve(ALL.every((name) => (tries.get(name) ?? 0) >= 3)));
      expect(messages).toEqual([expect.stringContaining(`127.0.0.1:${proxy.port} is not used: WRONGPASS`)]);
    } finally {
      refused.onApplicationShutdown();
      Logger.overrideLogger(false);
      await proxy.close();
    }
  });

  testConcurrently([
    ...QUICK.map((name) =>
      test(`fail commands while Redis does not answer, and recover when it does: ${name}`, async (proxy, clients) => {
        proxy.freeze();
        await expect(clients[name].ping()).rejects.toThrow('timed out');
        proxy.mend();
        await until(() =>
          clients[name].ping().then(
            () => true,
            () => false,
          ),
        );
      }),
    ),
    ...QUICK.map((name) =>
      test(`fail commands at once while Redis is unavailable: ${name}`, async (proxy, clients) => {
        proxy.cut();
        await until(() => Promise.resolve(clients[name].status !== 'ready'));
        await expect(clients[name].ping()).rejects.toThrow("Stream isn't writeable");
      }),
    ),
    test('are reopened when the network has dropped them silently, although they are unused', async (proxy, clients) => {
      const before = await Promise.all(QUICK.map((name) => connectionOf(clients[name])));
      proxy.lose();
      const closed = QUICK.map((name) => new Promise((gone) => clients[name].once('close', gone)));
      await Promise.all(closed);
      await allReady(clients);
      const after = await Promise.all(QUICK.map((name) => connectionOf(clients[name])));
      QUICK.forEach((_, index) => expect(after[index]).not.toBe(before[index]));
    }),
    test('of the stream are reopened when the network has dropped them, and read again from where they were', async (proxy, clients) => {
      proxy.lose();
      const reading = clients.streams.xread('BLOCK', 10, 'STREAMS', 'redis_clients:nothing', '0-0');
      await new Promise((gone) => clients.streams.once('close', gone));
      expect(await reading).toBeNull();
    }),
    ...ALL.map((name) =>
      test(`are replaced when a new connection does not answer: ${name}`, async (proxy, clients) => {
        proxy.cut();
        await until(() => Promise.resolve(clients[name].status !== 'ready'));
        proxy.freeze();
        await until(() => Promise.resolve(proxy.connections === ALL.length));
        expect(clients[name].status).toBe('connect');
        proxy.lose();
        proxy.mend();
        await ready(clients[name]);
        expect(await clients[name].ping()).toBe('PONG');
      }),
    ),
    test('stay open while they work, however little they are used', async (_, clients) => {
      const before = await Promise.all(ALL.map((name) => connectionOf(clients[name])));
      let pings = 0;
      const ping = clients.cache.ping.bind(clients.cache);
      const countPing = (): ReturnType<typeof ping> => {
        pings++;
        return ping();
      };
      Object.assign(clients.cache, { ping: countPing });
      // Six pings take longer than the time limit of any answer.
      await until(() => Promise.resolve(pings === 6));
      expect(await Promise.all(ALL.map((name) => connectionOf(clients[name])))).toEqual(before);
    }),
    test('do not repeat a command that was given up: it runs once or never', async (proxy, clients) => {
      const key = 'redis_clients:given-up';
      await clients.publisher.del(key);
      proxy.lose();
      await expect(clients.cache.incr(key)).rejects.toThrow('timed out');
      await new Promise((gone) => clients.cache.once('close', gone));
      await ready(clients.cache);
      expect(await clients.cache.get(key)).toBeNull();
    }),
  ]);
});
