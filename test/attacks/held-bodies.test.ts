import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Target } from './target';
import { sendRaw } from './raw-http';

const HOST = 'Host: shop.example\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const KIB = 1_024;
const HELD = 32 * KIB - 1;
/** 4 MiB of one address, and some more */
const CONNECTIONS = 150;
/** the second for the client to read the answer, and some more on a busy machine */
const LINGER_LIMIT_MS = 4_000;

describe('bodies that have not arrived', () => {
  let target: Target;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    target = await Target.open();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await target.close();
  });

  const order = (length: number): string =>
    `POST /api/orders/products HTTP/1.1\r\n${HOST}${JSON_TYPE}Authorization: Bearer ${target.tokens.user}\r\n` +
    `Content-Length: ${length}\r\n\r\n`;

  /** Sends a request but for the last byte of its body; resolves with what it is answered meanwhile. */
  const hold = (): { readonly answer: () => string; readonly socket: Socket } => {
    const { hostname, port } = new URL(target.shop.address);
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(order(HELD + 1) + ' '.repeat(HELD)));
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
    socket.on('error', () => undefined);
    sockets.push(socket);
    return { answer: () => text, socket };
  };

  it('of one address are refused with 429 beyond its share, and are accepted again when it has closed them', async () => {
    const held = Array.from({ length: CONNECTIONS }, hold);
    const refused = (): number => held.filter(({ answer }) => answer().startsWith('HTTP/1.1 429 ')).length;
    const deadline = performance.now() + 10_000;
    while (refused() === 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(refused()).toBeGreaterThan(0);
    expect(refused()).toBeLessThan(CONNECTIONS - 100);
    for (const { socket } of held) socket.destroy();
    const { statuses } = await sendRaw(target, order(20 * KIB) + `[${' '.repeat(20 * KIB - 2)}]`, { answers: 1 });
    expect(statuses).toEqual([400]);
  });

  it.each([
    ['announces it', `Content-Length: ${4 * KIB + 1}\r\n\r\n`],
    ['sends it in chunks', `Transfer-Encoding: chunked\r\n\r\n1001\r\n${' '.repeat(4 * KIB + 1)}\r\n`],
  ])('are refused before their end when they exceed the limit of the route: a client that %s', async (_, rest) => {
    const head = `POST /api/auth/login HTTP/1.1\r\n${HOST}${JSON_TYPE}`;
    const { statuses } = await sendRaw(target, head + rest, { answers: 1 });
    expect(statuses).toEqual([413]);
  });

  it.each([
    [413, () => `POST /api/auth/login HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: 100000000\r\n\r\n`],
    [401, () => `POST /api/orders/v1 HTTP/1.1\r\n${HOST}${JSON_TYPE}Content-Length: 100000000\r\n\r\n`],
    [415, () => `POST /api/auth/login HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n4000000\r\n`],
    [404, () => `POST /api/nothing HTTP/1.1\r\n${HOST}Content-Length: 100000000\r\n\r\n`],
    [200, () => `GET / HTTP/1.1\r\n${HOST}Content-Length: 100000000\r\n\r\n`],
  ])('are not read after an answer of %i, which ends the connection', async (status, head) => {
    const server: Server = target.shop.app.getHttpServer();
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const begun = performance.now();
    const received = sendRaw(target, head(), { answers: 1, drip: ' '.repeat(256 * KIB) });
    const [socket] = await accepted;
    const { statuses, text, ended } = await received;
    expect([statuses, ended]).toEqual([[status], true]);
    expect(text).toMatch(/\r\nConnection: close\r\n/);
    if (!socket.closed) await once(socket, 'close');
    expect(performance.now() - begun).toBeLessThan(LINGER_LIMIT_MS);
    expect(socket.bytesRead).toBeLessThan(256 * KIB);
  });

  it('end their connection with 408 when they arrive too slowly', async () => {
    const { statuses, ended } = await sendRaw(target, order(1_000) + '{', { answers: 1 });
    expect([statuses, ended]).toEqual([[408], true]);
  });
});
