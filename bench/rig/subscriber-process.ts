import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Audience, ReceivedSignal } from './subscribers';

/** How many connections are opened concurrently: fewer than the backlog of a server. */
const AT_ONCE = 50;
/** The first characters of Engine.IO and Socket.IO packets: handshake, ping, pong, joining `/`, event. */
const [OPEN, PING, PONG, CONNECT, EVENT] = ['0', '2', '3', '40', '42'] as const;

/** Clients that only receive. A signal counts when each of them has received the same text once. */
class Subscribers {
  private readonly receivedBy: Uint32Array;
  private signals = 0;
  private missing: number;
  private text = Buffer.alloc(0);

  constructor(private readonly audience: Audience) {
    this.receivedBy = new Uint32Array(audience.sockets);
    this.missing = audience.sockets;
  }

  async open(): Promise<void> {
    const { sockets, overMs } = this.audience;
    const begun = performance.now();
    const indexes = this.receivedBy.keys();
    const opener = async (): Promise<void> => {
      for (const index of indexes) {
        await pause(begun + (overMs * index) / sockets - performance.now());
        await this.connect(index);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, opener));
  }

  private connect(index: number): Promise<void> {
    const socket = new WebSocket(this.audience.url, { perMessageDeflate: false, skipUTF8Validation: true });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('A connection was closed')));
    return new Promise((resolve) => {
      if (!this.audience.speaksSocketIo) {
        socket.on('open', resolve);
        socket.on('message', (text: Buffer) => this.receive(index, text));
        return;
      }
      socket.on('message', (text: Buffer) => {
        const kind = text.toString('latin1', 0, 2);
        if (kind === EVENT) this.receive(index, text);
        else if (kind === PING) socket.send(PONG);
        else if (kind === CONNECT) resolve();
        else if (kind.startsWith(OPEN)) socket.send(CONNECT);
      });
    });
  }

  private receive(index: number, text: Buffer): void {
    const at = process.hrtime.bigint();
    if (this.receivedBy[index] !== this.signals) fail(new Error('A client received a signal twice'));
    if (this.missing === this.audience.sockets) this.text = Buffer.from(text);
    else if (!text.equals(this.text)) fail(new Error('Two clients received different signals'));
    this.receivedBy[index] = this.signals + 1;
    this.missing--;
    if (this.missing > 0) return;
    this.signals++;
    this.missing = this.audience.sockets;
    process.send?.({ lastAt: String(at), text: this.text.toString() } satisfies ReceivedSignal);
  }
}

function fail(error: Error): void {
  console.error(error);
  process.exit(1);
}

process.on('message', (audiences: readonly Audience[]) => {
  Promise.all(audiences.map((audience) => new Subscribers(audience).open()))
    // The last sockets may not have joined their room yet.
    .then(() => pause(500))
    .then(() => process.send?.({ opened: true }), fail);
});
