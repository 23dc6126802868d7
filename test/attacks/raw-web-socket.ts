import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10];

interface Framing {
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly masked?: boolean;
}

/** A WebSocket client that can send invalid frames and stop reading. */
export class RawWebSocket {
  readonly received: string[] = [];
  /** the answer to the handshake */
  head = '';
  ended = false;
  private rest = Buffer.alloc(0);
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly socket: Socket) {
    socket.on('data', (part) => {
      this.take(part);
      this.wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.ended = true;
      this.wake();
    });
  }

  /** Resolves when the server has answered the handshake or closed the connection. */
  static async open(
    url: string,
    options: { query?: string; headers?: object; from?: string } = {},
  ): Promise<RawWebSocket> {
    const { query = 'EIO=4&transport=websocket', headers = {}, from } = options;
    const { hostname: host, port } = new URL(url);
    const local = from === undefined ? {} : { localAddress: from };
    const wire = new RawWebSocket(connect({ host, port: Number(port), ...local }));
    const lines = Object.entries({ Host: `${host}:${port}`, ...UPGRADE, ...headers })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${String(value)}`);
    wire.socket.write([`GET /socket.io/?${query} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    await wire.until(() => wire.head !== '' || wire.ended);
    return wire;
  }

  get status(): number {
    return Number(this.head.split(' ')[1]);
  }

  /** Joins the default namespace with this payload, such as `{ token }`. */
  async join(auth: object = {}): Promise<void> {
    this.send(`40${JSON.stringify(auth)}`);
    await this.until(() => this.received.some((text) => text.startsWith('40') || text.startsWith('44')) || this.ended);
  }

  send(text: string | Buffer, framing: Framing = {}): void {
    this.socket.write(frame(Buffer.from(text), framing));
  }

  /** Sends all frames in one write. */
  sendTogether(texts: readonly string[], framing: Framing = {}): void {
    this.socket.write(Buffer.concat(texts.map((text) => frame(Buffer.from(text), framing))));
  }

  ping(): void {
    this.send('', { opcode: PING });
  }

  stopReading(): void {
    this.socket.pause();
  }

  async untilClosed(): Promise<void> {
    this.socket.resume();
    await this.until(() => this.ended);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((wake) => this.waiting.add(wake));
  }

  close(): void {
    this.socket.destroy();
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  private take(part: Buffer): void {
    this.rest = Buffer.concat([this.rest, part]);
    if (this.head === '') {
      const end = this.rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.rest.toString('latin1', 0, end);
      this.rest = this.rest.subarray(end + 4);
      if (this.status !== 101) return;
    }
    for (let frame = first(this.rest); frame !== undefined && this.status === 101; frame = first(this.rest)) {
      this.rest = this.rest.subarray(frame.size);
      if (frame.opcode === TEXT) this.received.push(frame.payload.toString());
      if (frame.opcode === PONG) this.received.push('pong');
      if (frame.opcode === CLOSE) this.socket.end();
      // The server closes the connection of a client that does not answer its pings.
      if (frame.payload.toString() === '2') this.send('3');
    }
  }
}

function frame(payload: Buffer, { opcode = TEXT, fin = true, masked = true }: Framing): Buffer {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = (fin ? 0x80 : 0) | opcode;
  head[1] = (masked ? 0x80 : 0) | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at % 4] as number))]);
}

/** The first complete frame of a server, which does not mask frames. */
function first(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < head + length) return undefined;
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(head, head + length), size: head + length };
}
