import { createDeal } from '../support/deals';
import { problemMismatches, type Reply, send } from '../support/reply';
import { openShop, type Shop } from '../support/shop';
import { AccessTokens } from '#platform/security/access-tokens';

const json = { 'content-type': 'application/json' };
const VALIDATION: readonly [number, string] = [400, 'VALIDATION_FAILED'];

describe('a client', () => {
  let shop: Shop;
  let token: string;
  let lamp: number;
  beforeAll(async () => {
    shop = await openShop();
    const principal = { userId: 1_000_000, role: 'ADMIN' as const, sessionId: 'login-of-1000000', generation: 0 };
    token = shop.app.get(AccessTokens).sign(principal).token;
    lamp = await shop.stocked(5);
    await createDeal(shop.admin, [lamp]);
  });
  afterAll(() => shop.close());

  const call = (method: string, path: string, body?: string | Buffer, headers: object = json): Promise<Reply> =>
    send(`${shop.address}/api${path}`, method, { token, headers, ...(body === undefined ? {} : { body }) });
  it.each(['/products/search-product', '/stocks/search', '/event/search-event'])(
    'gets up to a thousand ids from %s in the order of the request',
    async (path) => {
      const more = [await shop.stocked(1), await shop.stocked(0)];
      await createDeal(shop.admin, more);
      const unknown = Array.from({ length: 997 }, (_, index) => 8_000_000 + index);
      const requested = [more[1], ...unknown.slice(0, 500), lamp, ...unknown.slice(500), more[0]];
      const search = (productIds: unknown) => call('POST', path, JSON.stringify({ productIds }));
      const found = (await search(requested)).body as { productId: number }[];
      expect(found.map(({ productId }) => productId)).toEqual([more[1], lamp, more[0]]);
      expect((await search(unknown)).body).toEqual([]);
    },
  );

  it('may send an empty body or object, but no field, to a route without a body', async () => {
    const path = `/stocks/product/${lamp}/increase?quantity=1`;
    for (const body of [undefined, '', '{}']) expect((await call('POST', path, body)).status).toBe(200);
    const { body: before } = await call('GET', `/stocks/product/${lamp}`);
    const reply = await call('POST', path, '{"quantity":7}');
    expect(problemMismatches(reply, ...VALIDATION)).toEqual([]);
    expect(reply.body.errors).toEqual([{ field: 'quantity', rule: 'UNKNOWN_FIELD', message: 'is not a known field' }]);
    expect((await call('GET', `/stocks/product/${lamp}`)).body).toEqual(before);
  });

  it.each([
    ['PATCH', '/api/products'],
    ['OPTIONS', '/api/products'],
    ['TRACE', '/api/products'],
    ['PUT', '/api/products'],
    ['DELETE', '/api/orders/1'],
    ['GET', '/api/auth/login'],
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api//products'],
    ['GET', '/products'],
    ['GET', '/metrics'],
    ['GET', '/favicon.ico'],
    ['POST', '/health/live'],
  ])('finds no route %s %s', async (method, path) => {
    for (const as of [{}, { token }]) {
      expect(problemMismatches(await send(`${shop.address}${path}`, method, as), 404, 'ROUTE_NOT_FOUND')).toEqual([]);
    }
  });

  it('gets headers without a body from HEAD', async () => {
    const list = await call('HEAD', '/products', undefined, {});
    expect([list.status, list.text, list.headers['content-type']]).toEqual([
      200,
      '',
      'application/json; charset=utf-8',
    ]);
    expect((await call('HEAD', '/products/999999', undefined, {})).status).toBe(404);
  });

  it.each([
    ['valid', 'my-id.7:a_B', true],
    ['empty', '', false],
    ['with spaces', 'a b', false],
    ['with markup', '<script>', false],
    ['of 129 characters', 'a'.repeat(129), false],
  ])('gets its own request id back only if it is valid: %s', async (_, id, isKept) => {
    for (const path of ['/products', '/products/x', '/nowhere', '/auth/login']) {
      const { headers } = await call('GET', path, undefined, { 'x-request-id': id });
      if (isKept) expect(headers['x-request-id']).toBe(id);
      else expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    }
  });
});
