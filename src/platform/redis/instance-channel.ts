import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type Trace, tracing } from '#platform/observability/tracing';
import { RedisClients } from './redis-clients';

type Listener = (message: unknown) => void;

interface Message {
  readonly from: string;
  readonly topic: string;
  readonly message: unknown;
  /** that telling it belongs to */
  readonly trace?: Trace;
}

/**
 * Tells every instance something that it may act upon at once: what to forget, whom to wake. Listeners of this
 * instance are called before `tell` returns; the others hear it over Redis, at most once, and never while Redis is
 * away: it speeds things up, nothing may depend on it.
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
    // An answer that comes too late to be waited for subscribes all the same.
    const subscribe = (): void => void this.openSubscription().catch(() => undefined);
    subscriber.on('message', (channel: string, text: string) => {
      if (channel === this.channel) this.receive(text);
    });
    subscriber.on('ready', subscribe);
    subscriber.on('close', () => (this.isSubscribed = false));
    if (subscriber.status === 'ready') subscribe();
  }

  /**
   * By which of its subscriptions this instance hears the others; `undefined` while it does not. Whoever finds another
   * one than before may have missed what was told in between.
   */
  get currentSubscription(): number | undefined {
    return this.isSubscribed ? this.subscriptions : undefined;
  }

  /** @param topic such as `order.settled`; the message must be JSON */
  publish(topic: string, message: unknown): void {
    this.dispatch(topic, message);
    const text = JSON.stringify({ from: this.self, topic, message, trace: tracing?.current() });
    this.redis.publisher.publish(this.channel, text).catch(() => undefined);
  }

  /** A listener that fails is logged; the others, and whoever told, never hear of it. */
  subscribe(topic: string, listener: Listener): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  private async openSubscription(): Promise<void> {
    await this.redis.subscriber.subscribe(this.channel);
    this.subscriptions++;
    this.isSubscribed = true;
  }

  private receive(text: string): void {
    const told = read(text);
    if (!told || told.from === this.self) return;
    const dispatch = (): void => this.dispatch(told.topic, told.message);
    if (tracing === undefined) dispatch();
    else tracing.following(told.trace, dispatch);
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

/** Others may write to this Redis too: what is not ours says nothing, and an error here would end the process. */
function read(text: string): Message | null | undefined {
  try {
    return JSON.parse(text) as Message | null;
  } catch {
    return undefined;
  }
}
