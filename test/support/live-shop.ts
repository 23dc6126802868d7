import type { Type } from '@nestjs/common';
import type { Server } from 'socket.io';
import type { DomainEventType } from '#platform/events/domain-event';
import { SocketBroadcaster } from '../../src/modules/notification/sockets/socket-broadcaster';
import { type Instance, openInstance } from './instance';
import { SubscriberSocket, type SubscriberSocketOptions } from './subscriber-socket';

const ADMINISTRATOR = { email: 'administrator@example.com', password: 'password123' };

interface LiveShopOptions {
  readonly variables?: Record<string, string>;
  /** the shop whose schema and Redis are shared; that one drops the schema */
  readonly beside?: LiveShop;
}

/** A running instance with sockets, and the ways in which a client uses it. */
export class LiveShop {
  private readonly subscribers: SubscriberSocket[] = [];

  private constructor(private readonly instance: Instance) {}

  static async open({ variables = {}, beside }: LiveShopOptions = {}): Promise<LiveShop> {
    const administrator = { ADMIN_EMAIL: ADMINISTRATOR.email, ADMIN_PASSWORD: ADMINISTRATOR.password };
    const instance = await openInstance({
      variables: { ...administrator, ...variables },
      ...(beside === undefined ? {} : { beside: beside.instance }),
    });
    return new LiveShop(instance);
  }

  get app(): Instance['app'] {
    return this.instance.app;
  }

  get scheme(): string {
    return this.instance.scheme;
  }

  get url(): string {
    return this.instance.address;
  }

  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.app.get<T>(type, { strict: false });
  }

  async publish<Payload>(event: DomainEventType<Payload>, payloads: readonly Payload[]): Promise<void> {
    const { database, bus } = this.instance;
    await database.transaction((tx) => bus.publish(tx, event, payloads));
    await bus.drain();
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
  subscriber(options: SubscriberSocketOptions = {}): SubscriberSocket {
    const subscriber = new SubscriberSocket(this.url, options);
    this.subscribers.push(subscriber);
    return subscriber;
  }

  /** A connected client; with a token it receives private signals too. */
  async connectSubscriber(token?: string, options: SubscriberSocketOptions = {}): Promise<SubscriberSocket> {
    const subscriber = this.subscriber({ ...(token === undefined ? {} : { auth: { token } }), ...options });
    await subscriber.connected();
    return subscriber;
  }

  /** Sends the signals since `since` again, as when the process dies between sending and the completion mark. */
  async repeatSignals(since: number): Promise<void> {
    const { body } = await this.call('GET', `/event/signals?after=${since}`);
    for (const signal of (body as { items: unknown[] }).items) this.sockets.emit('new-hot-deal', signal);
  }

  /** Resolves when this instance no longer has a socket of that client. */
  async untilGone({ lastId }: SubscriberSocket): Promise<void> {
    const socket = this.sockets.sockets.sockets.get(lastId);
    if (socket !== undefined) await new Promise((gone) => socket.once('disconnect', gone));
  }

  private get sockets(): Server {
    return (this.get(SocketBroadcaster) as unknown as { server: Server }).server;
  }

  async close({ leaveSubscribers = false } = {}): Promise<void> {
    if (!leaveSubscribers) for (const { socket } of this.subscribers) socket.disconnect();
    await this.instance.close();
  }
}

export interface Customer {
  readonly userId: number;
  readonly email: string;
  readonly password: string;
  readonly token: string;
}
