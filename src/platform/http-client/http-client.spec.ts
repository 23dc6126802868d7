import { createServer, type RequestListener, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { Unavailable } from '../domain-error';
import { CircuitBreaker } from './circuit-breaker';
import { HttpClient } from './http-client';
import { type HttpRequest, HttpRequestFailed } from './request';

describe('a call to a server outside', () => {
  let server: Server;
  let answer: RequestListener;
  let requests: number;
  let connections: number;
  let client: HttpClient;

  beforeEach(async () => {
    requests = connections = 0;
    answer = (_, response) => response.end('done');
    server = createServer((request, response) => {
      requests++;
      answer(request, response);
    });
    server.on('connection', () => connections++);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    client = new HttpClient({ name: 'the test', maxCalls: 3, connectLimitMs: 200, maxBodyBytes: 1_000 });
  });
  afterEach(async () => {
    client.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const send = (more: Partial<HttpRequest> = {}) =>
    client.send({ method: 'POST', url: urlOf(server), body: '{}', limitMs: 20_000, ...more });
  const failure = async (call: Promise<unknown>): Promise<unknown[]> => {
    const error = await call.catch((thrown: unknown) => thrown);
    if (!(error instanceof HttpRequestFailed)) throw new Error('It did not fail as it should', { cause: error });
    return [error.message, error.maySent ? 'may be sent' : 'not sent', error.isConnectionFailure];
  };

  it('has the status, headers and body of the response, whatever the status', async () => {
    answer = (request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        response.writeHead(409, { 'x-of': String(request.headers['x-key']) }).end(`${request.method} ${body}`);
      });
    };
    const { status, headers, body } = await send({ body: '주문', headers: { 'x-key': '7' } });
    expect([status, headers['x-of'], body]).toEqual([409, '7', 'POST 주문']);
  });

  it('follows no redirect', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect([(await send()).status, requests]).toEqual([302, 1]);
  });

  it('uses a connection again', async () => {
    for (let call = 0; call < 5; call++) await send();
    expect([requests, connections]).toEqual([5, 1]);
  });

  it('has an unknown outcome after silence', async () => {
    answer = () => undefined;
    expect(await failure(send({ limitMs: 50 }))).toEqual(['No response in time', 'may be sent', false]);
  });

  it('has an unknown outcome when the body of the response does not end in time', async () => {
    answer = (_, response) => void response.writeHead(200).write('{"stat');
    expect(await failure(send({ limitMs: 50 }))).toEqual(['No response in time', 'may be sent', false]);
  });

  it('has an unknown outcome when the connection breaks before or within the response', async () => {
    answer = (request) => request.socket.resetAndDestroy();
    expect(await failure(send())).toEqual([expect.anything(), 'may be sent', false]);
    answer = (request, response) => response.writeHead(200).write('{"stat', () => request.socket.destroy());
    expect(await failure(send())).toEqual([expect.anything(), 'may be sent', false]);
  });

  it('has an unknown outcome when a connection that was kept open turns out to be closed, and is not repeated', async () => {
    await send();
    answer = (request) => request.socket.destroy();
    expect(await failure(send())).toEqual([expect.anything(), 'may be sent', false]);
    expect([requests, connections]).toEqual([2, 1]);
  });

  it('has an unknown outcome when the response is too long, and stops reading it', async () => {
    const closed = new Promise((gone) => {
      answer = (_, response) => {
        response.on('close', gone);
        response.writeHead(200).write(Buffer.alloc(2_000));
      };
    });
    expect(await failure(send())).toEqual(['The response is longer than 1000 bytes', 'may be sent', false]);
    await closed;
  });

  it('has an unknown outcome when the server switches to another protocol', async () => {
    answer = (request) => request.socket.write('HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
    expect(await failure(send())).toEqual([expect.anything(), 'may be sent', false]);
  });

  it('was not sent when no server listens', async () => {
    const url = await closedUrl();
    expect(await failure(send({ url }))).toEqual([expect.stringContaining('ECONNREFUSED'), 'not sent', true]);
  });

  it('was not sent when there is no secure connection in time', async () => {
    const silent = await listening();
    const url = urlOf(silent).replace('http:', 'https:');
    expect(await failure(send({ url }))).toEqual(['No connection in time', 'not sent', true]);
    silent.close();
  });

  it('was not sent when it was aborted before it began, and may be sent when it is aborted later', async () => {
    expect(await failure(send({ signal: AbortSignal.abort() }))).toEqual(['The call was aborted', 'not sent', false]);
    const ending = new AbortController();
    answer = () => ending.abort();
    expect(await failure(send({ signal: ending.signal }))).toEqual(['The call was aborted', 'may be sent', false]);
    expect(requests).toBe(1);
  });

  it('is refused at once while as many calls as allowed are waiting, and goes on when one has ended', async () => {
    const waiting: (() => void)[] = [];
    const arrived = new Promise<void>((all) => {
      answer = (_, response) => {
        waiting.push(() => response.end());
        if (waiting.length === 3) all();
      };
    });
    const calls = [send(), send(), send()];
    await arrived;
    expect(await failure(send())).toEqual(['the test has not answered 3 calls yet', 'not sent', false]);
    expect(() => client.assertAvailable()).toThrow(Unavailable);
    waiting[0]?.();
    await calls[0];
    client.assertAvailable();
    waiting.forEach((end) => end());
    await Promise.all(calls);
  });

  it('is refused for five seconds after five connections failed, and not after responses that failed', async () => {
    const now = jest.spyOn(performance, 'now');
    const at = (milliseconds: number) => now.mockReturnValue(milliseconds);
    at(0);
    answer = (request) => request.socket.destroy();
    for (let call = 0; call < 5; call++) await failure(send());
    client.assertAvailable();
    const url = await closedUrl();
    for (let call = 0; call < 5; call++) await failure(send({ url }));
    expect(await failure(send())).toEqual(['the test could not be reached', 'not sent', false]);
    at(4_999);
    expect(() => client.assertAvailable()).toThrow(Unavailable);
    at(5_000);
    client.assertAvailable();
    now.mockRestore();
  });
});

describe('a circuit breaker', () => {
  let now = 0;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    now = 0;
    breaker = new CircuitBreaker({ failures: 3, withinMs: 1_000, openMs: 500 }, () => now);
  });
  const failAt = (...times: number[]) => {
    for (const time of times) {
      now = time;
      breaker.recordFailure();
    }
  };

  it('opens after so many failures within the time, and not for slower ones', () => {
    failAt(0, 999, 1_000);
    expect(breaker.opensInMs).toBe(0);
    failAt(1_998);
    expect(breaker.opensInMs).toBe(500);
  });

  it('opens again at the first failure after it was open, and forgets the failures at a success', () => {
    failAt(0, 1, 2);
    now = 502;
    expect(breaker.opensInMs).toBe(0);
    failAt(503);
    expect(breaker.opensInMs).toBe(500);
    breaker.recordSuccess();
    failAt(1_003, 1_004);
    expect(breaker.opensInMs).toBe(0);
  });
});

function urlOf(server: net.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function listening(): Promise<net.Server> {
  const server = net.createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

async function closedUrl(): Promise<string> {
  const server = await listening();
  const url = urlOf(server);
  await new Promise((closed) => server.close(closed));
  return url;
}
