import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Audience, Heard } from './subscribers';

/** Connections that are being opened at once: fewer than a server's backlog. */
const AT_ONCE = 50;
/** Engine.IO's and Socket.IO's first characters: the handshake, a ping and its answer, entering `/`, an event. */
const [OPEN, PING, PONG, CONNECT, EVENT] = ['0', '2', '3', '40', '42'] as const;

/** Clients that only listen. What they are told has come when each of them has it, the same and once. */
class Listeners {
  private readonly heardBy: Uint32Array;
  private signals = 0;
  private missing: number;
  private text = Buffer.alloc(0);

  constructor(private readonly audience: Audience) {
    this.heardBy = new Uint32Array(audience.sockets);
    this.missing = audience.sockets;
  }

  async open(): Promise<void> {
    const { sockets, overMs } = this.audience;
    const begun = performance.now();
    const indexes = this.heardBy.keys();
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
        socket.on('message', (text: Buffer) => this.hear(index, text));
        return;
      }
      socket.on('message', (text: Buffer) => {
        const kind = text.toString('latin1', 0, 2);
        if (kind === EVENT) this.hear(index, text);
        else if (kind === PING) socket.send(PONG);
        else if (kind === CONNECT) resolve();
        else if (kind.startsWith(OPEN)) socket.send(CONNECT);
      });
    });
  }

  private hear(index: number, text: Buffer): void {
    const at = process.hrtime.bigint();
    if (this.heardBy[index] !== this.signals) fail(new Error('A client was told twice'));
    if (this.missing === this.audience.sockets) this.text = Buffer.from(text);
    else if (!text.equals(this.text)) fail(new Error('Two clients were told something different'));
    this.heardBy[index] = this.signals + 1;
    this.missing--;
    if (this.missing > 0) return;
    this.signals++;
    this.missing = this.audience.sockets;
    process.send?.({ lastAt: String(at), text: this.text.toString() } satisfies Heard);
  }
}

function fail(error: Error): void {
  console.error(error);
  process.exit(1);
}

process.on('message', (audiences: readonly Audience[]) => {
  Promise.all(audiences.map((audience) => new Listeners(audience).open()))
    // Who was let in last may still be on his way into the room.
    .then(() => pause(500))
    .then(() => process.send?.({ opened: true }), fail);
});
