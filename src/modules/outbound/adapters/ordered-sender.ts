import { Logger } from '@nestjs/common';
import { aggregateOf, backoff, type OutgoingEvent, type RefusedEvent, type Transport } from '../domain/outgoing-event';
import type { Outbox } from '../persistence/outbox';

const PAUSE_AFTER_FAILED_UPDATE_MS = 1_000;
/** Short, so that a subscriber is found soon after it is back, however long it was unavailable. */
const MAX_PAUSE_MS = 10_000;
const ATTEMPTS_PER_WARNING = 30;

/**
 * Sends the events of one subscriber, one at a time for each aggregate: the next one only after this one is stored as
 * sent. Even if two instances both believe that they own the subscriber, each continues in this order from an event that
 * is not stored as sent, so the first arrival of each event is in order too.
 */
export class OrderedSender {
  private readonly log = new Logger(OrderedSender.name);
  private readonly inFlight = new Map<string, Promise<void>>();
  /** aggregates whose events finished since the last query began: its result may be older than that */
  private readonly finished = new Set<string>();
  private polling: Promise<void> | undefined;
  private isPollDue = false;
  private isStopped = false;
  private outages = 0;
  private pausedUntil = 0;

  constructor(
    readonly subscriberId: number,
    private readonly instance: string,
    private readonly outbox: Outbox,
    private readonly transport: Transport,
  ) {}

  /** Call this when an event may be due. */
  wake(): void {
    this.isPollDue = true;
    this.polling ??= this.poll()
      // While the database is unavailable, the next call tries again.
      .catch(() => undefined)
      .finally(() => {
        this.polling = undefined;
        if (this.isPollDue && !this.isStopped && this.hasCapacity) this.wake();
      });
  }

  /** Starts nothing more, and resolves when nothing is in flight. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.polling;
    await Promise.all(this.inFlight.values());
  }

  private get hasCapacity(): boolean {
    const { isBatched, maxInFlight } = this.transport;
    return isBatched ? this.inFlight.size === 0 : this.inFlight.size < maxInFlight;
  }

  private async poll(): Promise<void> {
    while (this.isPollDue && !this.isStopped && this.hasCapacity) {
      this.isPollDue = false;
      if (performance.now() < this.pausedUntil) return;
      this.finished.clear();
      const { isBatched, maxInFlight } = this.transport;
      const due = await this.outbox.nextDue(this.subscriberId, this.instance, maxInFlight);
      const fresh = due.filter((event) => !this.isOutdated(aggregateOf(event)));
      const events = fresh.slice(0, maxInFlight - this.inFlight.size);
      if (events.length === 0 || this.isStopped) return;
      if (isBatched) this.start(events);
      else for (const event of events) this.start([event]);
    }
  }

  private isOutdated(aggregate: string): boolean {
    return this.inFlight.has(aggregate) || this.finished.has(aggregate);
  }

  private start(events: readonly OutgoingEvent[]): void {
    const work = this.send(events)
      // Events whose result could not be stored are still due, and are sent again.
      .catch(() => this.pause(PAUSE_AFTER_FAILED_UPDATE_MS))
      .finally(() => {
        for (const aggregate of events.map(aggregateOf)) {
          this.inFlight.delete(aggregate);
          this.finished.add(aggregate);
        }
        this.wake();
      });
    for (const event of events) this.inFlight.set(aggregateOf(event), work);
  }

  /** Logs the first failure of an outage, then one in thirty; the metrics show how many events wait. */
  private warn(error: unknown): void {
    if (this.outages % ATTEMPTS_PER_WARNING > 0) return;
    this.log.warn({ msg: `Subscriber ${this.subscriberId} is unavailable; sending will be retried`, err: error });
  }

  private pause(milliseconds: number): void {
    this.pausedUntil = performance.now() + milliseconds;
  }

  private async send(events: readonly OutgoingEvent[]): Promise<void> {
    let refused: readonly RefusedEvent[];
    try {
      refused = await this.transport.send(events);
      this.outages = 0;
    } catch (error) {
      this.warn(error);
      this.pause(Math.min(backoff(++this.outages), MAX_PAUSE_MS));
      return;
    }
    const refusedIds = new Set(refused.map(({ event }) => event.deliveryId));
    const sentIds = events.map(({ deliveryId }) => deliveryId).filter((id) => !refusedIds.has(id));
    await this.outbox.sent(sentIds, this.transport.isLogged);
    for (const { event, reason } of refused) {
      await this.outbox.failed([event.deliveryId], backoff(event.attempts + 1), reason);
    }
  }
}
