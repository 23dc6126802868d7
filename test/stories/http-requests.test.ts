import { openSampleApplication, type SampleApplication } from '../support/sample-application';

describe('a request and its response', () => {
  let web: SampleApplication;
  beforeAll(async () => {
    web = await openSampleApplication({ CORS_ORIGINS: 'https://shop.example, http://localhost:*' });
  });
  afterAll(() => web.close());

  test('carry a request id, which is kept if it is valid and replaced otherwise', async () => {
    const idOf = async (path: string, given?: string): Promise<string | null> => {
      const response = await web.call(path, given === undefined ? {} : { headers: { 'x-request-id': given } });
      return response.headers.get('x-request-id');
    };
    expect(await idOf('/api/trial/open', 'shop-7:checkout.1')).toBe('shop-7:checkout.1');
    const uuid = /^[\da-f]{8}-[\da-f-]{27}$/;
    for (const invalid of ['', 'a b', 'a'.repeat(129), '"<script>"']) {
      expect(await idOf('/api/trial/open', invalid)).toMatch(uuid);
    }
    for (const path of ['/api/trial/open', '/api/trial/me', '/nothing', '/health/live', '/docs']) {
      expect(await idOf(path)).toMatch(uuid);
    }
  });

  test('have security headers, and are neither cached nor name the framework', async () => {
    for (const path of ['/api/trial/open', '/nothing']) {
      const { headers } = await web.call(path);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('etag')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('are allowed across origins only for the configured ones', async () => {
    const allowedOrigin = async (origin: string): Promise<string | null> =>
      (await web.call('/api/trial/open', { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowedOrigin('https://shop.example')).toBe('https://shop.example');
    expect(await allowedOrigin('https://evil.example')).toBeNull();
    expect(await allowedOrigin('http://localhost:5173')).toBe('http://localhost:5173');
    expect(await allowedOrigin('http://localhost.evil.example')).toBeNull();
  });

  test('are preceded by a preflight from a page of a development server', async () => {
    const headers = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' };
    const preflight = await web.call('/api/trial/open', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });

  test('may hold an id up to 2^53-1', async () => {
    const response = await web.call('/api/trial/things/9007199254740991');
    expect(await response.json()).toEqual({ thingId: Number.MAX_SAFE_INTEGER });
  });

  test.each([
    ['', 'quantity'],
    ['quantity=', 'quantity'],
    ['quantity=1.5', 'quantity'],
    ['quantity=01', 'quantity'],
    ['quantity=1e1', 'quantity'],
    ['quantity=101', 'quantity'],
    ['quantity=-1', 'quantity'],
    ['quantity=1&quantity=1', 'quantity'],
    ['quantity[]=1', 'quantity'],
    ['quantity[a]=1', 'quantity'],
    ['quantity=1&productId=0', 'productId'],
    ['quantity=1&productId[]=5', 'productId'],
    ['quantity=1&status=Open', 'status'],
    ['quantity=1&unread=1', 'unread'],
    ['quantity=1&q=', 'q'],
    ['quantity=1&q=abcdef', 'q'],
    ['quantity=1&q=a%00', 'q'],
  ])('are refused for the query ?%s because of %s', async (query, field) => {
    const response = await web.call(`/api/trial/search?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field }] });
  });

  test('may omit optional parameters of the query and add unknown ones', async () => {
    const queryOf = async (query: string): Promise<unknown> => (await web.call(`/api/trial/search?${query}`)).json();
    expect(await queryOf('quantity=0&colour=red&colour=blue')).toEqual({ quantity: 0 });
    const all = 'quantity=100&productId=7&status=open&unread=false&q=%ED%99%8D%F0%9F%98%80';
    expect(await queryOf(all)).toEqual({ quantity: 100, productId: 7, status: 'open', unread: false, q: '홍😀' });
  });

  test('read a list page by page, each entry once', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    const sizes: number[] = [];
    while (cursor !== null) {
      const response = await web.call(`/api/trial/numbers?limit=20${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = (await response.json()) as { items: number[]; nextCursor: string | null };
      seen.push(...page.items);
      sizes.push(page.items.length);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
    expect(sizes).toEqual([20, 20, 5]);
  });

  test('have a Location for a created resource', async () => {
    const body = JSON.stringify({ name: 'lamps', lines: [{ productId: 1, quantity: 2 }] });
    const response = await web.call('/api/trial/baskets', { method: 'POST', as: web.token(), body });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe('/api/trial/baskets/7');
  });

  test('need a body only on routes that declare one', async () => {
    const as = web.token();
    expect((await web.call('/api/trial/baskets', { method: 'POST', as })).status).toBe(400);
    expect((await web.call('/api/trial/gone', { method: 'DELETE', as })).status).toBe(204);
    const empty = await web.call('/api/trial/wait', { method: 'POST', as, headers: { 'content-type': 'text/plain' } });
    expect(empty.status).toBe(202);
  });
});
