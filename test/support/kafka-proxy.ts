import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { saslExchange, type Login, type Step } from './sasl-server';

export interface KafkaProxyOptions {
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
 * Adds to the mock broker what it does not offer: TLS, and SASL logins in Kafka's protocol. The address that the mock reports
 * is replaced by that of this proxy, because clients would connect past it otherwise.
 */
export class KafkaProxy {
  /** the outcome of each login */
  readonly logins: ('accepted' | 'refused')[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly brokerPort: number,
    private login: Login | undefined,
  ) {}

  static async to(address: string, { login, certificate }: KafkaProxyOptions): Promise<KafkaProxy> {
    const server = certificate === undefined ? createServer() : createSecureServer(certificate);
    server.listen(0, ADVERTISED_HOST);
    await once(server, 'listening');
    const proxy = new KafkaProxy(server, Number(address.split(':')[1]), login);
    server.on(certificate === undefined ? 'connection' : 'secureConnection', (socket: Socket) => proxy.join(socket));
    server.on('tlsClientError', () => proxy.logins.push('refused'));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** New connections need these credentials from now on. */
  requireLogin(login: Login): void {
    this.login = login;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(client: Socket): void {
    const broker = connect(this.brokerPort, ADVERTISED_HOST);
    const requests = new Map<number, number>();
    const authenticator = this.login && new Authenticator(this.login);
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
      requests.set(correlation, api);
      if (authenticator === undefined || authenticator.isAuthenticated || api === API_VERSIONS)
        return send(broker, frame);
      const answer = authenticator.answer(api, frame);
      if (answer !== undefined) send(client, Buffer.concat([int32(correlation), answer]));
      if (authenticator.isAuthenticated || authenticator.isRefused)
        this.logins.push(authenticator.isAuthenticated ? 'accepted' : 'refused');
      if (authenticator.isRefused) client.end();
    });
    eachFrame(broker, (frame) => {
      const isVersions = requests.get(frame.readInt32BE(0)) === API_VERSIONS;
      send(client, isVersions && authenticator !== undefined ? withLoginRequests(frame) : this.withProxyAddress(frame));
    });
  }

  private withProxyAddress(frame: Buffer): Buffer {
    const [theirs, ours] = [this.brokerPort, this.port].map((port) =>
      Buffer.concat([Buffer.from(ADVERTISED_HOST), int32(port)]),
    ) as [Buffer, Buffer];
    for (let at = frame.indexOf(theirs); at >= 0; at = frame.indexOf(theirs, at + 1)) ours.copy(frame, at);
    return frame;
  }
}

/** Answers the requests of a login; any other request before it is refused. */
class Authenticator {
  isAuthenticated = false;
  isRefused = false;
  private readonly exchange: (message: string) => Step;

  constructor(private readonly login: Login) {
    this.exchange = saslExchange(login);
  }

  answer(api: number, frame: Buffer): Buffer | undefined {
    const body = frame.subarray(10 + Math.max(0, frame.readInt16BE(8)));
    if (api === SASL_HANDSHAKE) return this.handshake(body.subarray(2).toString());
    if (api === SASL_AUTHENTICATE) return this.authenticate(body.subarray(4).toString());
    this.isRefused = true;
    return undefined;
  }

  private handshake(mechanism: string): Buffer {
    const known = this.login.mechanism.toUpperCase();
    return Buffer.concat([int16(mechanism === known ? 0 : UNSUPPORTED_MECHANISM), int32(1), text(known)]);
  }

  private authenticate(message: string): Buffer {
    try {
      const { answer, authenticated } = this.exchange(message);
      this.isAuthenticated = authenticated;
      const bytes = Buffer.from(answer);
      return Buffer.concat([int16(0), int16(-1), int32(bytes.length), bytes, Buffer.alloc(8)]);
    } catch {
      this.isRefused = true;
      return Buffer.concat([int16(AUTHENTICATION_FAILED), text('Authentication failed'), int32(0), Buffer.alloc(8)]);
    }
  }
}

/** The mock does not know logins: adds their two requests, in the versions 0 and 1, to the list of what it supports. */
function withLoginRequests(frame: Buffer): Buffer {
  const count = frame.readInt32BE(6);
  const end = 10 + count * 6;
  const more = [SASL_HANDSHAKE, SASL_AUTHENTICATE].flatMap((api) => [int16(api), int16(0), int16(1)]);
  return Buffer.concat([frame.subarray(0, 6), int32(count + 2), frame.subarray(10, end), ...more, frame.subarray(end)]);
}

function eachFrame(socket: Socket, onFrame: (frame: Buffer) => void): void {
  let unread = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    while (unread.length >= 4 && unread.length >= 4 + unread.readInt32BE(0)) {
      const end = 4 + unread.readInt32BE(0);
      const frame = Buffer.from(unread.subarray(4, end));
      unread = unread.subarray(end);
      onFrame(frame);
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
