import { Target } from './target';
import { lastProblem, sendRaw } from './raw-http';

const HOST = 'Host: shop.example\r\n';

interface Row {
  readonly line: string;
  readonly headers?: string;
  readonly status: number;
}

/** Requests for pages and files that cannot be answered as they ask. */
const REFUSED: readonly Row[] = [
  { line: 'GET /', headers: 'Range: bytes=99999999-', status: 416 },
  { line: 'GET /', headers: 'If-Match: "x"', status: 412 },
  { line: 'GET /', headers: 'If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT', status: 412 },
  { line: 'GET /{asset}', headers: 'Range: bytes=99999999-', status: 416 },
  { line: 'GET /{asset}', headers: 'If-Match: "x"', status: 412 },
  { line: 'GET /{asset}', headers: 'If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT', status: 412 },
  { line: 'GET /%', status: 404 },
  { line: 'GET /api/%', status: 400 },
  { line: 'GET /assets/%', status: 404 },
  { line: 'GET /assets/%ff', status: 404 },
  { line: 'GET /assets/a%00b', status: 404 },
  ...['/assets/..%2f', '/assets/..%2f..%2f..%2fpackage.json', '/..%5c', '/.env', '/assets/', '/assets'].map((path) => ({
    line: `GET ${path}`,
    status: 404,
  })),
  ...[
    '//',
    '///',
    '//evil.example',
    '//evil.example/',
    '//evil.example/..',
    '/\\',
    '/\\evil.example',
    '/\\/',
    '/%5c',
  ].map((path) => ({
    line: `GET ${path}`,
    status: 404,
  })),
  ...[
    '/./',
    '/%2e/',
    '/assets/../',
    '/assets/%2e%2e/',
    '/api/../',
    '/api/products/../../',
    '/api/%2E%2e/',
    '/%2findex.html',
    '//index.html',
    '//admin',
  ].map((path) => ({
    line: `GET ${path}`,
    status: 404,
  })),
  { line: 'GET //{asset}', status: 404 },
  { line: 'POST /', status: 404 },
  { line: 'POST /orders/1/payment?paymentKey=k', status: 404 },
  ...[
    '/orders/1/payment/x',
    '/orders/%2e%2e/payment',
    '/orders//payment',
    '/orders/1/payment.html',
    '/ORDERS/1/PAYMENT%00',
    '/orders/1%2f/x',
  ].map((path) => ({ line: `GET ${path}`, status: 404 })),
  { line: 'DELETE /{asset}', status: 404 },
  { line: 'OPTIONS /assets/none.js', status: 404 },
];

const CODES: Readonly<Record<number, string>> = {
  400: 'VALIDATION_FAILED',
  404: 'ROUTE_NOT_FOUND',
  412: 'PRECONDITION_FAILED',
  416: 'RANGE_NOT_SATISFIABLE',
};

describe('the pages', () => {
  let target: Target;
  let asset: string;
  beforeAll(async () => {
    target = await Target.open();
    const { text } = await sendRaw(target, `GET / HTTP/1.1\r\n${HOST}\r\n`, { answers: 1 });
    asset = /assets\/[\w.-]+\.js/.exec(text)?.[0] ?? '';
  });
  afterAll(() => target.close());

  const ask = ({ line, headers = '' }: Row): string =>
    `${line.replace('{asset}', asset)} HTTP/1.1\r\n${HOST}${headers === '' ? '' : `${headers}\r\n`}\r\n`;

  it.each(REFUSED)('refuse $line $headers with $status, which no one may keep', async (row) => {
    const received = await sendRaw(target, ask(row), { answers: 1 });
    expect(received.statuses).toEqual([row.status]);
    expect(lastProblem(received)).toMatchObject({
      ...{ status: row.status, code: CODES[row.status] },
      requestId: expect.any(String),
    });
    const head = received.text.split('\r\n\r\n')[0] ?? '';
    expect(head).toMatch(/\r\nCache-Control: no-store\r\n/);
    expect(head).not.toMatch(/\r\n(ETag|Last-Modified|Content-Disposition|Content-Encoding):/i);
    const range = /\r\nContent-Range: (.*)\r\n/.exec(head)?.[1];
    expect(range).toEqual(row.status === 416 ? expect.stringMatching(/^bytes \*\/\d+$/) : undefined);
  });

  it.each([
    ['part of a file', 'Range: bytes=0-9', 206],
    ['several parts as the whole', 'Range: bytes=0-1,4-5', 200],
    ['another unit as the whole', 'Range: pages=1-2', 200],
    ['any state', 'If-Match: *', 200],
    ['a file in no language', 'Accept-Encoding: *;q=0', 200],
  ])('answer a request for %s', async (_, headers, status) => {
    const received = await sendRaw(target, ask({ line: 'GET /{asset}', headers, status }), { answers: 1 });
    expect(received.statuses).toEqual([status]);
    expect(received.text).toMatch(/\r\nCache-Control: public, max-age=31536000, immutable\r\n/);
  });

  it('repeat nothing of what a payment provider sends a buyer back with, and run no script of it', async () => {
    const query = 'code=%3Cscript%3Ealert(1)%3C/script%3E&message=evil.example%0d%0aSet-Cookie:%20a=b&paymentKey=key-1';
    for (const id of ['1', '%3Cscript%3Eevil']) {
      const received = await sendRaw(target, ask({ line: `GET /orders/${id}/payment?${query}`, status: 200 }), {
        answers: 1,
      });
      expect([id, received.statuses]).toEqual([id, [200]]);
      expect(received.text).toContain("default-src 'none'; script-src 'self'");
      expect(received.text).not.toMatch(/evil|alert|Set-Cookie|key-1/i);
    }
  });
});
