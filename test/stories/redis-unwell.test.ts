import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Locks } from '#platform/locking/locks';
import { RedisClients } from '#platform/redis/redis-clients';
import { MetricsServer } from '#platform/observability/metrics-server';
import { sendCommand } from '../servers/redis-groups';
import { type Server, startRedis } from '../servers/servers';
import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

/** Skipped, with a notice of the launcher, when this machine has no Redis program: the Redis of other tests may be remote. */
const describeWithRedis = process.env['REDIS_PROGRAM'] === undefined ? describe.skip : describe;

describeWithRedis('while Redis answers and refuses writes', () => {
  let folder: string;
  let redis: Server;
  let master: Server;
  let shop: Shop;
  let lamp: number;

  const ready = async () => {
    const { status, body } = await shop.anonymous.get('/health/ready');
    return [status, (body as { status: string }).status, (body as { reasons?: unknown }).reasons];
  };
  const command = (...words: [string, ...(string | number)[]]) => sendCommand(redis.port, ...words);
  const refused = async (reason: string): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${shop.app.get(MetricsServer).port}/metrics`);
    const name = `hotdeal_redis_refused_commands_total{reason="${reason}"}`;
    const line = (await answer.text()).split('\n').find((one) => one.startsWith(name));
    return Number(line?.split(' ').at(-1));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hotdeal-redis-'));
    redis = await startRedis(folder);
    master = await startRedis(folder, { name: 'master' });
    shop = await openShop({ variables: { REDIS_URL: `redis://127.0.0.1:${redis.port}` } });
    lamp = await shop.stocked(1_000);
    await until(async () => (await ready())[1] === 'ok');
  });
  afterAll(async () => {
    await shop.close();
    await Promise.all([redis.process.stop(), master.process.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'it is a replica',
      'READONLY',
      () => command('REPLICAOF', '127.0.0.1', master.port),
      () => command('REPLICAOF', 'NO', 'ONE'),
    ],
    [
      'its memory is full',
      'OOM',
      () => command('CONFIG', 'SET', 'maxmemory', '1'),
      () => command('CONFIG', 'SET', 'maxmemory', '0'),
    ],
  ])(
    'an instance is degraded, counts it, and sells exactly without locks because %s',
    async (_, reason, harm, heal) => {
      const { counts } = shop.app.get(Locks);
      expect(await refused(reason)).toBe(0);
      await harm();
      try {
        const degraded = [200, 'degraded', { redis: `Redis refuses commands (${reason}).` }];
        await until(async () => isDeepStrictEqual(await ready(), degraded));
        const { held, absent } = counts;
        const orders = Array.from({ length: 20 }, (__, index) =>
          shop.buyer(index + 1).post('/api/orders/v1', { productId: lamp, quantity: 1 }, { Prefer: 'wait=30' }),
        );
        const statuses = (await Promise.all(orders)).map(({ body }) => (body as { status: string }).status);
        expect(new Set(statuses)).toEqual(new Set(['ORDER_SUCCESS']));
        expect(counts.held).toBe(held);
        expect(counts.absent).toBeGreaterThan(absent);
        expect(await refused(reason)).toBeGreaterThan(0);
      } finally {
        await heal();
      }
      await until(async () => (await ready())[1] === 'ok');
      await shop.bus.drain();
      expect(await integrityViolations(shop.database)).toEqual([]);
    },
  );

  it('opens the connection again, because its address may lead to the new master', async () => {
    const { cache } = shop.app.get(RedisClients);
    const before = await cache.client('ID');
    await command('REPLICAOF', '127.0.0.1', master.port);
    const renewed = new Promise((done) => cache.once('close', done));
    await renewed;
    await command('REPLICAOF', 'NO', 'ONE');
    await until(() => Promise.resolve(cache.status === 'ready'));
    expect(await cache.client('ID')).not.toBe(before);
  });
});
