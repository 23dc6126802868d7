import type { Database } from '#platform/database/database';
import { Replica } from '#platform/database/replica';
import { openDataSource } from '#platform/database/data-source';
import { Database as Connections } from '#platform/database/database';
import { schema } from '../../src/schema';
import { type Customer, LiveShop } from '../support/live-shop';
import { configFor, createScheme, dropScheme } from '../support/scheme';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const BEAT_EVERY_MS = 100;
const LAMP = {
  productName: '램프',
  productDescription: '밝다',
  productPrice: 10_000,
  productImageUrl: 'https://example.com/lamp.jpg',
  productCategory: 'ELECTRONICS',
};
interface Page {
  readonly items: readonly Record<string, unknown>[];
}

/** Another schema stands for the replica; the test decides its content and up to when it is complete. */
describe('with a replica', () => {
  let scheme: string;
  let copy: Database;
  let proxy: TcpProxy;
  let shop: LiveShop;
  let administrator: string;
  let beating: NodeJS.Timeout;

  const beat = (secondsAgo = 0) =>
    copy.execute(
      `INSERT INTO instances (id, alive_until) VALUES ('beat', NOW(3) + INTERVAL ? SECOND)
       ON DUPLICATE KEY UPDATE alive_until = VALUES(alive_until)`,
      [6 - secondsAgo],
    );
  const claimComplete = (): void => {
    clearInterval(beating);
    beating = setInterval(() => void beat().catch(() => undefined), BEAT_EVERY_MS);
  };
  const get = async (path: string, token = administrator) => {
    const { status, body } = await shop.call('GET', path, { token });
    expect(status).toBe(200);
    return body;
  };
  const names = async (): Promise<unknown[]> =>
    ((await get('/event?status=ended')) as Page).items.map(({ eventName }) => eventName);
  const untilShown = (name: string): Promise<unknown> => until(async () => (await names()).includes(name));
  const create = async (productName: string): Promise<number> => {
    const { body } = await shop.call('POST', '/products', { token: administrator, body: { ...LAMP, productName } });
    return (body as { productId: number }).productId;
  };

  const endDeal = async (eventName: string): Promise<void> => {
    const productIds = [await create('lamp')];
    const startEventTime = new Date(Date.now() - 60_000).toISOString();
    const body = { eventType: 'HOT_DEAL', eventName, eventDiscount: 20, eventDuration: 7, startEventTime, productIds };
    const made = await shop.call('POST', '/event/create', { token: administrator, body });
    const { eventId } = made.body as { eventId: number };
    await shop.call('DELETE', `/event/${eventId}`, { token: administrator });
  };

  beforeAll(async () => {
    scheme = await createScheme();
    copy = new Connections(await openDataSource(configFor(scheme), schema));
    proxy = await TcpProxy.to(process.env['DB_HOST'] ?? '', Number(process.env['DB_PORT'] ?? 3306));
    const variables = {
      DB_REPLICA_HOST: '127.0.0.1',
      DB_REPLICA_PORT: String(proxy.port),
      DB_REPLICA_SCHEME: scheme,
      DB_REPLICA_MAX_LAG_S: '5',
    };
    shop = await LiveShop.open({ variables });
    administrator = await shop.logIn();
    await copy.execute(
      `INSERT INTO hot_deals (event_type, discount, duration, start_at, end_at, product_count, event_name, announced)
       VALUES ('HOT_DEAL', 10, 1, '2025-01-01', '2025-01-02', 1, 'only in the replica', 'ENDED')`,
    );
  });
  beforeEach(() => claimComplete());
  afterEach(() => {
    clearInterval(beating);
    proxy.mend();
  });
  afterAll(async () => {
    await shop.close();
    await copy.onApplicationShutdown();
    await proxy.close();
    await dropScheme(scheme);
  });

  describe('that claims to be complete but holds no orders, deals or accounts, the shop', () => {
    let kim: Customer;
    let lamp: number;
    let eventId: number;
    const as = (method: string, path: string, token: string, body?: unknown) =>
      shop.call(method, path, { token, ...(body === undefined ? {} : { body }) });

    beforeAll(async () => {
      claimComplete();
      lamp = await create('램프');
      await as('POST', `/stocks/product/${lamp}/increase?quantity=3`, administrator);
      kim = await shop.signUp('kim@example.com');
      await as('POST', '/subscribe/sub-product', kim.token, { productIds: [lamp] });
      const deal = { eventType: 'HOT_DEAL', eventDiscount: 20, eventDuration: 7, productIds: [lamp] };
      const startEventTime = new Date(Date.now() - 60_000).toISOString();
      const { body } = await as('POST', '/event/create', administrator, { ...deal, startEventTime });
      ({ eventId } = body as { eventId: number });
    });

    it('reads the list of ended deals from the replica', async () => {
      await untilShown('only in the replica');
      expect(await names()).toEqual(['only in the replica']);
    });

    it('sells by the database: prices, stock, outcomes, repeated requests', async () => {
      await untilShown('only in the replica');
      const body = JSON.stringify({ orderItems: [{ productId: lamp, quantity: 2 }] });
      const headers = {
        authorization: `Bearer ${kim.token}`,
        'content-type': 'application/json',
        'Idempotency-Key': 'k1',
        Prefer: 'wait=30',
      };
      const order = () => fetch(`${shop.url}/api/orders/products`, { method: 'POST', headers, body });
      const first = (await (await order()).json()) as { orderId: number; status: string };
      expect(first.status).toBe('ORDER_SUCCESS');
      expect(JSON.stringify(first)).toContain('"productPrice":8000');
      expect(await (await order()).json()).toMatchObject({ orderId: first.orderId });
      expect(await get('/orders', kim.token)).toMatchObject({ items: [{ orderId: first.orderId }] });
      expect(await get(`/orders/${first.orderId}`, kim.token)).toMatchObject({ status: 'ORDER_SUCCESS' });
      expect(await get(`/stocks/product/${lamp}`, administrator)).toMatchObject({ quantity: 1 });
    });

    it("reads from the database: single products, running deals, signals, and a user's own data", async () => {
      await untilShown('only in the replica');
      expect(await get(`/products/${lamp}`)).toMatchObject({ productId: lamp });
      expect(await get('/event?status=active')).toMatchObject({ items: [{ eventId }] });
      expect(await get('/event')).toMatchObject({ items: [{ eventId }] });
      expect(await get(`/event/${eventId}`)).toMatchObject({ eventId });
      expect(await get(`/event/${eventId}/products`)).toMatchObject({ items: [{ productId: lamp }] });
      expect(((await get('/event/signals?after=0')) as Page).items.length).toBeGreaterThan(0);
      expect(await get(`/subscribe/search-sub-user?userId=${kim.userId}`, kim.token)).toMatchObject({
        items: [{ productId: lamp }],
      });
      await until(async () => ((await get('/notifications', kim.token)) as Page).items.length > 0);
      expect(((await get('/admin/accounts', administrator)) as Page).items.length).toBeGreaterThan(1);
      const { body: found } = await shop.call('POST', '/products/search-product', {
        token: administrator,
        body: { productIds: [lamp] },
      });
      expect(found).toMatchObject([{ productId: lamp }]);
      expect(await get('/admin/integrity', administrator)).toMatchObject({ sound: true });
    });

    it('refuses a token after its logout', async () => {
      await untilShown('only in the replica');
      const token = await shop.logIn(kim);
      expect(await get('/orders', token)).toBeDefined();
      expect((await as('POST', '/auth/logout', token, { password: kim.password })).status).toBeLessThan(300);
      expect((await as('GET', '/orders', token)).status).toBe(401);
    });
  });

  it('lists an ended deal immediately where it was ended, and uses the replica again once it has the deal', async () => {
    await untilShown('only in the replica');
    for (let times = 0; times < 5; times++) {
      const name = `new ${times}`;
      await endDeal(name);
      expect(await names()).toContain(name);
    }
    await untilShown('only in the replica');
  });

  it('is not used while it lags too far behind, and is used again when it has caught up', async () => {
    await untilShown('only in the replica');
    clearInterval(beating);
    // Pretend that the last change is long past, so that only the lag decides.
    Object.assign(shop.get(Replica), { writtenUpTo: Number.NEGATIVE_INFINITY });
    await beat(6);
    await untilShown('new 4');
    claimComplete();
    await untilShown('only in the replica');
  });

  it.each<[string, () => void]>([
    ['is unreachable', () => proxy.cut()],
    ['hangs', () => proxy.freeze()],
  ])('that %s, lists come from the database until the replica is back', async (_, harm) => {
    await untilShown('only in the replica');
    harm();
    expect(await names()).toContain('new 4');
    proxy.mend();
    await untilShown('only in the replica');
  });
});
