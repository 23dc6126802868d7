import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { conversation, type Login, type Step } from './sasl-server';

export interface Demands {
  readonly login?: Login;
  /** PEM */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

const API_VERSIONS = 18;
const SASL_HANDSHAKE = 17;
const SASL_AUTHENTICATE = 36;
const AUTHENTICATION_FAILED = 58;
const UNSUPPORTED_MECHANISM = 33;
const ADVERTISED_HOST = '127.0.0.1';

/**
 * What the mock broker does not do: TLS, and a login before anything else, in the words of Kafka's protocol. Whatever the
 * mock says of its own address is made this door's, or everybody would walk past it after the first question.
 */
export class KafkaDoor {
  /** who was let in, and who was not */
  readonly knocks: ('in' | 'out')[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly behind: number,
    private login: Login | undefined,
  ) {}

  static async to(address: string, { login, certificate }: Demands): Promise<KafkaDoor> {
    const server = certificate === undefined ? createServer() : createSecureServer(certificate);
    server.listen(0, ADVERTISED_HOST);
    await once(server, 'listening');
    const door = new KafkaDoor(server, Number(address.split(':')[1]), login);
    server.on(certificate === undefined ? 'connection' : 'secureConnection', (socket: Socket) => door.join(socket));
    server.on('tlsClientError', () => door.knocks.push('out'));
    return door;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Whoever comes from now on must know this. */
  demand(login: Login): void {
    this.login = login;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(client: Socket): void {
    const broker = connect(this.behind, ADVERTISED_HOST);
    const asked = new Map<number, number>();
    const guard = this.login && new Guard(this.login);
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    eachFrame(client, (frame) => {
      const [api, correlation] = [frame.readInt16BE(0), frame.readInt32BE(4)];
      asked.set(correlation, api);
      if (guard === undefined || guard.isIn || api === API_VERSIONS) return send(broker, frame);
      const answer = guard.answer(api, frame);
      if (answer !== undefined) send(client, Buffer.concat([int32(correlation), answer]));
      if (guard.isIn || guard.isOut) this.knocks.push(guard.isIn ? 'in' : 'out');
      if (guard.isOut) client.end();
    });
    eachFrame(broker, (frame) => {
      const isVersions = asked.get(frame.readInt32BE(0)) === API_VERSIONS;
      send(client, isVersions && guard !== undefined ? withLogins(frame) : this.readdressed(frame));
    });
  }

  private readdressed(frame: Buffer): Buffer {
    const [theirs, ours] = [this.behind, this.port].map((port) =>
      Buffer.concat([Buffer.from(ADVERTISED_HOST), int32(port)]),
    ) as [Buffer, Buffer];
    for (let at = frame.indexOf(theirs); at >= 0; at = frame.indexOf(theirs, at + 1)) ours.copy(frame, at);
    return frame;
  }
}

/** Lets nobody ask anything who has not logged in. */
class Guard {
  isIn = false;
  isOut = false;
  private readonly talk: (message: string) => Step;

  constructor(private readonly login: Login) {
    this.talk = conversation(login);
  }

  answer(api: number, frame: Buffer): Buffer | undefined {
    const body = frame.subarray(10 + Math.max(0, frame.readInt16BE(8)));
    if (api === SASL_HANDSHAKE) return this.handshake(body.subarray(2).toString());
    if (api === SASL_AUTHENTICATE) return this.authenticate(body.subarray(4).toString());
    this.isOut = true;
    return undefined;
  }

  private handshake(mechanism: string): Buffer {
    const known = this.login.mechanism.toUpperCase();
    return Buffer.concat([int16(mechanism === known ? 0 : UNSUPPORTED_MECHANISM), int32(1), text(known)]);
  }

  private authenticate(message: string): Buffer {
    try {
      const { answer, isIn } = this.talk(message);
      this.isIn = isIn;
      const bytes = Buffer.from(answer);
      return Buffer.concat([int16(0), int16(-1), int32(bytes.length), bytes, Buffer.alloc(8)]);
    } catch {
      this.isOut = true;
      return Buffer.concat([int16(AUTHENTICATION_FAILED), text('Authentication failed'), int32(0), Buffer.alloc(8)]);
    }
  }
}

/** The mock knows nothing of logins: what it lists gets both requests of one, in their versions 0 and 1. */
function withLogins(frame: Buffer): Buffer {
  const count = frame.readInt32BE(6);
  const end = 10 + count * 6;
  const more = [SASL_HANDSHAKE, SASL_AUTHENTICATE].flatMap((api) => [int16(api), int16(0), int16(1)]);
  return Buffer.concat([frame.subarray(0, 6), int32(count + 2), frame.subarray(10, end), ...more, frame.subarray(end)]);
}

function eachFrame(socket: Socket, heard: (frame: Buffer) => void): void {
  let unread = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    while (unread.length >= 4 && unread.length >= 4 + unread.readInt32BE(0)) {
      const end = 4 + unread.readInt32BE(0);
      const frame = Buffer.from(unread.subarray(4, end));
      unread = unread.subarray(end);
      heard(frame);
    }
  });
}

function send(socket: Socket, frame: Buffer): void {
  if (!socket.destroyed) socket.write(Buffer.concat([int32(frame.length), frame]));
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
}
