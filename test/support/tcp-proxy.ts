import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Passage {
  readonly from: Socket;
  readonly to: Socket;
  /** whether the data goes from the client to the server */
  readonly isRequest: boolean;
}

/** A TCP proxy in front of a server whose connections can be cut, frozen and mended. */
export class TcpProxy {
  protected readonly sockets = new Set<Socket>();
  private readonly lost = new Set<Socket>();
  private readonly ended: Socket[] = [];
  private state: 'OPEN' | 'CUT' | 'FROZEN' = 'OPEN';

  protected constructor(
    private readonly server: Server,
    private target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async to(host: string, port: number): Promise<TcpProxy> {
    return new TcpProxy(await listening(), { host, port });
  }

  /** New connections go to this server. */
  redirect(host: string, port: number): void {
    this.target = { host, port };
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** the number of connections, without lost ones */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Breaks every connection; new ones break at once. */
  cut(): void {
    this.state = 'CUT';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Connections stay open, but carry nothing in either direction. */
  freeze(): void {
    this.state = 'FROZEN';
    for (const socket of this.sockets) socket.pause();
  }

  /** Existing connections never carry anything again, as when a network drops them silently; new ones work. */
  lose(): void {
    for (const socket of this.sockets) {
      this.lost.add(socket);
      socket.pause();
    }
    this.sockets.clear();
  }

  mend(): void {
    this.state = 'OPEN';
    for (const socket of this.ended.splice(0)) socket.destroy();
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    for (const socket of this.lost) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Passes data from one side on to the other. */
  protected pass(chunk: Buffer, { to }: Passage): void {
    to.write(chunk);
  }

  private join(client: Socket): void {
    if (this.state === 'CUT') {
      client.destroy();
      return;
    }
    const upstream = connect(this.target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => this.pass(chunk, { from, to, isRequest: from === client }));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        // A lost connection does not pass on that it was closed.
        if (this.lost.delete(from)) return;
        if (this.state === 'FROZEN') this.ended.push(to);
        else to.destroy();
      });
      if (this.state === 'FROZEN') from.pause();
    }
  }
}

/** A network that lets HTTP through and cuts off or swallows requests for a WebSocket. */
export class ProxyWithoutWebsockets extends TcpProxy {
  private ends: 'CUT' | 'SWALLOWED' = 'CUT';

  static async through(host: string, port: number, ends: 'CUT' | 'SWALLOWED'): Promise<ProxyWithoutWebsockets> {
    return Object.assign(new ProxyWithoutWebsockets(await listening(), { host, port }), { ends });
  }

  protected override pass(chunk: Buffer, passage: Passage): void {
    if (!passage.isRequest || !/^upgrade: websocket/im.test(chunk.toString('latin1'))) super.pass(chunk, passage);
    else if (this.ends === 'CUT') passage.from.destroy();
  }
}

export async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  return server;
}
