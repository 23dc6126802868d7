import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type Trace, tracing } from '#platform/observability/tracing';
import { RedisClients } from './redis-clients';

type Listener = (message: unknown) => void;

interface Message {
  readonly from: string;
  readonly topic: string;
  readonly message: unknown;
  /** the trace that the publisher belongs to */
  readonly trace?: Trace;
}

/**
 * Publishes messages to all instances: which cache entries to drop, which waiting requests to wake. Listeners of this
 * instance are called before `publish` returns; other instances receive the message over Redis at most once, and not at
 * all while Redis is unavailable. Nothing may depend on it.
 */
@Injectable()
export class InstanceChannel implements OnModuleInit {
  private readonly log = new Logger(InstanceChannel.name);
  private readonly listeners = new Map<string, Listener[]>();
  private readonly self = randomUUID();
  private readonly channel: string;
  private subscriptions = 0;
  private isSubscribed = false;

  constructor(private readonly redis: RedisClients) {
    this.channel = `${redis.prefix}instances`;
  }

  onModuleInit(): void {
    const { subscriber } = this.redis;
    // A command that timed out may still have subscribed, so its error is ignored.
    const subscribe = (): void => void this.openSubscription().catch(() => undefined);
    subscriber.on('message', (channel: string, text: string) => {
      if (channel === this.channel) this.receive(text);
    });
    subscriber.on('ready', subscribe);
    subscriber.on('close', () => (this.isSubscribed = false));
    if (subscriber.status === 'ready') subscribe();
  }

  /**
   * The number of the subscription by which this instance receives messages; `undefined` while it has none. When it has
   * changed, messages in between may have been missed.
   */
  get currentSubscription(): number | undefined {
    return this.isSubscribed ? this.subscriptions : undefined;
  }

  /** @param topic such as `session.revoked`; the message must be JSON */
  publish(topic: string, message: unknown): void {
    this.dispatch(topic, message);
    const text = JSON.stringify({ from: this.self, topic, message, trace: tracing?.current() });
    this.redis.publisher.publish(this.channel, text).catch(() => undefined);
  }

  /** A listener that throws is logged; neither the other listeners nor the publisher notice. */
  subscribe(topic: string, listener: Listener): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  private async openSubscription(): Promise<void> {
    await this.redis.subscriber.subscribe(this.channel);
    this.subscriptions++;
    this.isSubscribed = true;
  }

  private receive(text: string): void {
    const message = read(text);
    if (!message || message.from === this.self) return;
    const dispatch = (): void => this.dispatch(message.topic, message.message);
    if (tracing === undefined) dispatch();
    else tracing.following(message.trace, dispatch);
  }

  private dispatch(topic: string, message: unknown): void {
    for (const listener of this.listeners.get(topic) ?? []) {
      try {
        listener(message);
      } catch (error) {
        this.log.error(error);
      }
    }
  }
}

/**
 * Other programs may publish to this Redis: what cannot be read is ignored, because an error here would end the
 * process.
 */
function read(text: string): Message | null | undefined {
  try {
    return JSON.parse(text) as Message | null;
  } catch {
    return undefined;
  }
}
