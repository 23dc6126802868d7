import { SharedCounters } from '#platform/limits/shared-counts';
import { callerAt } from '../support/caller';
import { createCoupon } from '../support/coupons';
import { problemMismatches, send } from '../support/reply';
import { openShop, type Shop } from '../support/shop';

const MINUTE_MS = 60_000;
const JSON_BODY = { 'content-type': 'application/json' };

/** A client whose requests come from that address. */
function clientAt(shop: Shop, address: string) {
  const headers = { 'x-forwarded-for': address };
  return {
    get: (path: string, token?: string) => send(`${shop.address}${path}`, 'GET', { token, headers }),
    post: (path: string, body: object, more: object = {}) =>
      send(`${shop.address}${path}`, 'POST', {
        headers: { ...headers, ...JSON_BODY, ...more },
        body: JSON.stringify(body),
      }),
  };
}

describe('a client above its rate limit', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop({
      variables: {
        TRUST_PROXY: '1',
        RATE_LIMIT_SCALE: '2',
        RATE_LIMIT_ADDRESS: '10',
        RATE_LIMIT_LOGIN_ADDRESS: '2',
        RATE_LIMIT_ORDERS: '3',
        RATE_LIMIT_COUPONS: '3',
        RATE_LIMIT_PAYMENTS: '3',
        RATE_LIMIT_PAYMENT_WEBHOOKS: '4',
      },
    });
  });
  afterAll(() => shop.close());

  /** Counts the requests in a row before the first 429. */
  const countAllowed = async (ask: () => Promise<{ readonly status: number }>): Promise<number> => {
    for (let allowed = 0; ; allowed++) if ((await ask()).status === 429) return allowed;
  };

  it('gets 429 with a Retry-After', async () => {
    const client = clientAt(shop, '203.0.113.1');
    expect(await countAllowed(() => client.get('/api/products'))).toBe(20);
    const answer = await client.get('/api/products');
    expect(problemMismatches(answer, 429, 'TOO_MANY_REQUESTS')).toEqual([]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  it('is refused on every route before its token is checked, and no other client is', async () => {
    const client = clientAt(shop, '203.0.113.2');
    expect(await countAllowed(() => client.get('/api/users/me', 'a bad token'))).toBe(20);
    expect((await client.get('/api/event/signals')).status).toBe(429);
    expect((await clientAt(shop, '203.0.113.3').get('/api/event/signals')).status).toBe(200);
  });

  it('can still query the health routes', async () => {
    const client = clientAt(shop, '203.0.113.4');
    await countAllowed(() => client.get('/api/products'));
    expect((await client.get('/health/ready')).status).toBe(200);
    expect((await client.get('/health/live')).status).toBe(200);
  });

  it('shares its limit with the other addresses of its IPv6 network', async () => {
    let next = 1;
    const allowed = countAllowed(() => clientAt(shop, `2001:db8:1:2::${(next++).toString(16)}`).get('/api/products'));
    expect(await allowed).toBe(20);
    expect((await clientAt(shop, '2001:db8:1:3::1').get('/api/products')).status).toBe(200);
    const mapped = clientAt(shop, '::ffff:203.0.113.5');
    expect(await countAllowed(() => mapped.get('/api/products'))).toBe(20);
    expect((await clientAt(shop, '203.0.113.5').get('/api/products')).status).toBe(429);
  });

  it('is refused by the live signals too', async () => {
    const client = clientAt(shop, '203.0.113.6');
    const open = () => client.get('/socket.io/?EIO=4&transport=polling');
    expect((await open()).status).toBe(200);
    expect(await countAllowed(() => client.get('/api/products'))).toBe(19);
    expect((await open()).status).toBe(403);
  });

  it('has a lower limit for passwords than for other requests', async () => {
    const client = clientAt(shop, '203.0.113.7');
    const routes = ['login', 'signup', 'logout', 'withdraw'];
    for (const route of routes) expect((await client.post(`/api/auth/${route}`, {})).status).not.toBe(429);
    for (const route of routes) expect((await client.post(`/api/auth/${route}`, {})).status).toBe(429);
    expect((await client.post('/api/auth/reissue', {})).status).toBe(400);
    expect((await client.get('/api/event/signals')).status).toBe(200);
  });

  it('cannot order or repeat an order, but can cancel and read', async () => {
    const lamp = await shop.stocked(100);
    const place = (path: string, buyer: number) =>
      shop
        .buyer(buyer)
        .post(
          path,
          path.endsWith('v1') ? { productId: lamp, quantity: 1 } : { orderItems: [{ productId: lamp, quantity: 1 }] },
          { 'idempotency-key': path.slice(-2), 'x-forwarded-for': `198.51.100.${buyer}` },
        );
    const { body } = await place('/api/orders/products', 1);
    const routes = ['/api/orders/v1', '/api/orders/v2', '/api/orders/products'];
    let turn = 0;
    expect(await countAllowed(() => place(routes[turn++ % 3] ?? '', 1))).toBe(5);
    const refused = await place('/api/orders/products', 1);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect((await shop.buyer(1).put(`/api/orders/${(body as { orderId: number }).orderId}`)).status).toBe(200);
    expect((await place('/api/orders/products', 2)).status).toBe(202);
    await shop.bus.drain();
  });

  it('cannot claim coupons by either route, but can read them', async () => {
    const couponId = await createCoupon(shop.admin);
    const routes = ['/api/coupons/issue', `/api/coupons/${couponId}/issue`];
    const ask = (path: string, buyer: number) =>
      shop.buyer(buyer).post(path, path.endsWith('coupons/issue') ? { couponId } : undefined, {
        'x-forwarded-for': `198.51.100.${100 + buyer}`,
      });
    let turn = 0;
    expect(await countAllowed(() => ask(routes[turn++ % 2] ?? '', 3))).toBe(6);
    expect((await shop.buyer(3).get('/api/coupons/mine')).status).toBe(200);
    expect((await ask(routes[1] ?? '', 4)).status).toBe(201);
  });

  it('cannot confirm payments, name accounts for refunds or give payments up, but can read them', async () => {
    const bodies: readonly (readonly ['post' | 'put', string, object])[] = [
      ['post', 'confirm', { paymentKey: 'key', providerOrderId: 'name', amount: 1 }],
      ['put', 'refund-account', { bank: '88', accountNumber: '110234567890', holderName: '홍길동' }],
      ['post', 'confirm', {}],
    ];
    const payment = '/api/orders/999999/payment';
    let turn = 0;
    const ask = (buyer: number) => {
      const [method, part, body] = bodies[turn++ % bodies.length] as (typeof bodies)[number];
      return shop.buyer(buyer)[method](`${payment}/${part}`, body, { 'x-forwarded-for': `198.51.100.${150 + buyer}` });
    };
    expect(await countAllowed(() => ask(5))).toBe(6);
    expect((await shop.buyer(5).get(payment)).body.code).toBe('PAYMENT_NOT_FOUND');
    expect((await shop.buyer(5).delete(payment)).status).toBe(429);
    expect((await ask(6)).status).toBe(404);
  });

  it('cannot send webhooks of payments, whatever provider it names and whether they are JSON, and others can', async () => {
    const send = (address: string, nth: number) =>
      clientAt(shop, address).post(
        `/api/payments/webhook/${['toss', 'points', 'none'][nth % 3]}`,
        nth % 2 === 0 ? {} : [],
      );
    let nth = 0;
    expect(await countAllowed(() => send('203.0.113.50', nth++))).toBe(8);
    expect((await clientAt(shop, '203.0.113.50').get('/api/event/signals')).status).toBe(200);
    expect((await send('203.0.113.51', 0)).status).toBe(200);
  });
});

describe('the default rate limits', () => {
  let shop: Shop;
  let lamp: number;

  beforeAll(async () => {
    shop = await openShop({ variables: { RATE_LIMIT_SCALE: '1', TRUST_PROXY: '1' } });
    lamp = await shop.stocked(1_000);
  });
  afterAll(() => shop.close());

  const one = () => ({ orderItems: [{ productId: lamp, quantity: 1 }] });

  it('allow a customer to mistype, browse, order and poll', async () => {
    const { anonymous } = shop;
    const [email, password] = ['kim@example.com', 'password123'];
    const statuses = [(await anonymous.post('/api/auth/signup', { email, password, name: '김' })).status];
    for (const typed of ['passwort123', 'password12', password]) {
      const { status, body } = await anonymous.post('/api/auth/login', { email, password: typed });
      statuses.push(status);
      if (status !== 200) continue;
      const kim = callerAt(shop.address, (body as { accessToken: string }).accessToken);
      for (let look = 0; look < 100; look++) statuses.push((await kim.get('/api/products')).status);
      for (let order = 0; order < 20; order++) {
        const placed = await kim.post('/api/orders/products', one(), { 'idempotency-key': `order-${order}` });
        const repeated = await kim.post('/api/orders/products', one(), { 'idempotency-key': `order-${order}` });
        const { orderId } = placed.body as { orderId: number };
        statuses.push(placed.status, repeated.status, (await kim.get(`/api/orders/${orderId}`)).status);
      }
      for (let open = 0; open < 10; open++) {
        statuses.push((await send(`${shop.address}/socket.io/?EIO=4&transport=polling`, 'GET')).status);
      }
      statuses.push((await kim.post('/api/auth/logout', { password })).status);
    }
    const errors = statuses.filter((status) => status >= 400);
    expect(errors).toEqual([401, 401]);
    await shop.bus.drain();
  }, 60_000);

  it('allow three hundred customers behind one address to order at the same time', async () => {
    const office = { 'x-forwarded-for': '203.0.113.77' };
    const statuses = new Set<number>();
    const shopping = Array.from({ length: 300 }, async (_, person) => {
      // A login without a password is counted but not hashed.
      statuses.add((await shop.anonymous.post('/api/auth/login', {}, office)).status);
      const buyer = shop.buyer(100 + person);
      statuses.add((await buyer.post('/api/stocks/search', { productIds: [lamp] }, office)).status);
      statuses.add((await buyer.post('/api/orders/products', one(), office)).status);
    });
    await Promise.all(shopping);
    expect([...statuses].sort()).toEqual([200, 202, 400]);
    // Each of them can do all of this ten times a minute.
    const counts = shop.app.get(SharedCounters);
    expect(counts.count('address:203.0.113.77', 0, MINUTE_MS).total * 10).toBeLessThan(12_000);
    await shop.bus.drain();
  }, 60_000);

  it('refuse floods of requests, of passwords and of orders', async () => {
    const counts = shop.app.get(SharedCounters);
    for (let request = 0; request < 12_000; request++) counts.count('address:203.0.113.99', 12_000, MINUTE_MS);
    const flooding = clientAt(shop, '203.0.113.99');
    expect((await flooding.get('/api/event/signals')).status).toBe(429);
    const spray = clientAt(shop, '203.0.113.98');
    for (let request = 0; request < 1_000; request++) counts.count('passwords:203.0.113.98', 1_000, 10 * MINUTE_MS);
    expect((await spray.post('/api/auth/login', { email: 'a@example.com', password: 'password123' })).status).toBe(429);
    const buyer = shop.buyer(9_999);
    const orders = await Promise.all(Array.from({ length: 70 }, () => buyer.post('/api/orders/products', one())));
    expect(orders.filter(({ status }) => status === 429)).toHaveLength(10);
    await shop.bus.drain();
  });
});
