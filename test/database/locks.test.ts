import { setImmediate as turn } from 'node:timers/promises';
import { Locks } from '#platform/locking/locks';
import { RedisClients } from '#platform/redis/redis-clients';
import { type TestPlatform, openPlatform } from '../support/platform';
import { pauseStep } from '../support/paused-step';
import { holdLock, concurrencyUnderLock, noEffect } from '../support/lock-holder';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

describe('the locks', () => {
  let proxy: TcpProxy;
  let platform: TestPlatform;
  let openPlatforms: TestPlatform[];

  /** Another instance whose locks are connected to Redis. */
  const instance = async (variables: Record<string, string> = {}): Promise<Locks> => {
    const opened = await openPlatform({ beside: platform, variables });
    openPlatforms.push(opened);
    const { locks } = opened.module.get(RedisClients);
    await until(() => Promise.resolve(locks.status === 'ready'));
    return opened.module.get(Locks);
  };

  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    platform = await openPlatform();
  });
  beforeEach(() => {
    openPlatforms = [];
  });
  afterEach(async () => {
    proxy.mend();
    await Promise.all(openPlatforms.map((one) => one.close()));
  });
  afterAll(async () => {
    await platform.close();
    await proxy.close();
  });

  it('are held by one instance at a time', async () => {
    const patient = { LOCK_WAIT_MS: '30000', LOCK_LEASE_MS: '30000' };
    const instances = [await instance(patient), await instance(patient)];
    expect(await concurrencyUnderLock(instances, 8)).toEqual(new Set([1]));
    expect(instances.map(({ counts }) => counts)).toEqual([
      { held: 8, busy: 0, absent: 0 },
      { held: 8, busy: 0, absent: 0 },
    ]);
  });

  it('let work on different names run concurrently', async () => {
    const [one, other] = [await instance(), await instance({ LOCK_WAIT_MS: '0' })];
    const end = await holdLock(one, 'lamp', 'rug');
    await other.withLock(['vase'], noEffect);
    expect(other.counts).toEqual({ held: 1, busy: 0, absent: 0 });
    await other.withLock(['vase', 'rug'], noEffect);
    expect(other.counts).toEqual({ held: 1, busy: 1, absent: 0 });
    expect(await end()).toBe('ended');
  });

  it('are awaited for the configured time; then the work runs without them, and is counted', async () => {
    const [one, other] = [await instance({ LOCK_LEASE_MS: '30000' }), await instance({ LOCK_WAIT_MS: '50' })];
    const end = await holdLock(one, 'lamp');
    expect(await other.withLock(['lamp'], () => Promise.resolve('without'))).toBe('without');
    expect(other.counts).toEqual({ held: 0, busy: 1, absent: 0 });
    expect(await end()).toBe('ended');
    await other.withLock(['lamp'], noEffect);
    expect(other.counts).toEqual({ held: 1, busy: 1, absent: 0 });
  });

  it('are released when the work fails', async () => {
    const locks = await instance({ LOCK_WAIT_MS: '0', LOCK_LEASE_MS: '30000' });
    await expect(locks.withLock(['lamp'], () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await locks.withLock(['lamp'], noEffect);
    expect(locks.counts).toEqual({ held: 2, busy: 0, absent: 0 });
  });

  it('are released after the work, which does not wait for it', async () => {
    const [one, other] = [await instance({ LOCK_LEASE_MS: '30000' }), await instance({ LOCK_WAIT_MS: '0' })];
    const unlocking = pauseStep(one['redlock'] as unknown as { unlock(): Promise<void> }, 'unlock');
    expect(await one.withLock(['lamp'], () => Promise.resolve('ended'))).toBe('ended');
    await unlocking.reached;
    await other.withLock(['lamp'], noEffect);
    expect(other.counts).toEqual({ held: 0, busy: 1, absent: 0 });
    unlocking.release();
    await until(async () => {
      await other.withLock(['lamp'], noEffect);
      return other.counts.held > 0;
    });
  });

  it('can be acquired again at once by the instance that releases them', async () => {
    const locks = await instance({ LOCK_WAIT_MS: '0', LOCK_LEASE_MS: '30000' });
    for (let times = 0; times < 50; times++) await locks.withLock(['lamp'], noEffect);
    expect(locks.counts).toEqual({ held: 50, busy: 0, absent: 0 });
  });

  it('of several names can be acquired in any order without a deadlock', async () => {
    const patient = { LOCK_WAIT_MS: '30000', LOCK_LEASE_MS: '30000' };
    const instances = [await instance(patient), await instance(patient)];
    const orders = [
      ['lamp', 'rug', 'vase'],
      ['vase', 'rug', 'lamp'],
    ];
    const wants = orders.flatMap((names, index) =>
      Array.from({ length: 8 }, () => (instances[index] as Locks).withLock(names, turn)),
    );
    await Promise.all(wants);
    for (const { counts } of instances) expect(counts).toEqual({ held: 8, busy: 0, absent: 0 });
  });

  it('of a name that is given twice are released', async () => {
    const locks = await instance({ LOCK_WAIT_MS: '0', LOCK_LEASE_MS: '30000' });
    await locks.withLock(['lamp', 'lamp'], noEffect);
    await locks.withLock(['lamp'], noEffect);
    expect(locks.counts).toEqual({ held: 2, busy: 0, absent: 0 });
  });

  it('may expire during the work: it does not fail, and does not release the lock of another holder', async () => {
    const [one, other] = [await instance({ LOCK_LEASE_MS: '50' }), await instance({ LOCK_LEASE_MS: '30000' })];
    const third = await instance({ LOCK_WAIT_MS: '0' });
    const endFirst = await holdLock(one, 'lamp');
    const endSecond = await holdLock(other, 'lamp');
    expect(other.counts).toEqual({ held: 1, busy: 0, absent: 0 });
    expect(await endFirst()).toBe('ended');
    await third.withLock(['lamp'], noEffect);
    expect(third.counts).toEqual({ held: 0, busy: 1, absent: 0 });
    expect(await endSecond()).toBe('ended');
  });

  it.each<[string, () => void]>([
    ['unavailable', () => proxy.cut()],
    ['frozen', () => proxy.freeze()],
  ])('are absent while Redis is %s and for the next second, and acquired again afterwards', async (_, harm) => {
    const locks = await instance({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port), LOCK_WAIT_MS: '30000' });
    harm();
    expect(await locks.withLock(['lamp'], () => Promise.resolve('without'))).toBe('without');
    expect(locks.counts).toEqual({ held: 0, busy: 0, absent: 1 });
    proxy.mend();
    await locks.withLock(['lamp'], noEffect);
    expect(locks.counts).toEqual({ held: 0, busy: 0, absent: 2 });
    await until(async () => {
      await locks.withLock(['rug'], noEffect);
      return locks.counts.held > 0;
    });
  });

  it('do not fail the work during which Redis went away', async () => {
    const locks = await instance({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) });
    const end = await holdLock(locks, 'lamp');
    proxy.cut();
    expect(await end()).toBe('ended');
  });
});
