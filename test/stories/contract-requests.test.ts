import { connect } from 'node:net';
import { ROUTES } from '../support/contract';
import { BODIES } from '../support/contract-terms';
import { createDeal } from '../support/deals';
import { problemMisfits, type Reply, send } from '../support/reply';
import { openShop, type Shop } from '../support/shop';
import { AccessTokens } from '#platform/security/access-tokens';

const json = { 'content-type': 'application/json' };
const VALIDATION: readonly [number, string] = [400, 'VALIDATION_FAILED'];
const MALFORMED: readonly [number, string] = [400, 'MALFORMED_JSON'];
const UNSUPPORTED: readonly [number, string] = [415, 'UNSUPPORTED_MEDIA_TYPE'];

describe('a hostile client', () => {
  let shop: Shop;
  let token: string;
  let lamp: number;
  let event: number;
  beforeAll(async () => {
    shop = await openShop();
    const principal = { userId: 1_000_000, role: 'ADMIN' as const, sessionId: 'login-of-1000000', generation: 0 };
    token = shop.app.get(AccessTokens).sign(principal).token;
    lamp = await shop.stocked(5);
    event = await createDeal(shop.admin, [lamp]);
  });
  afterAll(() => shop.close());

  const call = (method: string, path: string, body?: string | Buffer, headers: object = json): Promise<Reply> =>
    send(`${shop.address}/api${path}`, method, { token, headers, ...(body === undefined ? {} : { body }) });
  const ids = (path: string): string =>
    path
      .replace('{productId}', String(lamp))
      .replace('{eventId}', String(event))
      .replace(/\{\w+\}/, '1');

  const fields = Object.keys;
  const bodyRoutes = ROUTES.filter(({ name }) => name in BODIES);

  describe.each(bodyRoutes.map((route) => [route.name, route] as const))('with a body for %s', (name, route) => {
    const due = BODIES[name] as Record<string, unknown>;
    const first = fields(due)[0] as string;
    /** Each field of another type than any that is due. */
    const wrongTypes = [true, null, {}, [[]], [null], [{}], 1.5, -1, ...(name.includes('/auth/') ? [] : ['1'])];
    const refuse = async (body: string | Buffer | undefined, [status, code] = VALIDATION, headers: object = json) => {
      const reply = await call(route.method, ids(route.path), body, headers);
      expect([body?.toString().slice(0, 60), ...problemMisfits(reply, status, code)]).toEqual([
        body?.toString().slice(0, 60),
      ]);
    };

    it('is refused whatever it brings along', async () => {
      for (const body of [undefined, '', 'null', '[]', '[{}]', '1', '"text"', '{}']) await refuse(body);
      for (const body of [
        '{',
        '{"a":}',
        "{'a':1}",
        'undefined',
        '{"a":NaN}',
        ' ',
        Buffer.from('{"a":"\xff"}', 'latin1'),
      ]) {
        await refuse(body, MALFORMED);
      }
      for (const wrong of wrongTypes) {
        await refuse(JSON.stringify(Object.fromEntries(fields(due).map((field) => [field, wrong]))));
      }
      await refuse(`{"${first}":${'['.repeat(3_000)}${']'.repeat(3_000)}}`);
      await refuse(`{"${first}":"a\\u0000b"}`);
      await refuse(`{"${first}":"a\\ud800b"}`);
      await refuse('{"__proto__":{"role":"ADMIN"}}');
    });

    it('is refused in another type, and above one mebibyte', async () => {
      for (const type of ['text/plain', 'application/xml', 'application/json; charset=latin1', 'multipart/form-data']) {
        await refuse('{}', UNSUPPORTED, { 'content-type': type });
      }
      await refuse('{}', UNSUPPORTED, {});
      await refuse('{}', UNSUPPORTED, { ...json, 'content-encoding': 'gzip' });
      await refuse(`{"${first}":"${'a'.repeat(1024 * 1024)}"}`, [413, 'BODY_TOO_LARGE']);
    });

    it.each(['role', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'constructor', 'then'])(
      'is refused with a field %j that nobody knows',
      async (field) => {
        const reply = await call(route.method, ids(route.path), `{"${field}":1}`);
        expect(problemMisfits(reply, ...VALIDATION)).toEqual([]);
        expect((reply.body.errors as { field: string }[]).map((error) => error.field)).toContain(field);
      },
    );
  });

  const withIds = ROUTES.filter(({ path }) => path.includes('{'));
  it.each(withIds.map((route) => [route.name, route] as const))(
    'finds no other way to write an id in %s',
    async (_, route) => {
      for (const id of ['0', '-1', '1.0', '1e3', '0x10', '007', '%201', '1%20', '+1', '%00', 'a', '9007199254740992']) {
        const query = /increase|reset/.test(route.path) ? '?quantity=1' : '';
        const path = route.path.replace(/\{\w+\}/, id) + query;
        // PUT /products would miss its body first otherwise.
        const reply = await call(route.method, path, route.method === 'PUT' ? '{}' : undefined);
        expect([id, ...problemMisfits(reply, ...VALIDATION)]).toEqual([id]);
      }
    },
  );

  it.each(['/products/search-product', '/stocks/search', '/event/search-event'])(
    'is answered by %s in the order asked for, for up to a thousand ids',
    async (path) => {
      const more = [await shop.stocked(1), await shop.stocked(0)];
      await createDeal(shop.admin, more);
      const unknown = Array.from({ length: 997 }, (_, index) => 8_000_000 + index);
      const asked = [more[1], ...unknown.slice(0, 500), lamp, ...unknown.slice(500), more[0]];
      const search = (productIds: unknown) => call('POST', path, JSON.stringify({ productIds }));
      const found = (await search(asked)).body as { productId: number }[];
      expect(found.map(({ productId }) => productId)).toEqual([more[1], lamp, more[0]]);
      expect((await search(unknown)).body).toEqual([]);
      for (const ids of [[...asked, 9_000_000], [lamp, lamp], [String(lamp)], [lamp + 0.5]]) {
        expect(problemMisfits(await search(ids), ...VALIDATION)).toEqual([]);
      }
    },
  );

  it.each([
    ['GET', '/products?category=food'],
    ['GET', '/products?category=FOOD&category=FOOD'],
    ['GET', '/products?q=a&q=b'],
    ['GET', `/products?q=${'a'.repeat(201)}`],
    ['GET', '/products?q=%00'],
    ['GET', '/event?status=Active'],
    ['GET', '/orders?status=ORDER_LOST'],
    ['GET', '/orders?status=ORDER_BEFORE&status=ORDER_BEFORE'],
    ['GET', '/notifications?unread=1'],
    ['GET', '/notifications?unread=true&unread=false'],
    ['GET', '/subscribe/search-sub-user?productId=007'],
    ['DELETE', '/subscribe/cancel-sub'],
    ['DELETE', '/subscribe/cancel-sub?userId=1'],
    ['DELETE', '/subscribe/cancel-sub?userId=1&productId=1&productId=2'],
    ['GET', '/event/signals?after=-1'],
    ['GET', '/event/signals?after=1&after=2'],
    ['GET', '/event/signals?limit=101'],
    ['POST', '/stocks/product/1/increase'],
    ['POST', '/stocks/product/1/increase?quantity=0'],
    ['POST', '/stocks/product/1/increase?quantity=1000000001'],
    ['POST', '/stocks/product/1/increase?quantity=1&quantity=2'],
    ['POST', '/stocks/product/1/reset?quantity=-0'],
    ['POST', '/stocks/product/1/reset?quantity=1e9'],
  ])('is refused %s %s', async (method, path) => {
    expect(problemMisfits(await call(method, path, undefined, {}), ...VALIDATION)).toEqual([]);
  });

  it('may send an empty body, or an empty object, where none is due, and no field', async () => {
    const path = `/stocks/product/${lamp}/increase?quantity=1`;
    for (const body of [undefined, '', '{}']) expect((await call('POST', path, body)).status).toBe(200);
    const { body: before } = await call('GET', `/stocks/product/${lamp}`);
    const reply = await call('POST', path, '{"quantity":7}');
    expect(problemMisfits(reply, ...VALIDATION)).toEqual([]);
    expect(reply.body.errors).toEqual([{ field: 'quantity', message: 'is not a known field' }]);
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
      expect(problemMisfits(await send(`${shop.address}${path}`, method, as), 404, 'ROUTE_NOT_FOUND')).toEqual([]);
    }
  });

  it('hears of the head of what it may get, and nothing more', async () => {
    const list = await call('HEAD', '/products', undefined, {});
    expect([list.status, list.text, list.headers['content-type']]).toEqual([
      200,
      '',
      'application/json; charset=utf-8',
    ]);
    expect((await call('HEAD', '/products/999999', undefined, {})).status).toBe(404);
  });

  it.each([
    ['a sane one', 'my-id.7:a_B', true],
    ['nothing', '', false],
    ['one with spaces', 'a b', false],
    ['markup', '<script>', false],
    ['129 characters', 'a'.repeat(129), false],
  ])('gets the request id that it sent if that is sane: %s', async (_, id, kept) => {
    for (const path of ['/products', '/products/x', '/nowhere', '/auth/login']) {
      const { headers } = await call('GET', path, undefined, { 'x-request-id': id });
      if (kept) expect(headers['x-request-id']).toBe(id);
      else expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    }
  });

  it.each([
    ['an expectation that nobody can meet', 'GET /api/products HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n', 401],
    ['two lengths', 'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n', 400],
    ['a header of 20 KB', `GET /api/products HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(20_000)}\r\n`, 431],
  ])('gets a problem with a request id also for %s', async (_, head, status) => {
    const answer = await new Promise<string>((resolve) => {
      const { port, hostname } = new URL(shop.address);
      const socket = connect(Number(port), hostname, () => socket.write(`${head}Connection: close\r\n\r\n`));
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => (text += part));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/\r\nx-request-id: [\da-f-]{36}\r\n/i);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status, code: expect.any(String) });
  });
});
