import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A port in front of another: what goes through it can be cut, frozen, and mended. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private state: 'OPEN' | 'CUT' | 'FROZEN' = 'OPEN';

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async to(host: string, port: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, { host, port });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
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

  mend(): void {
    this.state = 'OPEN';
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
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
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.state === 'FROZEN') from.pause();
    }
  }
}
