import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'socket.io';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { Bus } from '#platform/bus/bus';
import type { FactType } from '#platform/bus/fact';
import { Database } from '#platform/database/database';
import { createApplication } from '../../src/app';
import { AppModule } from '../../src/app.module';
import { SocketAudience } from '../../src/modules/notification/http/socket-audience';
import { configFor, createScheme, dropScheme } from './scheme';

const ADMINISTRATOR = { email: 'administrator@example.com', password: 'password123' };

interface LiveShopOptions {
  readonly variables?: Record<string, string>;
  /** another instance on the schema and the Redis of this one, which drops the schema */
  readonly beside?: LiveShop;
}

/** One running instance with its sockets, and how a client talks to it. */
export class LiveShop {
  private readonly listeners: Listener[] = [];

  private constructor(
    readonly app: NestExpressApplication,
    readonly scheme: string,
    private readonly ownsScheme: boolean,
  ) {}

  static async open({ variables = {}, beside }: LiveShopOptions = {}): Promise<LiveShop> {
    const scheme = beside?.scheme ?? (await createScheme());
    const config = configFor(scheme, {
      ADMIN_EMAIL: ADMINISTRATOR.email,
      ADMIN_PASSWORD: ADMINISTRATOR.password,
      ...variables,
    });
    const app = await createApplication(AppModule.forRoot(config));
    await app.listen(0, '127.0.0.1');
    return new LiveShop(app, scheme, beside === undefined);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`;
  }

  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.app.get<T>(type, { strict: false });
  }

  async publish<Payload>(fact: FactType<Payload>, payloads: readonly Payload[]): Promise<void> {
    await this.get(Database).transaction((tx) => this.get(Bus).publish(tx, fact, payloads));
    await this.get(Bus).drain();
  }

  async call(method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) {
    const answer = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as unknown };
  }

  async signUp(email: string): Promise<Customer> {
    const credentials = { email, password: 'password123' };
    const { body } = await this.call('POST', '/auth/signup', { body: { ...credentials, name: '홍길동' } });
    return { userId: (body as { authId: number }).authId, ...credentials, token: await this.logIn(credentials) };
  }

  async logIn({ email, password }: { email: string; password: string } = ADMINISTRATOR): Promise<string> {
    const { body } = await this.call('POST', '/auth/login', { body: { email, password } });
    return (body as { accessToken: string }).accessToken;
  }

  /** A client that is not connected yet. */
  listener(options: Partial<ManagerOptions & SocketOptions> = {}): Listener {
    const listener = new Listener(this.url, options);
    this.listeners.push(listener);
    return listener;
  }

  /** A connected client, private with a token. */
  async listen(token?: string, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Listener> {
    const listener = this.listener({ ...(token === undefined ? {} : { auth: { token } }), ...options });
    await listener.connected();
    return listener;
  }

  /** Ends when this instance has no socket of that client any more. */
  async untilGone({ lastId }: Listener): Promise<void> {
    const { server } = this.get(SocketAudience) as unknown as { server: Server };
    const socket = server.sockets.sockets.get(lastId);
    if (socket !== undefined) await new Promise((gone) => socket.once('disconnect', gone));
  }

  async close({ leaveListeners = false } = {}): Promise<void> {
    if (!leaveListeners) for (const { socket } of this.listeners) socket.disconnect();
    await this.app.close();
    if (this.ownsScheme) await dropScheme(this.scheme);
  }
}

export interface Customer {
  readonly userId: number;
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** A client of the live signals, and all that it has heard. */
export class Listener {
  readonly heard: { readonly event: string; readonly payload: unknown }[] = [];
  readonly socket: Socket;
  /** of the latest connection, on the server too */
  lastId = '';
  private readonly waiting = new Set<() => void>();

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions>) {
    this.socket = io(url, {
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 50,
      reconnectionDelayMax: 100,
      ...options,
      autoConnect: false,
    });
    this.socket.onAny((event: string, payload: unknown) => this.note(event, payload));
    this.socket.on('disconnect', (reason) => this.note('disconnect', reason));
    this.socket.on('connect', () => {
      this.lastId = this.socket.id ?? '';
      this.note('connect', this.socket.recovered);
    });
    this.socket.on('connect_error', (error) => this.note('connect_error', (error as { data?: unknown }).data));
  }

  async connected(): Promise<void> {
    const before = this.of('connect').length;
    this.socket.connect();
    await this.until(() => this.of('connect').length > before || this.of('connect_error').length > 0);
    if (!this.socket.connected) throw new Error(`not connected: ${JSON.stringify(this.of('connect_error'))}`);
  }

  /** From now on it connects there, as behind a balancer. */
  moveTo(url: string): void {
    Object.assign(this.socket.io, { uri: url });
  }

  /** Either the code of the refusal, or nothing and a connection. */
  async refusedOrConnected(): Promise<unknown> {
    this.socket.connect();
    await this.until(() => this.heard.length > 0);
    const [refusal] = this.of('connect_error');
    return this.socket.connected ? undefined : ((refusal as { code?: unknown }).code ?? 'refused');
  }

  /** The code of the refusal that a connection attempt ends with. */
  async refused(): Promise<unknown> {
    this.socket.connect();
    const refusal = await this.next('connect_error');
    this.socket.disconnect();
    return (refusal as { code?: unknown } | undefined)?.code;
  }

  of(event: string): unknown[] {
    return this.heard.filter((one) => one.event === event).map(({ payload }) => payload);
  }

  /** The payload of the `count`th event of this name, now or as soon as it comes. */
  async next(event: string, count = 1): Promise<unknown> {
    await this.until(() => this.of(event).length >= count);
    return this.of(event)[count - 1];
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((noted) => this.waiting.add(noted));
  }

  private note(event: string, payload: unknown): void {
    this.heard.push({ event, payload });
    for (const noted of this.waiting) noted();
    this.waiting.clear();
  }
}
