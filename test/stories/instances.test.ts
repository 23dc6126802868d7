import type { Redis } from 'ioredis';
import { RedisClients } from '#platform/redis/redis-clients';
import { AccessTokens } from '#platform/security/access-tokens';
import type { InstancesView } from '../../src/modules/admin/http/instances-view.dto';
import { SubscriberSocket } from '../support/subscriber-socket';
import { openShop, type Shop } from '../support/shop';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const PULSE = '/api/admin/pulse';
const WAIT = { Prefer: 'wait=30' };
const NONE = { placed: 0, won: 0, refused: 0, soldOut: 0, cancelled: 0 };

describe('the pulse', () => {
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

  const pulse = async (of = shop): Promise<InstancesView> => {
    const { status, body } = await of.admin.get(PULSE);
    expect(status).toBe(200);
    return body as InstancesView;
  };
  const idsOf = ({ instances }: InstancesView): string[] => instances.map(({ instanceId }) => instanceId);
  const those = (number: number): Promise<InstancesView> =>
    until(async () => {
      const seen = await pulse();
      return seen.instances.length === number && seen;
    });
  const order = (of: Shop, productId: number, quantity = 1) =>
    of.buyer(1).post('/api/orders/v1', { productId, quantity }, WAIT);
  const hash = (): { redis: Redis; key: string } => {
    const { cache, prefix } = shop.app.get(RedisClients);
    return { redis: cache, key: `${prefix}instance-stats` };
  };

  it('tells of both instances, whichever is asked, the older one first, and of no orders before there are any', async () => {
    const seen = await those(2);
    expect(seen.complete).toBe(true);
    expect(seen.instances).toMatchObject([{ orders: NONE }, { orders: NONE }]);
    expect(seen.instances.map(({ settlementDelayMs }) => settlementDelayMs)).toEqual([null, null]);
    const [first, second] = seen.instances.map(({ startedAt }) => Date.parse(startedAt));
    expect(first).toBeLessThan(second as number);
    expect(idsOf(await pulse(other))).toEqual(idsOf(seen));
    expect((await pulse(other)).instances.map(({ startedAt }) => startedAt)).toEqual(
      seen.instances.map(({ startedAt }) => startedAt),
    );
  });

  it('counts what each instance was asked for and has settled', async () => {
    const [lamp, chair] = [await shop.stocked(2), await shop.stocked(1)];
    const { headers } = await order(shop, lamp);
    await order(shop, lamp, 3);
    await order(shop, lamp);
    await order(shop, lamp);
    await order(other, chair);
    await shop.buyer(1).put(headers.get('location') ?? '');
    const seen = await until(async () => {
      const all = await pulse();
      return all.instances[1]?.orders.placed === 1 && all;
    });
    const [here, there] = seen.instances;
    expect(here?.orders).toEqual({ placed: 3, won: 2, refused: 1, soldOut: 1, cancelled: 1 });
    expect(there?.orders).toEqual({ ...NONE, placed: 1, won: 1 });
    expect(here?.settlementDelayMs).toEqual({ p50: expect.any(Number), p99: expect.any(Number) });
    expect(there?.settlementDelayMs).toEqual({ p50: expect.any(Number), p99: expect.any(Number) });
  });

  it('tells the instance that is asked as it is now, not as it was written down', async () => {
    const lamp = await shop.stocked(50);
    const placed = async (): Promise<number> => (await pulse(shop)).instances[0]?.orders.placed ?? 0;
    const before = await placed();
    for (let more = 1; more <= 20; more++) {
      await order(shop, lamp);
      expect(await placed()).toBe(before + more);
    }
  });

  it('does not count an order twice that is asked for again', async () => {
    const lamp = await shop.stocked(5);
    const before = (await pulse()).instances[0]?.orders.placed ?? 0;
    const keyed = { ...WAIT, 'Idempotency-Key': 'pulse' };
    for (const _ of [1, 2, 3]) {
      const { status } = await shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 }, keyed);
      expect(status).toBe(201);
    }
    expect((await pulse()).instances[0]?.orders.placed).toBe(before + 1);
  });

  it('counts who listens, with a token and without', async () => {
    const principal = { userId: 1, role: 'USER', sessionId: 'login-of-1', generation: 0 } as const;
    const { token } = shop.app.get(AccessTokens).sign(principal);
    const listeners = [new SubscriberSocket(shop.address, { auth: { token } })];
    for (const _ of [1, 2]) listeners.push(new SubscriberSocket(shop.address, {}));
    for (const listener of listeners) await listener.connected();
    expect((await pulse()).instances[0]?.listeners).toEqual({ public: 2, private: 1 });
    for (const { socket } of listeners) socket.disconnect();
    await until(async () => (await pulse()).instances[0]?.listeners.public === 0);
    expect((await pulse()).instances[0]?.listeners).toEqual({ public: 0, private: 0 });
  });

  it('counts the deliveries that are due now, and those that are parked', async () => {
    await Promise.all([shop.bus.drain(), other.bus.drain()]);
    const rows = ['DUE', 'DUE', 'DUE', 'DEAD_LETTER', 'DEAD_LETTER'].map((state, index) => [9e9 + index, state]);
    for (const [id, state] of rows) {
      await shop.database.execute(
        `INSERT INTO event_publications (id, handler, event, payload, event_count, state, due_at)
         VALUES (?, 'order.nobody', 'order.placed', '[]', 0, ?, NOW(3))`,
        [id, state],
      );
    }
    await shop.database.execute('UPDATE event_publications SET due_at = NOW(3) + INTERVAL 1 HOUR WHERE id IN (?)', [
      [9e9, 9e9 + 4],
    ]);
    expect((await pulse()).deliveries).toEqual({ due: 2, parked: 2 });
    await shop.database.execute('DELETE FROM event_publications WHERE id >= ?', [9e9]);
    expect((await pulse()).deliveries).toEqual({ due: 0, parked: 0 });
  });

  it('forgets who has died, and what others have written, and is kept no longer than somebody lives', async () => {
    const { redis, key } = hash();
    const living = idsOf(await those(2));
    const { observedAt } = await pulse();
    const beat = (instanceId: string, age: number) =>
      JSON.stringify({ instanceId, startedAt: 1, observedAt: Date.parse(observedAt) - age, counts: {} });
    await redis.hset(key, { dead: beat('dead', 6_000), ahead: beat('ahead', -60_000), text: 'lamp', list: '[]' });
    expect(idsOf(await pulse())).toEqual(living);
    await until(async () => (await redis.hkeys(key)).length === 2);
    expect((await redis.hkeys(key)).sort()).toEqual([...living].sort());
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  it('tells of an instance of another version what it counts', async () => {
    const { redis, key } = hash();
    const { observedAt } = await pulse();
    const counts = { orders: { placed: 7, bought: 8 }, listeners: 'many' };
    const told = { instanceId: 'newer', startedAt: 1, observedAt: Date.parse(observedAt), counts };
    await redis.hset(key, 'newer', JSON.stringify(told));
    expect((await pulse()).instances[0]).toEqual({
      ...{ instanceId: 'newer', startedAt: '1970-01-01T00:00:00.001Z', observedAt },
      orders: { ...NONE, placed: 7 },
      listeners: { public: 0, private: 0 },
      settlementDelayMs: null,
    });
    await redis.hdel(key, 'newer');
  });

  it('does not wait for an instance that has ended', async () => {
    const third = await openShop({ beside: shop });
    const ids = idsOf(await those(3));
    await third.close();
    expect(idsOf(await pulse())).toEqual(ids.slice(0, 2));
  });

  it.each([
    ['gone', () => proxy.cut()],
    ['silent', () => proxy.freeze()],
  ])('is that of the instance alone, and says so, while Redis is %s', async (_, takeAway) => {
    const { instances } = await those(2);
    takeAway();
    const alone = await pulse(other);
    expect([alone.complete, idsOf(alone)]).toEqual([false, [instances[1]?.instanceId]]);
    expect((await those(1)).complete).toBe(true);
    proxy.mend();
    await until(async () => (await pulse(other)).complete);
    expect(idsOf(await those(2))).toEqual(instances.map(({ instanceId }) => instanceId));
  });

  it('concerns administrators only', async () => {
    expect([(await shop.anybody.get(PULSE)).status, (await shop.buyer(1).get(PULSE)).status]).toEqual([401, 403]);
  });
});
