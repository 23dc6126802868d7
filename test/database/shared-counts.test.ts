import { RedisClients } from '#platform/redis/redis-clients';
import { SharedCounters } from '#platform/limits/shared-counts';
import { type TestPlatform, openPlatform } from '../support/platform';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const MINUTE = 60_000;

describe('shared counters', () => {
  let proxy: TcpProxy;
  let one: TestPlatform;
  let other: TestPlatform;
  let here: SharedCounters;
  let there: SharedCounters;

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    one = await openPlatform({ variables: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) } });
    other = await openPlatform({ beside: one });
    here = one.module.get(SharedCounters);
    there = other.module.get(SharedCounters);
  });
  afterAll(async () => {
    await other.close();
    await one.close();
    await proxy.close();
  });
  const redis = () => other.module.get(RedisClients);
  const inRedis = (key: string) => redis().cache.get(`${redis().prefix}limit:${key}`);
  const untilInRedis = (key: string, count: number) => until(async () => Number(await inRedis(key)) === count);
  const totalOn = (on: SharedCounters, key: string): number => on.count(key, 0, MINUTE).total;
  const countAllowed = (times: number, on: SharedCounters, key: string, limit: number): number =>
    Array.from({ length: times }, () => on.count(key, limit, MINUTE)).filter(({ allowed }) => allowed).length;

  it('allow exactly the limit, and return when the window ends', () => {
    expect(countAllowed(25, here, 'alone', 20)).toBe(20);
    const { allowed, msLeft } = here.count('alone', 20, MINUTE);
    expect(allowed).toBe(false);
    expect(msLeft).toBeGreaterThan(0);
    expect(msLeft).toBeLessThanOrEqual(MINUTE);
  });

  it('start again when the window has ended', async () => {
    expect(here.count('brief', 1, 20).allowed).toBe(true);
    await until(async () => here.count('brief', 1, 20).allowed);
  });

  it('are one count for two instances as soon as they are shared', async () => {
    expect(countAllowed(60, here, 'both', 100)).toBe(60);
    await untilInRedis('both', 60);
    expect(countAllowed(50, there, 'both', 100)).toBe(50);
    await untilInRedis('both', 110);
    expect(countAllowed(5, here, 'both', 100)).toBe(5);
    for (const instance of [here, there]) {
      await until(async () => totalOn(instance, 'both') >= 110);
      expect(countAllowed(10, instance, 'both', 100)).toBe(0);
    }
  });

  it('end together on all instances, when the window of the first one ends', async () => {
    here.count('ends', 1, MINUTE / 2);
    await untilInRedis('ends', 1);
    there.count('ends', 20, MINUTE);
    await untilInRedis('ends', 2);
    expect(there.count('ends', 20, MINUTE).msLeft).toBeLessThanOrEqual(MINUTE / 2);
    const left = await redis().cache.pttl(`${redis().prefix}limit:ends`);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(MINUTE / 2);
  });

  it('stay in memory for a client far below its limit', async () => {
    here.count('light', 1_000, MINUTE);
    countAllowed(60, here, 'heavy', 100);
    await untilInRedis('heavy', 60);
    expect(await inRedis('light')).toBeNull();
  });

  it('stay local while Redis is away, and are shared again when it is back', async () => {
    proxy.cut();
    await until(async () => one.module.get(RedisClients).cache.status !== 'ready');
    expect(countAllowed(150, here, 'cut', 100)).toBe(100);
    expect(countAllowed(30, there, 'cut', 100)).toBe(30);
    proxy.mend();
    await until(async () => {
      here.count('cut', 100, MINUTE);
      return Number(await inRedis('cut')) === 130;
    });
    countAllowed(10, there, 'cut', 100);
    await until(async () => !there.count('cut', 100, MINUTE).allowed);
  });

  it('are bounded, however many addresses there are', () => {
    for (let address = 0; address < 50_000; address++) there.count(`address ${address}`, 1_000, MINUTE);
    expect(there.windowCount).toBeLessThanOrEqual(20_000);
  });

  it('keep the counts of each instance when Redis loses its data', async () => {
    countAllowed(100, here, 'flushed', 200);
    await untilInRedis('flushed', 100);
    await redis().cache.del(`${redis().prefix}limit:flushed`);
    countAllowed(50, here, 'flushed', 200);
    await untilInRedis('flushed', 50);
    // Redis answers in order, so the answer to the shared count has arrived with this one.
    await one.module.get(RedisClients).cache.ping();
    expect(countAllowed(100, here, 'flushed', 200)).toBe(50);
  });
});
