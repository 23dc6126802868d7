import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Locks } from '#platform/locking/locks';
import { type RedisGroup, startCluster, sendCommand } from '../servers/redis-groups';
import { integrityViolations } from '../support/integrity';
import { createDeal } from '../support/deals';
import { SubscriberSocket } from '../support/subscriber-socket';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

/** Skipped, with a notice of the launcher, when this machine has no Redis program: the Redis of other tests may be remote. */
const describeWithRedis = process.env['REDIS_PROGRAM'] === undefined ? describe.skip : describe;

describeWithRedis('on a cluster of Redis, two instances', () => {
  let folder: string;
  let cluster: RedisGroup;
  let shops: Shop[];
  const subscribers: SubscriberSocket[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hotdeal-cluster-'));
    // A single node refuses commands with keys of several slots as three nodes do, and starts in a tenth of the time.
    cluster = await startCluster(folder, 1);
    const variables = { REDIS_URL: cluster.url };
    const first = await openShop({ variables });
    shops = [first, await openShop({ variables, beside: first })];
  });
  afterAll(async () => {
    for (const { socket } of subscribers) socket.disconnect();
    for (const shop of shops.reverse()) await shop.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (number: number): Shop => shops[number % shops.length] as Shop;
  const refused = async (): Promise<string[]> =>
    String(await sendCommand(cluster.nodes[0]?.port ?? 0, 'INFO', 'errorstats')).match(/errorstat_CROSSSLOT:\S+/g) ??
    [];

  it('sell several products exactly, with locks on all of them', async () => {
    const products = [await at(0).stocked(20), await at(0).stocked(20), await at(0).stocked(20)];
    const orderItems = products.map((productId) => ({ productId, quantity: 1 }));
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, buyer) =>
        at(buyer)
          .buyer(buyer + 1)
          .post('/api/orders/products', { orderItems }, { Prefer: 'wait=30' }),
      ),
    );
    expect(answers.filter(({ body }) => (body as { status: string }).status === 'ORDER_SUCCESS')).toHaveLength(20);
    for (const { bus } of shops) await bus.drain();
    expect(await integrityViolations(at(0).database)).toEqual([]);
    const counts = shops.map(({ app }) => app.get(Locks).counts);
    expect(counts.reduce((sum, { held }) => sum + held, 0)).toBeGreaterThan(0);
    expect(counts.map(({ absent }) => absent)).toEqual([0, 0]);
  });

  it('send every deal to the clients of both', async () => {
    for (const { address } of shops) subscribers.push(new SubscriberSocket(address, {}));
    for (const subscriber of subscribers) await subscriber.connected();
    const product = await at(0).stocked(1);
    for (const number of [0, 1]) {
      const eventId = await createDeal(at(number).admin, [product]);
      for (const subscriber of subscribers) {
        expect(await subscriber.next('new-hot-deal', number + 1)).toMatchObject({ eventId });
      }
    }
  });

  it('share logouts and the count of wrong passwords', async () => {
    const account = { email: 'kim@example.com', password: 'password123' };
    await at(0).anonymous.post('/api/auth/signup', { ...account, name: '김' });
    const { body } = await at(0).anonymous.post('/api/auth/login', account);
    const headers = { authorization: `Bearer ${(body as { accessToken: string }).accessToken}` };
    const orders = (number: number) => fetch(`${at(number).address}/api/orders`, { headers });
    for (const number of [0, 1]) expect((await orders(number)).status).toBe(200);
    const json = { ...headers, 'content-type': 'application/json' };
    const out = { method: 'POST', headers: json, body: JSON.stringify({ password: account.password }) };
    expect((await fetch(`${at(0).address}/api/auth/logout`, out)).status).toBe(204);
    for (const number of [0, 1]) expect((await orders(number)).status).toBe(401);
    await at(1).anonymous.post('/api/auth/login', { ...account, password: 'password124' });
    const keys = async () => (await sendCommand(cluster.nodes[0]?.port ?? 0, 'KEYS', '*:login-attempts:*')) as string[];
    expect((await keys()).length).toBeGreaterThan(0);
    await until(
      async () =>
        ((await sendCommand(cluster.nodes[0]?.port ?? 0, 'KEYS', '*:{revoked-session}:*')) as string[]).length > 1,
    );
  });

  it('use no command with keys of several slots', async () => {
    expect(await refused()).toEqual([]);
  });
});
