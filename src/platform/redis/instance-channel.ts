import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisClients } from './redis-clients';

type Listener = (message: unknown) => void;

/**
 * Tells every instance something that it may act upon at once: what to forget, whom to wake. Listeners of this
 * instance are called before `tell` returns; the others hear it over Redis, at most once, and never while Redis is
 * away: it speeds things up, nothing may depend on it.
 */
@Injectable()
export class InstanceChannel implements OnModuleInit {
  private readonly listeners = new Map<string, Listener[]>();
  private readonly self = randomUUID();
  private readonly channel: string;

  constructor(private readonly redis: RedisClients) {
    this.channel = `${redis.prefix}instances`;
  }

  onModuleInit(): void {
    this.redis.subscriber.on('message', (channel: string, text: string) => {
      if (channel === this.channel) this.hear(text);
    });
    // Queued until Redis answers, and repeated by ioredis after every reconnection.
    this.redis.subscriber.subscribe(this.channel).catch(() => undefined);
  }

  /** @param topic such as `order.settled`; the message must be JSON */
  tell(topic: string, message: unknown): void {
    this.dispatch(topic, message);
    const text = JSON.stringify({ from: this.self, topic, message });
    this.redis.publisher.publish(this.channel, text).catch(() => undefined);
  }

  listen(topic: string, listener: Listener): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
  }

  private hear(text: string): void {
    const { from, topic, message } = JSON.parse(text) as { from: string; topic: string; message: unknown };
    if (from !== this.self) this.dispatch(topic, message);
  }

  private dispatch(topic: string, message: unknown): void {
    for (const listener of this.listeners.get(topic) ?? []) listener(message);
  }
}
