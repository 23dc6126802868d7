import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import type { AddressInfo } from 'node:net';
import { postWebhook } from './webhook-post';

describe('a request to a webhook', () => {
  let server: Server;
  let requested: string[];
  let closed: Promise<void>;
  let written: number;

  beforeEach(async () => {
    requested = [];
    written = 0;
    server = createServer((request, response) => {
      requested.push(request.url ?? '');
      if (request.url === '/elsewhere') response.writeHead(302, { location: '/secret' }).end();
      else if (request.url === '/endless') {
        closed = new Promise((gone) => response.on('close', gone));
        response.writeHead(200);
        const more = (): void => {
          written += 65_536;
          if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(more));
        };
        more();
      } else if (request.url === '/upgrade') {
        request.socket.end('HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
      } else if (request.url !== '/silence') response.writeHead(204).end();
    });
    await new Promise<void>((listening) => server.listen(0, listening));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const post = (
    path: string,
    more: { host?: string; anywhere?: boolean; signal?: AbortSignal } = {},
  ): Promise<number> => {
    const { host = '127.0.0.1', anywhere = true, signal = new AbortController().signal } = more;
    const url = `http://${host}:${(server.address() as AddressInfo).port}${path}`;
    return postWebhook({ url, body: '{}', headers: {}, anywhere, signal });
  };

  it('returns the status', async () => {
    expect(await post('/')).toBe(204);
  });

  it('follows no redirect', async () => {
    expect([await post('/elsewhere'), requested]).toEqual([302, ['/elsewhere']]);
  });

  it('does not read an endless response', async () => {
    expect(await post('/endless')).toBe(200);
    await closed;
    // The buffers on the way may fill up, but no more is read.
    expect(written).toBeLessThan(32 * 1_024 * 1_024);
  });

  it('fails when the server switches to another protocol', async () => {
    await expect(post('/upgrade')).rejects.toThrow('another protocol');
  });

  it('ends when it is aborted', async () => {
    const ending = new AbortController();
    server.on('request', () => ending.abort());
    await expect(post('/silence', { signal: ending.signal })).rejects.toThrow('aborted');
  });

  it('times out without a response', async () => {
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      expect(milliseconds).toBeLessThanOrEqual(10_000);
      return AbortSignal.abort();
    });
    await expect(post('/silence')).rejects.toThrow('No response in time');
    jest.restoreAllMocks();
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433'])('never reaches this machine as %s', async (host) => {
    await expect(post('/', { host, anywhere: false })).rejects.toThrow('is not an address of the public internet');
    expect(requested).toEqual([]);
  });

  it('never reaches a private address by a name that resolves to it', async () => {
    await expect(post('/', { host: hostname(), anywhere: false })).rejects.toThrow(
      'not an address of the public internet',
    );
    expect(requested).toEqual([]);
  });

  it('is not sent when a name resolves to a private address among others', async () => {
    jest.spyOn(dns, 'lookup').mockImplementation((...all: unknown[]) => {
      const answer = all.at(-1) as (error: null, addresses: dns.LookupAddress[]) => void;
      answer(
        null,
        ['93.184.216.34', '127.0.0.1'].map((address) => ({ address, family: 4 })),
      );
    });
    const sent = post('/', { host: 'both.example', anywhere: false });
    await expect(sent).rejects.toThrow('not an address of the public internet');
    expect(requested).toEqual([]);
    jest.restoreAllMocks();
  });

  it('connects to the address that was checked, whatever the name resolves to later', async () => {
    const ending = new AbortController();
    let resolved = 0;
    jest.spyOn(dns, 'lookup').mockImplementation((...all: unknown[]) => {
      const answer = all.at(-1) as (error: null, addresses: dns.LookupAddress[]) => void;
      answer(null, [{ address: ++resolved === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }]);
      setImmediate(() => setImmediate(() => ending.abort()));
    });
    await expect(post('/', { host: 'rebound.example', anywhere: false, signal: ending.signal })).rejects.toThrow();
    expect([resolved, requested]).toEqual([1, []]);
    jest.restoreAllMocks();
  });
});
