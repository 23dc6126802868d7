import { Logger } from '@nestjs/common';
import { backoff } from '../domain/backoff';
import { aggregateOf, type Dispatch } from '../domain/envelope';
import type { Outbox } from '../persistence/outbox';

export interface Refused {
  readonly dispatch: Dispatch;
  readonly reason: string;
}

/** One way to the outside. */
export interface Transport {
  /** the most events on their way at once, each of another aggregate */
  readonly most: number;
  /** all of them in one call, or each in its own */
  readonly together: boolean;
  /** whether what was sent stays in the log */
  readonly logged: boolean;
  /**
   * Sends, and says which of them the receiver would not have; the others are there.
   * @throws when nothing is known of any: the receiver is away
   */
  send(dispatches: readonly Dispatch[]): Promise<readonly Refused[]>;
}

const NOTING_PAUSE_MS = 1_000;
/** A receiver that is back is found soon, however long it was away. */
const LONGEST_PAUSE_MS = 10_000;
const ATTEMPTS_PER_WARNING = 30;

/**
 * Sends what one receiver is to be told, one event of an aggregate at a time: the next one only after this one is noted
 * as sent. Of two instances that both believe to be in charge, each goes on in this order from an event that is not
 * noted as sent, so the first time that a receiver hears of each event is in order too.
 */
export class OrderedSender {
  private readonly log = new Logger(OrderedSender.name);
  private readonly inHand = new Map<string, Promise<void>>();
  /** left our hands since the database was last asked: what it says of them may be from before */
  private readonly justLeft = new Set<string>();
  private looking: Promise<void> | undefined;
  private isAsked = false;
  private isStopped = false;
  private outages = 0;
  private pausedUntil = 0;

  constructor(
    readonly subscriberId: number,
    private readonly instance: string,
    private readonly outbox: Outbox,
    private readonly way: Transport,
  ) {}

  /** Something may be due. */
  wake(): void {
    this.isAsked = true;
    this.looking ??= this.look()
      // Where the database is away, the next wake finds it back.
      .catch(() => undefined)
      .finally(() => {
        this.looking = undefined;
        if (this.isAsked && !this.isStopped && this.hasRoom) this.wake();
      });
  }

  /** Takes nothing more; ends when nothing is on its way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.looking;
    await Promise.all(this.inHand.values());
  }

  private get hasRoom(): boolean {
    return this.way.together ? this.inHand.size === 0 : this.inHand.size < this.way.most;
  }

  private async look(): Promise<void> {
    while (this.isAsked && !this.isStopped && this.hasRoom) {
      this.isAsked = false;
      if (performance.now() < this.pausedUntil) return;
      this.justLeft.clear();
      const heads = await this.outbox.heads(this.subscriberId, this.instance, this.way.most);
      const fresh = heads.filter((head) => !this.isKnownBetter(aggregateOf(head)));
      const room = fresh.slice(0, this.way.most - this.inHand.size);
      if (room.length === 0 || this.isStopped) return;
      if (this.way.together) this.hand(room);
      else for (const dispatch of room) this.hand([dispatch]);
    }
  }

  private isKnownBetter(aggregate: string): boolean {
    return this.inHand.has(aggregate) || this.justLeft.has(aggregate);
  }

  private hand(dispatches: readonly Dispatch[]): void {
    const work = this.send(dispatches)
      // What could not be noted is still due, and comes again.
      .catch(() => this.pause(NOTING_PAUSE_MS))
      .finally(() => {
        for (const aggregate of dispatches.map(aggregateOf)) {
          this.inHand.delete(aggregate);
          this.justLeft.add(aggregate);
        }
        this.wake();
      });
    for (const dispatch of dispatches) this.inHand.set(aggregateOf(dispatch), work);
  }

  /** Once for each outage, and again while it lasts, rarely: the metrics say how much waits, and this why. */
  private tellOf(error: unknown): void {
    if (this.outages % ATTEMPTS_PER_WARNING > 0) return;
    this.log.warn({ msg: `Receiver ${this.subscriberId} is told nothing; it is tried again`, err: error });
  }

  private pause(milliseconds: number): void {
    this.pausedUntil = performance.now() + milliseconds;
  }

  private async send(dispatches: readonly Dispatch[]): Promise<void> {
    let refused: readonly Refused[];
    try {
      refused = await this.way.send(dispatches);
      this.outages = 0;
    } catch (error) {
      this.tellOf(error);
      this.pause(Math.min(backoff(++this.outages), LONGEST_PAUSE_MS));
      return;
    }
    const left = new Set(refused.map(({ dispatch }) => dispatch.deliveryId));
    const sent = dispatches.map(({ deliveryId }) => deliveryId).filter((id) => !left.has(id));
    await this.outbox.sent(sent, this.way.logged);
    for (const { dispatch, reason } of refused) {
      await this.outbox.failed([dispatch.deliveryId], backoff(dispatch.attempts + 1), reason);
    }
  }
}
