import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { withTimeout } from '#platform/timing/with-timeout';
import { KafkaTransport } from '../adapters/kafka-transport';
import { OrderedSender } from '../adapters/ordered-sender';
import { WebhookTransport } from '../adapters/webhook-transport';
import type { Transport } from '../domain/outgoing-event';
import { secretOf } from '../domain/signature';
import { OutboundConfig } from '../outbound.config';
import { Outbox } from '../persistence/outbox';
import { type Subscriber, SubscriberRepository } from '../persistence/subscriber.repository';
import { SubscriberCache } from '../persistence/subscriber-cache';

const REFRESH_MS = 1_000;
const STOP_LIMIT_MS = 2_000;

interface ActiveSender {
  readonly sender: OrderedSender;
  readonly transport: Transport;
}

/** One instance sends to each subscriber, for as long as it is alive; when it dies, another one takes over. */
@Injectable()
export class SendToSubscribers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly active = new Map<number, ActiveSender>();
  private readonly refreshing = new SingleFlight(() => this.readAndClaim());
  private stopRepeating: () => void = () => undefined;
  private isStopped = false;

  constructor(
    private readonly config: OutboundConfig,
    private readonly bus: EventBus,
    private readonly cache: SubscriberCache,
    private readonly subscribers: SubscriberRepository,
    private readonly outbox: Outbox,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    this.cache.onChange(() => this.refreshIfStale());
    this.stopRepeating = repeat(REFRESH_MS, () => this.refreshIfStale());
  }

  /** Events in flight get a moment to finish; those that do not are sent again by the instance that takes over. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    this.stopRepeating();
    await this.refreshing.running?.catch(() => undefined);
    await Promise.all([...this.active.values()].map((each) => stop(each)));
    this.active.clear();
  }

  /** Lets the senders of this instance look for due events now. */
  wake(): void {
    for (const { sender } of this.active.values()) sender.wake();
  }

  /** Reads the subscribers, and sends to those that no other live instance sends to. Concurrent calls share one run. */
  refresh(): Promise<void> {
    return this.refreshing.run();
  }

  /** Announces that the subscribers have changed, and refreshes: a run that is under way may have missed the change. */
  async subscribersChanged(): Promise<void> {
    this.cache.announceChange();
    await this.refreshing.running?.catch(() => undefined);
    await this.refresh();
  }

  private refreshIfStale(): void {
    // A failure is retried within a second.
    if (!this.isStopped && this.cache.mayBeStale) void this.refresh().catch(() => undefined);
  }

  private async readAndClaim(): Promise<void> {
    const owned = new Map<number, Subscriber>();
    for (const subscriber of await this.cache.read()) {
      if (this.isStopped) return;
      const { subscriberId, owner, isOwnerAlive } = subscriber;
      const isOwned = isOwnerAlive
        ? owner === this.bus.instance
        : await this.subscribers.claim(subscriberId, this.bus.instance);
      if (isOwned) owned.set(subscriberId, subscriber);
    }
    for (const [subscriberId, each] of this.active) {
      if (owned.has(subscriberId)) continue;
      this.active.delete(subscriberId);
      void stop(each);
    }
    for (const [subscriberId, subscriber] of owned) {
      if (!this.active.has(subscriberId)) this.active.set(subscriberId, this.start(subscriber));
    }
    this.wake();
  }

  private start(subscriber: Subscriber): ActiveSender {
    const transport = this.transportFor(subscriber);
    return { transport, sender: new OrderedSender(subscriber.subscriberId, this.bus.instance, this.outbox, transport) };
  }

  private transportFor({ kind, url, salt }: Subscriber): Transport {
    if (kind === 'KAFKA' && this.config.kafka !== undefined) return new KafkaTransport(this.config.kafka);
    const anywhere = this.config.webhooksAnywhere;
    return new WebhookTransport({ url, secret: secretOf(this.config.webhookKey, salt), anywhere });
  }
}

async function stop({ sender, transport }: ActiveSender): Promise<void> {
  await withTimeout(STOP_LIMIT_MS, sender.stop(), () => new Error('Timed out')).catch(() => undefined);
  await transport.close();
}
