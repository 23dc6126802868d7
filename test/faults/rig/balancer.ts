import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Backend, checkReadiness, type Endpoint } from './backend';

const CHECK_EVERY_MS = 200;
/** Headers of one connection, which a proxy does not forward. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/**
 * A load balancer as commonly configured: it requests `/health/ready` every 200 ms, keeps connections to the instances,
 * drops those whose answer has `Connection: close`, and forwards websockets. It tries another instance only where a
 * connection was refused, so that no byte of the request was sent; every other failure is a 502.
 */
export class Balancer {
  /** a sentence for each request that no instance answered */
  readonly failures: string[] = [];
  /** requests over a connection that was used before */
  reused = 0;
  /** requests that went to another instance, because a connection was refused */
  rerouted = 0;
  private readonly backends: Backend[];
  private readonly timer: NodeJS.Timeout;
  private readonly sockets = new Set<Socket>();
  private turn = 0;

  private constructor(
    endpoints: readonly Endpoint[],
    private readonly front: { readonly keeping: Server; readonly fresh: Server },
  ) {
    this.backends = endpoints.map((endpoint) => new Backend(endpoint));
    this.timer = setInterval(() => void this.checkAll(), CHECK_EVERY_MS);
    for (const [server, keeps] of [[front.keeping, true] as const, [front.fresh, false] as const]) {
      // Longer than any client keeps its connections: this side of the balancer is not under test.
      server.keepAliveTimeout = 600_000;
      server.on('connection', (socket) => {
        this.sockets.add(socket);
        socket.on('close', () => this.sockets.delete(socket));
      });
      server.on('request', (incoming: IncomingMessage, answer: ServerResponse) =>
        this.serve({ incoming, answer, keeps }),
      );
      server.on('upgrade', (incoming: IncomingMessage, client: Duplex, head: Buffer) =>
        this.tunnel(incoming, client, head),
      );
    }
  }

  static async inFrontOf(endpoints: readonly Endpoint[]): Promise<Balancer> {
    const [keeping, fresh] = await Promise.all([listening(), listening()]);
    const balancer = new Balancer(endpoints, { keeping, fresh });
    await balancer.checkAll();
    return balancer;
  }

  /** An address behind which connections to the instances are reused. */
  get address(): string {
    return addressOf(this.front.keeping);
  }

  /** An address behind which every request gets a new connection to its instance. */
  get freshAddress(): string {
    return addressOf(this.front.fresh);
  }

  /** Whether every instance is in service. */
  get complete(): boolean {
    return this.backends.every(({ isUp }) => isUp);
  }

  of(name: string): Pick<Backend, 'isUp' | 'open' | 'waiting' | 'closing'> & { readonly tunnels: { size: number } } {
    const known = this.backends.find(({ endpoint }) => endpoint.name === name);
    if (known === undefined) throw new Error(`no instance ${name}`);
    return known;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const { agent, tunnels } of this.backends) {
      agent.destroy();
      for (const tunnel of tunnels) tunnel.destroy();
    }
    for (const socket of this.sockets) socket.destroy();
    const servers = [this.front.keeping, this.front.fresh];
    await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  }

  private async checkAll(): Promise<void> {
    await Promise.all(this.backends.map((backend) => checkReadiness(backend)));
  }

  /** Round robin over the instances that are up and have not been tried. */
  private next(tried: readonly Backend[]): Backend | undefined {
    const up = this.backends.filter((backend) => backend.isUp && !tried.includes(backend));
    return up[this.turn++ % up.length];
  }

  private serve(exchange: Exchange, tried: readonly Backend[] = []): void {
    const { incoming, answer, keeps } = exchange;
    const backend = this.next(tried);
    if (backend === undefined) {
      this.fail(exchange, 'no instance is up');
      return;
    }
    const waits = incoming.headers['prefer'] === undefined ? 0 : 1;
    backend.open++;
    backend.waiting += waits;
    const upstream = request(`${backend.endpoint.address}${incoming.url ?? '/'}`, {
      method: incoming.method,
      headers: forwarded(incoming.headers),
      agent: keeps ? backend.agent : false,
    });
    upstream.once('close', () => {
      backend.open--;
      backend.waiting -= waits;
    });
    upstream.once('response', (answered) => {
      if (upstream.reusedSocket) this.reused++;
      if (answered.headers.connection === 'close' && keeps) backend.closing++;
      answer.writeHead(answered.statusCode ?? 502, forwarded(answered.headers));
      answered.pipe(answer);
      answered.once('close', () => {
        if (answered.complete) return;
        this.failures.push(`${backend.endpoint.name}: the answer was cut off (${incoming.method} ${incoming.url})`);
        answer.destroy();
      });
    });
    upstream.once('error', (error: NodeJS.ErrnoException) => {
      if (answer.headersSent) return;
      if (error.code === 'ECONNREFUSED') {
        this.rerouted++;
        this.serve(exchange, [...tried, backend]);
      } else {
        const kind = upstream.reusedSocket ? 'a reused' : 'a new';
        this.fail(exchange, `${backend.endpoint.name}: ${error.message} on ${kind} connection`);
      }
    });
    // The body is read only when the connection is open, so that it is complete for another instance after a refusal.
    upstream.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => incoming.pipe(upstream));
      else incoming.pipe(upstream);
    });
  }

  private fail({ incoming, answer }: Exchange, reason: string): void {
    this.failures.push(`${reason} (${incoming.method} ${incoming.url})`);
    answer.writeHead(502, { 'content-type': 'application/json' }).end('{"code":"BALANCER"}');
  }

  private tunnel(incoming: IncomingMessage, client: Duplex, head: Buffer, tried: readonly Backend[] = []): void {
    const backend = this.next(tried);
    if (backend === undefined) {
      client.destroy();
      return;
    }
    const { hostname, port } = new URL(backend.endpoint.address);
    const upstream = connect(Number(port), hostname);
    let connected = false;
    upstream.once('connect', () => {
      connected = true;
      const headers = incoming.rawHeaders.flatMap((name, index, all) =>
        index % 2 ? [] : `${name}: ${all[index + 1]}`,
      );
      upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      backend.tunnels.add(upstream);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    client.on('error', () => undefined);
    client.once('close', () => upstream.destroy());
    upstream.on('error', () => undefined);
    upstream.once('close', () => {
      backend.tunnels.delete(upstream);
      if (connected) client.end();
      else this.tunnel(incoming, client, head, [...tried, backend]);
    });
  }
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly answer: ServerResponse;
  /** whether connections to the instances are reused */
  readonly keeps: boolean;
}

function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
