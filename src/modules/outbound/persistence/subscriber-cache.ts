import { Injectable } from '@nestjs/common';
import type { Transaction } from '#platform/database/transaction';
import { InstanceChannel } from '#platform/redis/instance-channel';
import type { EventType } from '../domain/integration-event';
import { OutboundConfig } from '../outbound.config';
import { type Subscriber, SubscriberRepository } from './subscriber.repository';

const CHANGED = 'outbound.subscribers-changed';
/** Covers announcements that were sent but never arrived. */
const MAX_AGE_MS = 60_000;

/** The subscribers, in memory: consulted for each domain event, read once a second while there are any. */
@Injectable()
export class SubscriberCache {
  private subscribers: readonly Subscriber[] | undefined;
  /** the version of the announcements when they were last read, and the time */
  private lastRead = { version: '', time: 0 };
  private changes = 0;

  constructor(
    private readonly config: OutboundConfig,
    private readonly repository: SubscriberRepository,
    private readonly channel: InstanceChannel,
  ) {
    channel.subscribe(CHANGED, () => this.changes++);
  }

  /** Those that this instance may send to: all webhooks, and Kafka if it is configured. */
  async read(tx?: Transaction): Promise<readonly Subscriber[]> {
    const lastRead = { version: this.version, time: performance.now() };
    const all = await this.repository.all(tx);
    this.subscribers = all.filter(({ kind }) => kind === 'WEBHOOK' || this.config.kafka !== undefined);
    this.lastRead = lastRead;
    return this.subscribers;
  }

  /** Announces a change to every instance. */
  announceChange(): void {
    this.channel.publish(CHANGED, null);
  }

  onChange(listener: () => void): void {
    this.channel.subscribe(CHANGED, listener);
  }

  /** Reads them with `tx` if they were never read, as in a process that never starts to send. */
  async idsFor(types: ReadonlySet<EventType>, tx: Transaction): Promise<ReadonlyMap<EventType, readonly number[]>> {
    if (this.subscribers === undefined) await this.read(tx);
    return new Map([...types].map((type) => [type, this.idsOf(type)]));
  }

  /** Those that get events of this type, as far as they were read. */
  idsOf(type: EventType): readonly number[] {
    const wanting = this.subscribers?.filter(({ eventTypes }) => eventTypes.includes(type)) ?? [];
    return wanting.map(({ subscriberId }) => subscriberId);
  }

  /** True if it is known that there are no subscribers. */
  get isEmpty(): boolean {
    return this.subscribers?.length === 0;
  }

  /**
   * While there are no subscribers, the database is read again only if a change was announced, if an announcement could
   * have been missed, or after a minute.
   */
  get mayBeStale(): boolean {
    const isDisconnected = this.channel.currentSubscription === undefined;
    const { version, time } = this.lastRead;
    return !this.isEmpty || isDisconnected || version !== this.version || performance.now() - time > MAX_AGE_MS;
  }

  private get version(): string {
    return `${this.channel.currentSubscription}/${this.changes}`;
  }
}
