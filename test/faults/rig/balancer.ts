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
import { Backend, lookAt, type Seat } from './backend';

const LOOK_EVERY_MS = 200;
/** between one neighbour and the next; not handed on */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/**
 * A balancer as people use them: it looks at `/health/ready` every 200 ms, keeps connections to the instances and
 * drops those of which an answer says `Connection: close`, and hands websockets through. Only a connection that was
 * refused, so that not one byte of the request was sent, is tried elsewhere; everything else that breaks is a 502.
 */
export class Balancer {
  /** requests that no instance answered, by reason */
  readonly failures: string[] = [];
  /** requests that came again over a connection that was kept */
  reused = 0;
  /** connections that were refused, so that another instance was asked */
  elsewhere = 0;
  private readonly backends: Backend[];
  private readonly timer: NodeJS.Timeout;
  private readonly sockets = new Set<Socket>();
  private turn = 0;

  private constructor(
    seats: readonly Seat[],
    private readonly front: { readonly keeping: Server; readonly fresh: Server },
  ) {
    this.backends = seats.map((seat) => new Backend(seat));
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    for (const [server, keeps] of [[front.keeping, true] as const, [front.fresh, false] as const]) {
      // Longer than any client keeps its own: the front is not what is tested.
      server.keepAliveTimeout = 600_000;
      server.on('connection', (socket) => {
        this.sockets.add(socket);
        socket.on('close', () => this.sockets.delete(socket));
      });
      server.on('request', (asked: IncomingMessage, answer: ServerResponse) => this.serve({ asked, answer, keeps }));
      server.on('upgrade', (asked: IncomingMessage, client: Duplex, head: Buffer) => this.tunnel(asked, client, head));
    }
  }

  static async before(seats: readonly Seat[]): Promise<Balancer> {
    const [keeping, fresh] = await Promise.all([listening(), listening()]);
    const balancer = new Balancer(seats, { keeping, fresh });
    await balancer.look();
    return balancer;
  }

  /** Where connections to the instances are kept and used again. */
  get address(): string {
    return addressOf(this.front.keeping);
  }

  /** Where every request gets a new connection to its instance. */
  get freshAddress(): string {
    return addressOf(this.front.fresh);
  }

  /** Whether every instance is served by it. */
  get complete(): boolean {
    return this.backends.every(({ isUp }) => isUp);
  }

  /** What it knows of the instance of this name. */
  of(name: string): Pick<Backend, 'isUp' | 'open' | 'waiting' | 'goodbyes'> & { readonly tunnels: { size: number } } {
    const known = this.backends.find(({ seat }) => seat.name === name);
    if (known === undefined) throw new Error(`no instance ${name}`);
    return known;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const { kept, tunnels } of this.backends) {
      kept.destroy();
      for (const tunnel of tunnels) tunnel.destroy();
    }
    for (const socket of this.sockets) socket.destroy();
    const servers = [this.front.keeping, this.front.fresh];
    await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  }

  private async look(): Promise<void> {
    await Promise.all(this.backends.map((backend) => lookAt(backend)));
  }

  /** The next one in turn of those that are up, but for those that have been tried. */
  private next(tried: readonly Backend[]): Backend | undefined {
    const up = this.backends.filter((backend) => backend.isUp && !tried.includes(backend));
    return up[this.turn++ % up.length];
  }

  private serve(exchange: Exchange, tried: readonly Backend[] = []): void {
    const { asked, answer, keeps } = exchange;
    const backend = this.next(tried);
    if (backend === undefined) {
      this.fail(exchange, 'no instance is up');
      return;
    }
    const waits = asked.headers['prefer'] === undefined ? 0 : 1;
    backend.open++;
    backend.waiting += waits;
    const upstream = request(`${backend.seat.address}${asked.url ?? '/'}`, {
      method: asked.method,
      headers: handedOn(asked.headers),
      agent: keeps ? backend.kept : false,
    });
    upstream.once('close', () => {
      backend.open--;
      backend.waiting -= waits;
    });
    upstream.once('response', (answered) => {
      if (upstream.reusedSocket) this.reused++;
      if (answered.headers.connection === 'close' && keeps) backend.goodbyes++;
      answer.writeHead(answered.statusCode ?? 502, handedOn(answered.headers));
      answered.pipe(answer);
      answered.once('close', () => {
        if (answered.complete) return;
        this.failures.push(`${backend.seat.name}: the answer was cut off (${asked.method} ${asked.url})`);
        answer.destroy();
      });
    });
    upstream.once('error', (error: NodeJS.ErrnoException) => {
      if (answer.headersSent) return;
      if (error.code === 'ECONNREFUSED') {
        this.elsewhere++;
        this.serve(exchange, [...tried, backend]);
      } else {
        const kept = upstream.reusedSocket ? 'a kept' : 'a new';
        this.fail(exchange, `${backend.seat.name}: ${error.message} on ${kept} connection`);
      }
    });
    // The body follows only over a connection that stands, so that a refused one leaves it whole.
    upstream.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => asked.pipe(upstream));
      else asked.pipe(upstream);
    });
  }

  private fail({ asked, answer }: Exchange, reason: string): void {
    this.failures.push(`${reason} (${asked.method} ${asked.url})`);
    answer.writeHead(502, { 'content-type': 'application/json' }).end('{"code":"BALANCER"}');
  }

  private tunnel(asked: IncomingMessage, client: Duplex, head: Buffer, tried: readonly Backend[] = []): void {
    const backend = this.next(tried);
    if (backend === undefined) {
      client.destroy();
      return;
    }
    const { hostname, port } = new URL(backend.seat.address);
    const upstream = connect(Number(port), hostname);
    let connected = false;
    upstream.once('connect', () => {
      connected = true;
      const headers = asked.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : `${name}: ${all[index + 1]}`));
      upstream.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
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
      else this.tunnel(asked, client, head, [...tried, backend]);
    });
  }
}

interface Exchange {
  readonly asked: IncomingMessage;
  readonly answer: ServerResponse;
  /** whether connections to the instances are used again */
  readonly keeps: boolean;
}

function handedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
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
