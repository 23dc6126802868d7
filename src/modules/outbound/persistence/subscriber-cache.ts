import { Injectable } from '@nestjs/common';
import type { Transaction } from '#platform/database/transaction';
import { InstanceChannel } from '#platform/redis/instance-channel';
import type { EventType } from '../domain/integration-event';
import { OutboundConfig } from '../outbound.config';
import { type Subscriber, SubscriberRepository } from './subscriber.repository';

const CHANGED = 'outbound.receivers-changed';
/** For the message that was sent and yet never heard. */
const READ_ANYWAY_MS = 60_000;

/** Who is told what, remembered: asked for each fact, read once a second while there is anybody. */
@Injectable()
export class SubscriberCache {
  private known: readonly Subscriber[] | undefined;
  /** what had been heard of changes when they were read, and when that was */
  private readAt = { news: '', time: 0 };
  private changes = 0;

  constructor(
    private readonly config: OutboundConfig,
    private readonly receivers: SubscriberRepository,
    private readonly channel: InstanceChannel,
  ) {
    channel.listen(CHANGED, () => this.changes++);
  }

  /** Those that this instance may send to: all webhooks, and Kafka if it is configured. */
  async read(tx?: Transaction): Promise<readonly Subscriber[]> {
    const readAt = { news: this.news, time: performance.now() };
    const all = await this.receivers.all(tx);
    this.known = all.filter(({ kind }) => kind === 'WEBHOOK' || this.config.kafka !== undefined);
    this.readAt = readAt;
    return this.known;
  }

  /** Tells every instance that they are others now. */
  announceChange(): void {
    this.channel.tell(CHANGED, null);
  }

  onChange(listener: () => void): void {
    this.channel.listen(CHANGED, listener);
  }

  /** Reads them with `tx` where nobody has yet, as in a process that never starts to send. */
  async idsFor(types: ReadonlySet<EventType>, tx: Transaction): Promise<ReadonlyMap<EventType, readonly number[]>> {
    const known = this.known ?? (await this.read(tx));
    return new Map(
      [...types].map((type) => [
        type,
        known.filter(({ eventTypes }) => eventTypes.includes(type)).map(({ subscriberId }) => subscriberId),
      ]),
    );
  }

  /** Nobody wants anything: known without looking at what has happened. */
  get isNobody(): boolean {
    return this.known?.length === 0;
  }

  /**
   * Where nobody wants anything the database is not asked again, but for a change that was announced, that could have
   * been announced to deaf ears, or that nobody has heard of within a minute.
   */
  get mayBeOthers(): boolean {
    const isDeaf = this.channel.hearing === undefined;
    const { news, time } = this.readAt;
    return !this.isNobody || isDeaf || news !== this.news || performance.now() - time > READ_ANYWAY_MS;
  }

  private get news(): string {
    return `${this.channel.hearing}/${this.changes}`;
  }
}
