import { connect } from 'node:net';
import { problemType, STATUS_OF } from '#platform/http/problem';
import { openSampleApplication, type SampleApplication } from '../support/sample-application';

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly errors?: { field: string; rule: string; message: string }[];
  readonly [name: string]: unknown;
}

describe('a refused request', () => {
  let web: SampleApplication;
  beforeAll(async () => {
    web = await openSampleApplication();
  });
  afterAll(() => web.close());

  async function problem(response: Response): Promise<Problem> {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const body = (await response.json()) as Problem;
    expect(body).toMatchObject({ status: response.status, requestId: response.headers.get('x-request-id') });
    expect(body['type']).toBe(problemType(body.code));
    return body;
  }

  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
    web.call(path, { method: 'POST', as: web.token(), body: body as string, headers });

  test.each(Object.entries(STATUS_OF))('of the kind %s gets %i and a problem', async (kind, status) => {
    const response = await web.call(`/api/trial/refused/${kind}?token=secret`);
    expect(response.status).toBe(status);
    expect(await problem(response)).toMatchObject({
      code: 'PRODUCT_NOT_FOUND',
      title: 'Product not found',
      detail: 'There is no product 7.',
      about: { productIds: [7] },
      instance: `/api/trial/refused/${kind}`,
    });
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });

  test('gets a 500 without details for an unexpected error', async () => {
    const response = await web.call('/api/trial/broken');
    expect(response.status).toBe(500);
    expect(await problem(response)).toMatchObject({
      code: 'INTERNAL_ERROR',
      detail: expect.not.stringContaining('SELECT'),
    });
  });

  test('has its connection closed when the response fails half-way', async () => {
    await expect(web.call('/api/trial/halfway').then((response) => response.text())).rejects.toThrow();
    expect((await web.call('/api/trial/open')).status).toBe(200);
  });

  test('gets a 503 with a Retry-After and no address for an unavailable dependency', async () => {
    const response = await web.call('/api/trial/away');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(JSON.stringify(await problem(response))).not.toContain('10.0.0.7');
  });

  test.each([
    ['GET', '/api/nothing'],
    ['GET', '/'],
    ['PATCH', '/api/trial/open'],
    ['POST', '/api/trial/things/1'],
    ['DELETE', '/metrics'],
  ])('%s %s gets ROUTE_NOT_FOUND, with or without a token, whatever its body', async (method, path) => {
    const body = method === 'GET' ? {} : { body: '{broken' };
    for (const as of [{}, { as: web.token() }]) {
      const response = await web.call(path, { method, ...body, ...as });
      expect(response.status).toBe(404);
      expect(await problem(response)).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    }
  });

  test('gets a 400 when its URL cannot be decoded', async () => {
    const response = await web.call('/api/trial/things/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(await problem(response)).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test.each([
    ['broken JSON', '{"name":'],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ])('gets a 400 for a body of %s', async (_, body) => {
    const response = await post('/api/trial/baskets', body);
    expect(response.status).toBe(400);
    expect(await problem(response)).toMatchObject({ code: 'MALFORMED_JSON' });
  });

  test.each([
    ['a list', '[]', 'body'],
    ['null', 'null', 'body'],
    ['text', '"basket"', 'body'],
    ['3,000 nested lists', '['.repeat(3000) + ']'.repeat(3000), 'body'],
    ['too many values', `{"name":[${'1,'.repeat(30_000)}1]}`, 'body'],
    ['half a surrogate pair', '{"name":"\\ud800"}', 'body'],
    ['a NUL', '{"name":"\\u0000"}', 'body'],
    ['a key __proto__', '{"name":"a","__proto__":{"admin":true}}', '__proto__'],
    ['an escaped key __proto__', '{"name":"a","\\u005f_proto__":{}}', '__proto__'],
  ])('gets a 400 for a body of %s', async (_, body, field) => {
    const response = await post('/api/trial/baskets', body);
    expect(response.status).toBe(400);
    expect(await problem(response)).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field }] });
  });

  test('gets a 413 for a body over 1 MiB, while one of exactly 1 MiB is validated', async () => {
    const sized = (bytes: number): string => `{"name":"${'a'.repeat(bytes - 11)}"}`;
    const tooLarge = await post('/api/trial/baskets', sized(1024 * 1024 + 1));
    expect(tooLarge.status).toBe(413);
    expect(await problem(tooLarge)).toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect((await post('/api/trial/baskets', sized(1024 * 1024))).status).toBe(400);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/json-patch+json',
    '',
  ])('gets a 415 for a body of the type "%s"', async (type) => {
    const response = await post('/api/trial/baskets', 'name=a', { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await problem(response)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  test('gets a 415 for a compressed body', async () => {
    const response = await post('/api/trial/baskets', '{}', { 'content-encoding': 'gzip' });
    expect(response.status).toBe(415);
  });

  test('gets a 401 without a token before its body is read', async () => {
    const response = await web.call('/api/trial/baskets', { method: 'POST', body: '{broken' });
    expect(response.status).toBe(401);
  });

  test('gets the invalid fields, at most twenty', async () => {
    const lines = [{ productId: 1, quantity: '2' }, [], { productId: 1.5, quantity: 1, colour: 'red' }];
    const response = await post('/api/trial/baskets', JSON.stringify({ name: 'a', lines, extra: 1 }));
    expect(response.status).toBe(400);
    const { errors } = await problem(response);
    expect(errors?.map(({ field }) => field).sort()).toEqual(['extra', 'lines']);
    const second = await post('/api/trial/baskets', JSON.stringify({ name: 'a', lines: [lines[0], lines[2]] }));
    expect((await problem(second)).errors).toEqual(
      expect.arrayContaining([
        { field: 'lines[0].quantity', rule: 'NOT_AN_INTEGER', message: 'must be an integer from 1 to 1000' },
        { field: 'lines[1].productId', rule: 'NOT_AN_ID', message: 'must be a positive integer id' },
        { field: 'lines[1].colour', rule: 'UNKNOWN_FIELD', message: 'is not a known field' },
      ]),
    );
    const junk = Object.fromEntries(Array.from({ length: 390 }, (_, index) => [`junk${index}`.repeat(5), 1]));
    const third = await post('/api/trial/baskets', JSON.stringify({ ['x'.repeat(100_000)]: 1, ...junk }));
    const text = await third.text();
    expect(JSON.parse(text).errors).toHaveLength(20);
    expect(text.length).toBeLessThan(5_000);
  });

  test.each([
    ['[]', 'must be a list of 1 to 5 ids', 'REQUIRED'],
    ['[1,2,3,4,5,6]', 'must be a list of 1 to 5 ids', 'TOO_MANY'],
    ['{"length":1}', 'must be a list of 1 to 5 ids', 'WRONG_TYPE'],
    ['[1,"2"]', 'must hold positive integer ids only (see [1])', 'NOT_AN_ID'],
    ['[1,9007199254740993]', 'must hold positive integer ids only (see [1])', 'NOT_AN_ID'],
    ['[3,1,3]', 'must not hold an id twice', 'DUPLICATE'],
  ])('gets a 400 for the ids %s', async (ids, message, rule) => {
    const response = await post('/api/trial/ids', `{"productIds":${ids}}`);
    expect((await problem(response)).errors).toEqual([{ field: 'productIds', rule, message }]);
  });

  test('gets a problem even when it is not HTTP', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(web.port, '127.0.0.1', () => socket.write('SELL ME\r\n\r\n'));
      let text = '';
      socket.on('data', (part) => (text += part.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/x-request-id: [\w-]{36}/);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status: 400 });
  });
});
