import { EventEmitter } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Request, Response } from 'express';
import { UnfinishedBodies } from './body/unfinished-bodies';
import type { ProblemFilter } from './problem-filter';
import { RequestQueue } from './request-queue';

const CLIENTS = 400;
const NEWCOMERS = 100;
const MOST_TURNS = 1_000;
const REQUEST = (path: string) => `GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`;

describe('the request queue under overload', () => {
  const refused: string[] = [];
  const filter = {
    answer: (_error: unknown, { url }: Request, response: Response) => {
      refused.push(url);
      response.writeHead(503).end();
    },
  } as unknown as ProblemFilter;
  const bodies = { hold: () => () => undefined } as unknown as UnfinishedBodies;
  let queue: RequestQueue;
  let server: Server;
  /** announces connections that were not opened */
  const announced = new EventEmitter();
  let sockets: Socket[];
  let served: string[];
  /** the route behind the queue */
  let route: (response: ServerResponse) => void;

  beforeEach(async () => {
    queue = new RequestQueue(filter, bodies);
    [sockets, served, refused.length] = [[], [], 0];
    route = (response) => response.end();
    server = createServer((request, response) => {
      queue.pass(request as Request, response as Response, () => {
        served.push(request.url ?? '');
        route(response);
      });
    });
    queue.attach(server);
    queue.attach(announced as Server);
    await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });

  /** Requests `path`, again after each response while `again` returns true; resolves with the last response. */
  const client = (path: string, again: () => boolean = () => false): Promise<void> =>
    new Promise((answered) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(REQUEST(path)));
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        if (again()) socket.write(REQUEST(path));
        else answered();
      });
    });

  /** Resolves when `condition` holds, or after many turns of the event loop. */
  const turnsUntil = async (condition: () => boolean): Promise<void> => {
    for (let turn = 0; turn < MOST_TURNS && !condition(); turn++) await new Promise(setImmediate);
  };

  it('accepts new connections while the others send requests without a pause', async () => {
    let isLoaded = true;
    const clients = Array.from({ length: CLIENTS }, () => client('/loop', () => isLoaded));
    while (served.length < 5 * CLIENTS) await new Promise(setImmediate);
    const before = served.length;
    await Promise.all(Array.from({ length: NEWCOMERS }, () => client('/new')));
    // Accepting one of them per turn of the event loop would serve 26,000 others in between (2026-11).
    expect(served.length - before).toBeLessThan(4 * CLIENTS);
    isLoaded = false;
    await Promise.all(clients);
  });

  it('serves in order of arrival, and lets a single request pass at once', async () => {
    const numbers: number[] = [];
    const send = (number: number): void => {
      const request = { url: `/${number}`, headers: {} } as unknown as Request;
      queue.pass(request, { destroyed: false } as Response, () => numbers.push(number));
    };
    for (let number = 0; number < 200; number++) send(number);
    expect(numbers).toHaveLength(64);
    announced.emit('connection');
    await new Promise(setImmediate);
    send(200);
    expect(numbers).toHaveLength(64);
    await turnsUntil(() => numbers.length > 64);
    expect(numbers).toHaveLength(128);
    await turnsUntil(() => numbers.length === 201);
    expect(numbers).toEqual(Array.from({ length: 201 }, (_, number) => number));
    await new Promise(setImmediate);
    send(201);
    expect(numbers.at(-1)).toBe(201);
  });

  it('serves waiting requests although new connections arrive in every turn', async () => {
    const passed: string[] = [];
    const send = (url: string): void =>
      queue.pass({ url, headers: {} } as unknown as Request, { destroyed: false } as Response, () => passed.push(url));
    announced.emit('connection');
    send('/loop');
    expect(passed).toEqual([]);
    await turnsUntil(() => {
      announced.emit('connection');
      return passed.length > 0;
    });
    expect(passed).toEqual(['/loop']);
  });

  it('answers 503 after the longest wait, and health checks without waiting', async () => {
    queue.maxWaitMs = -1;
    const passed: string[] = [];
    const send = (url: string, destroyed = false): void => {
      const response = { destroyed, writeHead: () => ({ end: () => undefined }) } as unknown as Response;
      queue.pass({ url, headers: {} } as unknown as Request, response, () => passed.push(url));
    };
    for (let number = 0; number < 64; number++) send('/loop');
    send('/late');
    send('/closed', true);
    send('/health/ready');
    expect(passed.at(-1)).toBe('/health/ready');
    await turnsUntil(() => refused.length > 0);
    expect([refused, passed.length]).toEqual([['/late'], 65]);
  });

  it('counts the bodies of waiting requests as unfinished, and does not read the rest of them', async () => {
    const budget = new UnfinishedBodies();
    queue = new RequestQueue(filter, budget);
    queue.attach(announced as Server);
    let [stopped, passed] = [0, 0];
    const send = (): void => {
      const socket = { remoteAddress: '203.0.113.2', pause: () => void stopped++ };
      const request = { url: '/body', readableLength: 2 ** 16, headers: { 'content-length': '1000000' }, socket };
      const response = {
        destroyed: false,
        headersSent: false,
        writeHead: () => ({ end: () => (response.headersSent = true) }),
      };
      queue.pass(request as unknown as Request, response as unknown as Response, () => void passed++);
    };
    for (const round of [1, 2]) {
      announced.emit('connection');
      for (let number = 0; number < 100; number++) send();
      await new Promise(setImmediate);
      // 64 of these bodies take the 4 MiB of an address.
      expect([stopped, refused.length]).toEqual([round * 100, round * 36]);
      await turnsUntil(() => passed === round * 64);
      expect(passed).toBe(round * 64);
      await new Promise(setImmediate);
    }
    budget.onModuleDestroy();
  });

  it('answers 503 at once when the queue is full', () => {
    for (let number = 0; number < 10_100; number++) {
      const response = { destroyed: true, writeHead: () => ({ end: () => undefined }) } as unknown as Response;
      queue.pass({ url: `/${number}`, headers: {} } as unknown as Request, response, () => undefined);
    }
    expect(refused).toHaveLength(10_100 - 10_000 - 64);
  });
});
