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

/** A websocket by hand, which may say what no library would, and listen or not. */
export class SocketWire {
  readonly heard: string[] = [];
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

  /** Ends when the server has answered the handshake or hung up. */
  static async open(
    url: string,
    options: { query?: string; headers?: object; from?: string } = {},
  ): Promise<SocketWire> {
    const { query = 'EIO=4&transport=websocket', headers = {}, from } = options;
    const { hostname: host, port } = new URL(url);
    const local = from === undefined ? {} : { localAddress: from };
    const wire = new SocketWire(connect({ host, port: Number(port), ...local }));
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

  /** With a socket on the default namespace, of whoever the token is. */
  async join(auth: object = {}): Promise<void> {
    this.say(`40${JSON.stringify(auth)}`);
    await this.until(() => this.heard.some((text) => text.startsWith('40') || text.startsWith('44')) || this.ended);
  }

  say(text: string | Buffer, framing: Framing = {}): void {
    this.socket.write(frame(Buffer.from(text), framing));
  }

  /** All of them in one piece. */
  sayAtOnce(texts: readonly string[], framing: Framing = {}): void {
    this.socket.write(Buffer.concat(texts.map((text) => frame(Buffer.from(text), framing))));
  }

  ping(): void {
    this.say('', { opcode: PING });
  }

  deafen(): void {
    this.socket.pause();
  }

  async end(): Promise<void> {
    this.socket.resume();
    await this.until(() => this.ended);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((woken) => this.waiting.add(woken));
  }

  close(): void {
    this.socket.destroy();
  }

  private wake(): void {
    for (const woken of this.waiting) woken();
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
      if (frame.opcode === TEXT) this.heard.push(frame.payload.toString());
      if (frame.opcode === PONG) this.heard.push('pong');
      if (frame.opcode === CLOSE) this.socket.end();
      // Whoever does not answer is no client for long.
      if (frame.payload.toString() === '2') this.say('3');
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

/** The first whole frame of a server, which masks nothing. */
function first(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < head + length) return undefined;
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(head, head + length), size: head + length };
}
