import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Passage {
  readonly from: Socket;
  readonly to: Socket;
  /** whether it goes from the client to the server */
  readonly asking: boolean;
}

/** A port in front of another: what goes through it can be cut, frozen, and mended. */
export class TcpProxy {
  protected readonly sockets = new Set<Socket>();
  private readonly lost = new Set<Socket>();
  private readonly ended: Socket[] = [];
  private state: 'OPEN' | 'CUT' | 'FROZEN' = 'OPEN';

  protected constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async to(host: string, port: number): Promise<TcpProxy> {
    return new TcpProxy(await listening(), { host, port });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** how many connections there are, lost ones not counted */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Every connection breaks, and new ones break at once. */
  cut(): void {
    this.state = 'CUT';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Connections stay, and nothing comes through any more, in either direction. */
  freeze(): void {
    this.state = 'FROZEN';
    for (const socket of this.sockets) socket.pause();
  }

  /** As a network drops them without a word: those that there are carry nothing ever again, new ones are as usual. */
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

  /** What came in from one side goes out to the other. */
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
      from.on('data', (chunk) => this.pass(chunk, { from, to, asking: from === client }));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        // The end of a connection is a message too.
        if (this.lost.delete(from)) return;
        if (this.state === 'FROZEN') this.ended.push(to);
        else to.destroy();
      });
      if (this.state === 'FROZEN') from.pause();
    }
  }
}

export async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  return server;
}
