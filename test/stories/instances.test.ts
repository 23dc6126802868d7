import type { Redis } from 'ioredis';
import { RedisClients } from '#platform/redis/redis-clients';
import { AccessTokens } from '#platform/security/access-tokens';
import type { InstanceListView } from '../../src/modules/admin/http/instance-view.dto';
import { SubscriberSocket } from '../support/subscriber-socket';
import { openShop, type Shop } from '../support/shop';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const INSTANCES = '/api/admin/instances';
const WAIT = { Prefer: 'wait=30' };
const NONE = { placed: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 };

describe('the list of instances', () => {
  let shop: Shop;
  let other: Shop;
  let proxy: TcpProxy;
  beforeAll(async () => {
    proxy = await TcpProxy.to(process.env['REDIS_HOST'] ?? '', Number(process.env['REDIS_PORT'] ?? 6379));
    shop = await openShop();
    other = await openShop({
      beside: shop,
      variables: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) },
    });
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
    await proxy.close();
  });

  const list = async (of = shop): Promise<InstanceListView> => {
    const { status, body } = await of.admin.get(INSTANCES);
    expect(status).toBe(200);
    return body as InstanceListView;
  };
  const idsOf = ({ instances }: InstanceListView): string[] => instances.map(({ instanceId }) => instanceId);
  const those = (number: number): Promise<InstanceListView> =>
    until(async () => {
      const seen = await list();
      return seen.instances.length === number && seen;
    });
  const order = (of: Shop, productId: number, quantity = 1) =>
    of.buyer(1).post('/api/orders/v1', { productId, quantity }, WAIT);
  const hash = (): { redis: Redis; key: string } => {
    const { cache, prefix } = shop.app.get(RedisClients);
    return { redis: cache, key: `${prefix}instance-stats` };
  };

  it('names both instances on either of them, the older one first, with no orders before there are any', async () => {
    const seen = await those(2);
    expect(seen.complete).toBe(true);
    expect(seen.instances).toMatchObject([{ orders: NONE }, { orders: NONE }]);
    expect(seen.instances.map(({ settlementDelayMs }) => settlementDelayMs)).toEqual([null, null]);
    const [first, second] = seen.instances.map(({ startedAt }) => Date.parse(startedAt));
    expect(first).toBeLessThan(second as number);
    expect(idsOf(await list(other))).toEqual(idsOf(seen));
    expect((await list(other)).instances.map(({ startedAt }) => startedAt)).toEqual(
      seen.instances.map(({ startedAt }) => startedAt),
    );
  });

  it('counts the orders that each instance accepted and completed', async () => {
    const [lamp, chair] = [await shop.stocked(2), await shop.stocked(1)];
    const { headers } = await order(shop, lamp);
    await order(shop, lamp, 3);
    await order(shop, lamp);
    await order(shop, lamp);
    await order(other, chair);
    await shop.buyer(1).put(headers.get('location') ?? '');
    const seen = await until(async () => {
      const all = await list();
      return all.instances[1]?.orders.won === 1 && all;
    });
    const [here, there] = seen.instances;
    expect(here?.orders).toEqual({ placed: 3, won: 2, refused: 1, soldOut: 1, cancelled: 1 });
    expect(there?.orders).toEqual({ ...NONE, placed: 1, won: 1 });
    expect(here?.settlementDelayMs).toEqual({ p50: expect.any(Number), p99: expect.any(Number) });
    expect(there?.settlementDelayMs).toEqual({ p50: expect.any(Number), p99: expect.any(Number) });
  });

  it('shows the answering instance as it is now, not as it last reported', async () => {
    const lamp = await shop.stocked(50);
    const placed = async (): Promise<number> => (await list(shop)).instances[0]?.orders.placed ?? 0;
    const before = await placed();
    for (let more = 1; more <= 20; more++) {
      await order(shop, lamp);
      expect(await placed()).toBe(before + more);
    }
  });

  it('counts an order once when its request is repeated', async () => {
    const lamp = await shop.stocked(5);
    const before = (await list()).instances[0]?.orders.placed ?? 0;
    const keyed = { ...WAIT, 'Idempotency-Key': 'counted-once' };
    for (const _ of [1, 2, 3]) {
      const { status } = await shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 }, keyed);
      expect(status).toBe(201);
    }
    expect((await list()).instances[0]?.orders.placed).toBe(before + 1);
  });

  it('counts the connected sockets, with a token and without', async () => {
    const principal = { userId: 1, role: 'USER', sessionId: 'login-of-1', generation: 0 } as const;
    const { token } = shop.app.get(AccessTokens).sign(principal);
    const sockets = [new SubscriberSocket(shop.address, { auth: { token } })];
    for (const _ of [1, 2]) sockets.push(new SubscriberSocket(shop.address, {}));
    for (const each of sockets) await each.connected();
    expect((await list()).instances[0]?.listeners).toEqual({ public: 2, private: 1 });
    for (const { socket } of sockets) socket.disconnect();
    await until(async () => (await list()).instances[0]?.listeners.public === 0);
    expect((await list()).instances[0]?.listeners).toEqual({ public: 0, private: 0 });
  });

  it('counts the event publications that are due, and the dead letters', async () => {
    await Promise.all([shop.bus.drain(), other.bus.drain()]);
    const rows = ['DUE', 'DUE', 'DUE', 'DEAD_LETTER', 'DEAD_LETTER'].map((state, index) => [9e9 + index, state]);
    for (const [id, state] of rows) {
      await shop.database.execute(
        `INSERT INTO event_publications (id, handler, event, payload, event_count, state, due_at)
         VALUES (?, 'order.no-such-handler', 'order.placed', '[]', 0, ?, NOW(3))`,
        [id, state],
      );
    }
    await shop.database.execute('UPDATE event_publications SET due_at = NOW(3) + INTERVAL 1 HOUR WHERE id IN (?)', [
      [9e9, 9e9 + 4],
    ]);
    expect((await list()).deliveries).toEqual({ due: 2, parked: 2 });
    await shop.database.execute('DELETE FROM event_publications WHERE id >= ?', [9e9]);
    expect((await list()).deliveries).toEqual({ due: 0, parked: 0 });
  });

  it('drops dead instances and entries that are not reports, and expires when no instance is left', async () => {
    const { redis, key } = hash();
    const live = idsOf(await those(2));
    const { observedAt } = await list();
    const report = (instanceId: string, age: number) =>
      JSON.stringify({ instanceId, startedAt: 1, observedAt: Date.parse(observedAt) - age, counts: {} });
    await redis.hset(key, { dead: report('dead', 6_000), ahead: report('ahead', -60_000), text: 'lamp', list: '[]' });
    expect(idsOf(await list())).toEqual(live);
    await until(async () => (await redis.hkeys(key)).length === 2);
    expect((await redis.hkeys(key)).sort()).toEqual([...live].sort());
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  it('shows the known counters of an instance of another version', async () => {
    const { redis, key } = hash();
    const { observedAt } = await list();
    const counts = { orders: { placed: 7, bought: 8 }, listeners: 'many' };
    const report = { instanceId: 'newer', startedAt: 1, observedAt: Date.parse(observedAt), counts };
    await redis.hset(key, 'newer', JSON.stringify(report));
    expect((await list()).instances[0]).toEqual({
      ...{ instanceId: 'newer', startedAt: '1970-01-01T00:00:00.001Z', observedAt },
      orders: { ...NONE, placed: 7 },
      listeners: { public: 0, private: 0 },
      settlementDelayMs: null,
    });
    await redis.hdel(key, 'newer');
  });

  it('drops an instance as soon as it has stopped', async () => {
    const third = await openShop({ beside: shop });
    const ids = idsOf(await those(3));
    await third.close();
    expect(idsOf(await list())).toEqual(ids.slice(0, 2));
  });

  it.each([
    ['unavailable', () => proxy.cut()],
    ['silent', () => proxy.freeze()],
  ])('is incomplete and has only the answering instance while Redis is %s', async (_, breakRedis) => {
    const { instances } = await those(2);
    breakRedis();
    const alone = await list(other);
    expect([alone.complete, idsOf(alone)]).toEqual([false, [instances[1]?.instanceId]]);
    expect((await those(1)).complete).toBe(true);
    proxy.mend();
    await until(async () => (await list(other)).complete);
    expect(idsOf(await those(2))).toEqual(instances.map(({ instanceId }) => instanceId));
  });

  it('has a former path with the same answer', async () => {
    const [now, former] = [await list(), (await shop.admin.get('/api/admin/pulse')).body as InstanceListView];
    expect([former.complete, idsOf(former)]).toEqual([now.complete, idsOf(now)]);
    expect(Object.keys(former)).toEqual(Object.keys(now));
  });

  it('is refused to anyone but administrators', async () => {
    expect([(await shop.anonymous.get(INSTANCES)).status, (await shop.buyer(1).get(INSTANCES)).status]).toEqual([
      401, 403,
    ]);
  });
});
