import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expectUnaffected } from './attack';
import { Target } from './target';
import { lastProblem, sendRaw } from './raw-http';

const HOST = 'Host: shop.example\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
/** Would get an answer of its own if the server saw another end of the first request than other servers do. */
const HIDDEN = 'GET /api/users/me HTTP/1.1\r\nHost: hidden\r\n\r\n';

const login = (headers: string, rest: string): string =>
  `POST /api/auth/login HTTP/1.1\r\n${HOST}${JSON_TYPE}${headers}\r\n${rest}`;
const get = (headers: string, line = 'GET /api/users/me HTTP/1.1'): string => `${line}\r\n${headers}\r\n`;
const chunked = (rest: string, more = ''): string => login(`Transfer-Encoding: chunked\r\n${more}`, rest);

/** Name, bytes, and the statuses of all answers. The connection is closed after a 400, 408 or 431 without a route. */
type Row = readonly [name: string, bytes: string, ...statuses: number[]];

const FRAMING: readonly Row[] = [
  ['a length and chunks', login('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${HIDDEN}`), 400],
  ['chunks and a length', chunked(`0\r\n\r\n${HIDDEN}`, 'Content-Length: 5\r\n'), 400],
  ['two lengths', login('Content-Length: 2\r\nContent-Length: 40\r\n', `{}${HIDDEN}`), 400],
  ['one length twice', login('Content-Length: 2\r\nContent-Length: 2\r\n', '{}'), 400],
  ['a list of lengths', login('Content-Length: 2, 40\r\n', `{}${HIDDEN}`), 400],
  ...['+2', '-2', '0x2', '2 2', '', '2.0', '1e1', '99999999999999999999', '\x0b2'].map((length): Row => [
    `a length of "${length}"`,
    login(`Content-Length: ${length}\r\n`, `{}${HIDDEN}`),
    400,
  ]),
  ...['identity', 'xchunked', 'chunked, identity', '\x0bchunked', 'chunked\0', '"chunked"', 'chunkedx'].map(
    (coding): Row => [
      `the coding ${JSON.stringify(coding)}`,
      login(`Transfer-Encoding: ${coding}\r\n`, `0\r\n\r\n${HIDDEN}`),
      400,
    ],
  ),
  ['two codings', chunked(`0\r\n\r\n${HIDDEN}`, 'Transfer-Encoding: chunked\r\n'), 400],
  ['a space before the colon of the coding', login('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${HIDDEN}`), 400],
  ['a compressed coding', login('Transfer-Encoding: gzip, chunked\r\n', `2\r\n{}\r\n0\r\n\r\n${HIDDEN}`), 415, 401],
  ...['zz', '-2', '0x2', '+2', '', ' 2', 'fffffffffffffffff', '2\n', '2;a\n'].map((size): Row => [
    `a chunk of ${JSON.stringify(size)}`,
    chunked(`${size}\r\n{}\r\n0\r\n\r\n`),
    400,
  ]),
  ['a chunk that is longer than it says', chunked(`2\r\n{}X0\r\n\r\n${HIDDEN}`), 400],
  ['lines that end with LF alone in chunks', chunked(`2\n{}\n0\n\n${HIDDEN}`), 400],
  ['an extension of 20 KB after the size of a chunk', chunked(`2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`), 400],
  ['a trailer field after the chunks', chunked('2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n'), 400],
  ['chunks in HTTP/1.0', chunked(`2\r\n{}\r\n0\r\n\r\n`).replace('HTTP/1.1', 'HTTP/1.0'), 400],
  ['an announced body of ten gigabytes', login('Content-Length: 9999999999\r\n', '{'), 413],
];

const HEADS: readonly Row[] = [
  ['a folded header', get(`${HOST}X-A: a\r\n b\r\n`), 400],
  ['lines that end with LF alone', 'GET /api/products HTTP/1.1\nHost: a\n\n', 400],
  ['a CR inside a header', get('Host: a\rX-A: b\r\n'), 400],
  ['a NUL in a header', get(`${HOST}X-A: a\0b\r\n`), 400],
  ['a control character in a header', get(`${HOST}X-A: a\x01b\r\n`), 400],
  ['a space before a colon', get(`${HOST}X-A : a\r\n`), 400],
  ['a space before a header', get(` X-A: a\r\n${HOST}`), 400],
  ['a header without a name', get(`${HOST}: a\r\n`), 400],
  ['a header without a colon', get(`${HOST}junk\r\n`), 400],
  ['a header of 20 KB', get(`${HOST}X-A: ${'a'.repeat(20_000)}\r\n`), 431],
  ['an address of 20 KB', get(HOST, `GET /api/products?q=${'a'.repeat(20_000)} HTTP/1.1`), 431],
  ['a method of 20 KB', get(HOST, `${'A'.repeat(20_000)} / HTTP/1.1`), 400],
  ...['get', 'SELL', 'GET\t', ' GET', 'G\0ET'].map((method): Row => [
    `the method ${JSON.stringify(method)}`,
    get(HOST, `${method} /api/products HTTP/1.1`),
    400,
  ]),
  ...['HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/3', 'HTTP/11', 'http/1.1', 'HTTP/1.1 x', ''].map((version): Row => [
    `the version "${version}"`,
    get(HOST, `GET /api/products ${version}`),
    400,
  ]),
  ['no version', 'GET /api/products\r\n\r\n', 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['the hello of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['no host', get(''), 400],
  ['two hosts', get('Host: a\r\nHost: b\r\n'), 400],
  // The document says so of the probes.
  ['two hosts, to a probe', get('Host: a\r\nHost: b\r\n', 'GET /health/live HTTP/1.1'), 400],
  ['one host twice', get('Host: a\r\nhost: a\r\n'), 400],
  ...['a b', 'a/b', 'a@b', 'a,b c', '[::1', 'a:80:80', '<script>'].map((host): Row => [
    `the host "${host}"`,
    get(`Host: ${host}\r\n`),
    400,
  ]),
  ...['shop.example:8080', '[::1]:80', '127.0.0.1', ''].map((host): Row => [
    `the host "${host}", which is fine`,
    get(`Host: ${host}\r\n`),
    401,
  ]),
  ['no host in HTTP/1.0, which has none', get('', 'GET /api/users/me HTTP/1.0'), 401],
  ['an absolute URL', get(HOST, 'GET http://evil.example/api/users/me HTTP/1.1'), 401],
  ['a host without a path', get(HOST, 'GET evil.example:80 HTTP/1.1'), 400],
  ['an address that begins with another host', get(HOST, 'GET //evil.example/api/products HTTP/1.1'), 404],
  ['a fragment', get(HOST, 'GET /api/users/me#x HTTP/1.1'), 401],
  ['OPTIONS *', get(HOST, 'OPTIONS * HTTP/1.1'), 404],
  ['a space in the address', get(HOST, 'GET /api/a b HTTP/1.1'), 400],
  ['a NUL in the address', get(HOST, 'GET /api/a\0b HTTP/1.1'), 400],
  ['bytes above ASCII in the address', get(HOST, 'GET /api/\xed\x95\x9c HTTP/1.1'), 400],
  ['CONNECT', get(HOST, 'CONNECT evil.example:80 HTTP/1.1')],
  ['Expect: 100-continue', login('Content-Length: 2\r\nExpect: 100-continue\r\n', '{}'), 400],
  ['an unknown expectation', get(`${HOST}Expect: wonders\r\n`), 401],
  ['blank lines first', `\r\n\r\n${get(HOST)}`, 401],
];

/** Newer versions of Node refuse these; older ones drop all headers after the thousandth. */
const TOO_MANY_HEADERS: readonly Row[] = [
  ['five thousand', get(`${HOST}${'a:b\r\n'.repeat(5_000)}`), 401],
  ['with an upgrade to h2c', get(`${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\n${'a:b\r\n'.repeat(2_000)}`)],
];

const UPGRADES: readonly Row[] = [
  ...['h2c', 'websocket', 'junk', 'TLS/1.0, HTTP/1.1', ''].map((protocol): Row => [
    `"${protocol}"`,
    get(`${HOST}Connection: Upgrade\r\nUpgrade: ${protocol}\r\n`),
    401,
  ]),
  [
    'h2c with a body and a pipelined request',
    `${login('Content-Length: 2\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n', '{}')}${get(HOST)}`,
    400,
    401,
  ],
  ['h2c with chunks', chunked('2\r\n{}\r\n0\r\n\r\n', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'), 400],
  [
    'a WebSocket at another path',
    get(`${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n`, 'GET /socket.io HTTP/1.1'),
    404,
  ],
];

const table = (rows: readonly Row[]) =>
  rows.map(([name, bytes, ...statuses]) => [name, bytes, statuses] as [string, string, number[]]);

describe('the HTTP protocol', () => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.open();
    await target.recordTables();
  });
  afterAll(() => target.close());

  const check = async (bytes: string, statuses: readonly number[]): Promise<void> => {
    const received = await sendRaw(target, bytes, { answers: Math.max(1, statuses.length) });
    expect([received.statuses, received.text.slice(0, 400)]).toEqual([statuses, expect.any(String)]);
    expect(received.text.match(/\r\nx-request-id: [\w-]{36}\r\n/gi) ?? []).toHaveLength(statuses.length);
    if (statuses.length === 0) return;
    const problem = lastProblem(received);
    expect(problem).toMatchObject({ status: statuses.at(-1), code: expect.any(String), requestId: expect.any(String) });
    // The connection of an unreadable request is closed: nothing after it is taken for a request.
    if (problem['instance'] === '') expect(received.ended).toBe(true);
  };

  it.each(table(FRAMING))('refuses ambiguous framing of a body: %s', (_, bytes, statuses) => check(bytes, statuses));
  it.each(table(HEADS))('refuses malformed requests: %s', (_, bytes, statuses) => check(bytes, statuses));
  it.each(table(TOO_MANY_HEADERS))('refuses too many headers: %s', async (_, bytes, olderNode) => {
    const { statuses } = await sendRaw(target, bytes, { answers: 1 });
    expect([[431], olderNode]).toContainEqual(statuses);
    await check(bytes, statuses);
  });
  it.each(table(UPGRADES))('ignores the upgrade to another protocol: %s', (_, bytes, statuses) =>
    check(bytes, statuses),
  );

  it.each([
    ['junk', 'SELL ME\r\n\r\n'],
    ['a body without a length', '{"quantity":7}'],
    ['a request with two lengths', login('Content-Length: 1\r\nContent-Length: 2\r\n', '')],
  ])('answers a request before invalid bytes after it: %s', async (_, behind) => {
    const authorization = `Authorization: Bearer ${target.tokens.user}\r\n`;
    const order = get(`${HOST}${authorization}`, `GET /api/orders/${target.ids['orderId']} HTTP/1.1`);
    const received = await sendRaw(target, order + behind, { answers: 2 });
    expect(received).toMatchObject({ statuses: [200], ended: true });
  });

  it.each([
    ['an invalid chunk', `POST /api/auth/login HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`, 'zz\r\n', 415],
    [
      'a chunk that is too long',
      `POST /api/orders/v1 HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`,
      '1\r\n{}X\r\n',
      401,
    ],
    [
      'a negative chunk size',
      `POST /api/nothing HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`,
      '1\r\n{\r\n-1\r\n',
      404,
    ],
  ])('answers once if the answer precedes an invalid body: %s', async (_, asked, rest, status) => {
    const received = await sendRaw(target, asked, { answers: 1, then: rest });
    expect([received.statuses, received.ended]).toEqual([[status], true]);
  });

  it('answers pipelined requests of several users with their own data, in order', async () => {
    const ask = (token: string | undefined): string =>
      get(`${HOST}${token === undefined ? '' : `Authorization: Bearer ${token}\r\n`}`, 'GET /api/orders HTTP/1.1');
    const { user, otherUser } = target.tokens;
    const received = await sendRaw(target, [ask(user), ask(undefined), ask(otherUser), ask(user)].join(''), {
      answers: 4,
    });
    expect(received.statuses).toEqual([200, 401, 200, 200]);
    const owners = received.text.split(/HTTP\/1\.1 /).map((answer) => answer.includes(`"userId":1,`));
    expect(owners).toEqual([false, true, false, false, true]);
  });

  it.each([
    ['ordinary requests', get(HOST)],
    [
      'requests for another protocol',
      get(`${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\n`, 'GET /health/live HTTP/1.1'),
    ],
    ['requests with bodies', login('Content-Length: 2\r\n', '{}')],
  ])('parses one of many pipelined %s at a time and in a turn, and answers all', async (_, request) => {
    let unfinished = 0;
    let most = 0;
    let inTurn = 0;
    let mostInTurn = 0;
    const begin = (_request: unknown, response: ServerResponse): void => {
      most = Math.max(most, ++unfinished);
      mostInTurn = Math.max(mostInTurn, ++inTurn);
      setImmediate(() => (inTurn = 0));
      response.once('close', () => unfinished--);
    };
    const server: Server = target.shop.app.getHttpServer();
    server.prependListener('request', begin);
    const { statuses } = await sendRaw(target, request.repeat(300), { answers: 300 });
    server.off('request', begin);
    expect([statuses.length, new Set(statuses).size, most, mostInTurn]).toEqual([300, 1, 1, 1]);
  });

  it('answers a client that asks to close the connection', async () => {
    const received = await sendRaw(target, get(`${HOST}Connection: close\r\n`), { answers: 1 });
    expect(received).toMatchObject({ statuses: [401], ended: true });
  });

  describe('within the time limits', () => {
    const limits = (): Server => target.shop.app.getHttpServer();
    beforeAll(() => Object.assign(limits(), { headersTimeout: 700, requestTimeout: 1_400 }));

    it('looks for slow connections every second', () => {
      expect(limits()).toMatchObject({ connectionsCheckingInterval: 1_000, keepAliveTimeout: 65_000 });
    });

    it.each([
      ['a head that never ends', get(HOST).slice(0, -2), 'X-A: b\r\n'],
      ['a head that stops', get(HOST).slice(0, -2), ''],
      ['half a line', 'GET /api/pro', ''],
      ['nothing at all', '', ''],
      ['a body that comes byte by byte', login('Content-Length: 1000\r\n', '{'), ' '],
      ['a body that stops', login('Content-Length: 1000\r\n', '{'), ''],
      ['chunks without an end', chunked('1\r\n{\r\n'), '1\r\n \r\n'],
    ])('answers 408 and closes the connection: %s', async (_, bytes, drip) => {
      const received = await sendRaw(target, bytes, { answers: 1, ...(drip === '' ? {} : { drip }) });
      expect(received).toMatchObject({ statuses: [408], ended: true });
      expect(lastProblem(received)).toMatchObject({ status: 408, requestId: expect.any(String) });
    });

    it('closes the connection of a slow client that keeps its own side open', async () => {
      const { port, hostname } = new URL(target.shop.address);
      const taken = once(limits(), 'connection') as Promise<[Socket]>;
      const client = connect({ port: Number(port), host: hostname, allowHalfOpen: true }).resume();
      client.write('GET /api/pro');
      const [theirs] = await taken;
      await once(theirs, 'close');
      expect(client.writable).toBe(true);
      client.destroy();
    });
  });

  it('leaves the shop unchanged and answering', () => expectUnaffected(target));
});
