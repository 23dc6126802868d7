import { Locks } from '#platform/locking/locks';
import { RedisClients } from '#platform/redis/redis-clients';
import { type TestPlatform, openPlatform } from '../support/platform';
import { holdLock, concurrencyUnderLock, noEffect } from '../support/lock-holder';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const NODES = 3;

describe('the locks on three independent Redis nodes', () => {
  let proxies: TcpProxy[];
  let platform: TestPlatform;
  let openPlatforms: TestPlatform[];

  /** The databases of one server share no keys, so they stand for three servers, each behind its own proxy. */
  const instance = async (variables: Record<string, string> = {}): Promise<Locks> => {
    const nodes = proxies.map(
      ({ port }, db) => `redis://:${process.env['REDIS_PASSWORD'] ?? ''}@127.0.0.1:${port}/${db + 1}`,
    );
    const opened = await openPlatform({ beside: platform, variables: { REDLOCK_NODES: nodes.join(), ...variables } });
    openPlatforms.push(opened);
    const { lockNodes } = opened.module.get(RedisClients);
    await until(() => Promise.resolve(lockNodes.every(({ status }) => status === 'ready')));
    return opened.module.get(Locks);
  };
  beforeAll(async () => {
    const { REDIS_HOST = '', REDIS_PORT = '6379' } = process.env;
    proxies = await Promise.all(Array.from({ length: NODES }, () => TcpProxy.to(REDIS_HOST, Number(REDIS_PORT))));
    platform = await openPlatform();
  });
  beforeEach(() => {
    openPlatforms = [];
  });
  afterEach(async () => {
    for (const proxy of proxies) proxy.mend();
    await Promise.all(openPlatforms.map((one) => one.close()));
  });
  afterAll(async () => {
    await platform.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });

  it('admit one holder at a time across instances', async () => {
    const patient = { LOCK_WAIT_MS: '30000', LOCK_LEASE_MS: '30000' };
    const instances = [await instance(patient), await instance(patient)];
    expect(await concurrencyUnderLock(instances, 5)).toEqual(new Set([1]));
    for (const { counts } of instances) expect(counts).toEqual({ held: 5, busy: 0, absent: 0 });
  });

  it.each<[string, (proxy: TcpProxy) => void]>([
    ['unavailable', (proxy) => proxy.cut()],
    ['frozen', (proxy) => proxy.freeze()],
  ])('are acquired, exclusive and released while one node is %s', async (_, harm) => {
    const one = await instance({ LOCK_LEASE_MS: '30000' });
    const other = await instance({ LOCK_WAIT_MS: '50' });
    harm(proxies[1] as TcpProxy);
    const end = await holdLock(one, 'lamp');
    await other.withLock(['lamp'], noEffect);
    expect([one.counts, other.counts]).toEqual([
      { held: 1, busy: 0, absent: 0 },
      { held: 0, busy: 1, absent: 0 },
    ]);
    await end();
    await until(async () => {
      await other.withLock(['lamp'], noEffect);
      return other.counts.held > 0;
    });
  });

  it('are absent while most nodes are unavailable: the work runs without them, and that is counted', async () => {
    const locks = await instance({ LOCK_WAIT_MS: '30000' });
    for (const proxy of proxies.slice(1)) proxy.cut();
    expect(await locks.withLock(['lamp'], () => Promise.resolve('without'))).toBe('without');
    expect(locks.counts).toEqual({ held: 0, busy: 0, absent: 1 });
    for (const proxy of proxies) proxy.mend();
    await until(async () => {
      await locks.withLock(['rug'], noEffect);
      return locks.counts.held > 0;
    });
  });

  it('are acquired again, without a slow node, when acquiring took longer than the lease', async () => {
    const locks = await instance({ LOCK_WAIT_MS: '30000', LOCK_LEASE_MS: '250' });
    const nodes = locks['redis'].lockNodes;
    proxies[2]?.freeze();
    const key = `${locks['redis'].prefix}lock:lamp`;
    const kept = (): Promise<number[]> => Promise.all(nodes.slice(0, 2).map((node) => node.exists(key)));
    expect(await locks.withLock(['lamp'], kept)).toEqual([1, 1]);
    expect(locks.counts).toEqual({ held: 1, busy: 0, absent: 0 });
  });

  it('are released also on a node that is skipped at the moment', async () => {
    const locks = await instance({ LOCK_LEASE_MS: '30000' });
    const last = locks['redis'].lockNodes[2];
    const key = `${locks['redis'].prefix}lock:lamp`;
    const end = await holdLock(locks, 'lamp');
    expect(await last?.persist(key)).toBe(1);
    Object.assign(locks['nodes'][2] ?? {}, { pausedUntil: Infinity });
    await end();
    await until(async () => (await last?.exists(key)) === 0);
  });

  it('belong to the holder of most nodes, and one free node admits no one else', async () => {
    const [one, other] = [await instance({ LOCK_LEASE_MS: '30000' }), await instance({ LOCK_WAIT_MS: '0' })];
    const end = await holdLock(one, 'lamp');
    const [first] = other['redis'].lockNodes;
    await first?.del(`${other['redis'].prefix}lock:lamp`);
    await other.withLock(['lamp'], noEffect);
    expect(other.counts).toEqual({ held: 0, busy: 1, absent: 0 });
    await end();
  });
});
