import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventBus } from '#platform/events/event-bus';
import { withTimeout } from '#platform/timing/with-timeout';
import { secretOf } from '../domain/signature';
import { OutboundConfig } from '../outbound.config';
import { Outbox } from '../persistence/outbox';
import { type Subscriber, SubscriberRepository } from '../persistence/subscriber.repository';
import { SubscriberCache } from '../persistence/subscriber-cache';
import { OrderedSender } from './ordered-sender';
import { KafkaTransport } from '../adapters/kafka-transport';
import { WebhookTransport } from '../adapters/webhook-transport';

const LOOK_EVERY_MS = 1_000;
const STOP_LIMIT_MS = 2_000;

interface Sending {
  readonly pump: OrderedSender;
  readonly way: KafkaTransport | WebhookTransport;
}

/** Of all instances one sends to a receiver, for as long as it lives; when it dies another takes over. */
@Injectable()
export class SendToSubscribers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sending = new Map<number, Sending>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    private readonly config: OutboundConfig,
    private readonly bus: EventBus,
    private readonly known: SubscriberCache,
    private readonly receivers: SubscriberRepository,
    private readonly outbox: Outbox,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.known.onChange(() => this.lookIfNew());
    this.timer = setInterval(() => this.lookIfNew(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** What is on its way has a moment to end; what does not is sent again, by whoever takes over. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.looking?.catch(() => undefined);
    await Promise.all([...this.sending.values()].map((one) => end(one)));
    this.sending.clear();
  }

  /** Something was noted: those who send from here need not wait for the next look. */
  wake(): void {
    for (const { pump } of this.sending.values()) pump.wake();
  }

  /** Learns who is to be told what, and sends to those that nobody else who lives sends to. */
  look(): Promise<void> {
    this.looking ??= this.lookAround().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** The same by a look that begins now: one that is under way may have missed what has just changed. */
  async lookAnew(): Promise<void> {
    await this.looking?.catch(() => undefined);
    return this.look();
  }

  private lookIfNew(): void {
    // What fails is tried again within a second.
    if (!this.isStopped && this.known.mayBeOthers) void this.look().catch(() => undefined);
  }

  private async lookAround(): Promise<void> {
    const mine = new Map<number, Subscriber>();
    for (const receiver of await this.known.read()) {
      if (this.isStopped) return;
      const { subscriberId, owner, owned } = receiver;
      const isMine = owned ? owner === this.bus.instance : await this.receivers.claim(subscriberId, this.bus.instance);
      if (isMine) mine.set(subscriberId, receiver);
    }
    for (const [subscriberId, one] of this.sending) {
      if (mine.has(subscriberId)) continue;
      this.sending.delete(subscriberId);
      void end(one);
    }
    for (const [subscriberId, receiver] of mine) {
      if (!this.sending.has(subscriberId)) this.sending.set(subscriberId, this.begin(receiver));
    }
    this.wake();
  }

  private begin(receiver: Subscriber): Sending {
    const way = this.wayTo(receiver);
    return { way, pump: new OrderedSender(receiver.subscriberId, this.bus.instance, this.outbox, way) };
  }

  private wayTo({ kind, url, salt }: Subscriber): Sending['way'] {
    if (kind === 'KAFKA' && this.config.kafka !== undefined) return new KafkaTransport(this.config.kafka);
    const anywhere = this.config.webhooksAnywhere;
    return new WebhookTransport({ url, secret: secretOf(this.config.webhookKey, salt), anywhere });
  }
}

async function end({ pump, way }: Sending): Promise<void> {
  await withTimeout(STOP_LIMIT_MS, pump.stop(), () => new Error('late')).catch(() => undefined);
  await way.close();
}
