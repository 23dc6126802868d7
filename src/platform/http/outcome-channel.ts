import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { GracefulShutdown } from './graceful-shutdown';

const POLL_EVERY_MS = 1_000;
/** Each waiter holds a client's connection. With this many, further requests are answered without waiting. */
const MAX_WAITERS = 10_000;

type Wake<Outcome> = (outcome?: Outcome) => void;

/**
 * Announces outcomes that were just committed to the requests that wait for them (`Prefer: wait`), on all instances.
 * Where that message is lost (Redis is unavailable, an instance died), the database is queried once a second for
 * everything that is waited for. On the instance that has committed it, the outcome comes along. What arrives over Redis,
 * where others may write too, is never trusted: it carries ids only.
 */
@Injectable()
export abstract class OutcomeChannel<Outcome> implements OnModuleInit, OnModuleDestroy {
  /** Every instance receives the ids of outcomes under this topic. */
  protected abstract readonly topic: string;
  private readonly waiters = new Map<number, Set<Wake<Outcome>>>();
  private readonly polling = new SingleFlight(() => this.poll());
  private stopTimer: () => void = () => undefined;
  private count = 0;

  constructor(
    private readonly shutdown: GracefulShutdown,
    private readonly instances: InstanceChannel,
  ) {}

  protected abstract idOf(outcome: Outcome): number;

  /** Those of the ids that have their outcome in the database. */
  protected abstract endedOf(ids: readonly number[]): Promise<readonly number[]>;

  onModuleInit(): void {
    this.instances.subscribe(this.topic, (ids) => this.wakeAll(ids as number[]));
    this.stopTimer = repeat(POLL_EVERY_MS, () => this.polling.run());
    this.shutdown.onBegin(() => this.wakeAll([...this.waiters.keys()]));
  }

  onModuleDestroy(): void {
    this.stopTimer();
  }

  /** Call it after the commit. Requests that wait on this instance are answered before the others are notified. */
  publish(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.wake(this.idOf(outcome), outcome);
    const ids = outcomes.map((outcome) => this.idOf(outcome));
    setImmediate(() => this.instances.publish(this.topic, ids));
  }

  /**
   * Resolves when there is an outcome, after `milliseconds`, when the process shuts down, or at once when there are too
   * many waiters.
   * @returns the outcome that this instance has just committed; `undefined`: it must be read
   */
  async wait(id: number, milliseconds: number): Promise<Outcome | undefined> {
    if (this.shutdown.begun || this.count >= MAX_WAITERS) return undefined;
    this.count++;
    return new Promise((resolve) => {
      const waiters = this.waiters.get(id) ?? new Set<Wake<Outcome>>();
      const wake: Wake<Outcome> = (outcome) => {
        clearTimeout(timeout);
        this.count--;
        waiters.delete(wake);
        if (waiters.size === 0) this.waiters.delete(id);
        resolve(outcome);
      };
      const timeout = setTimeout(() => wake(), milliseconds);
      waiters.add(wake);
      this.waiters.set(id, waiters);
    });
  }

  private wakeAll(ids: readonly number[]): void {
    for (const id of ids) this.wake(id);
  }

  private wake(id: number, outcome?: Outcome): void {
    for (const wake of [...(this.waiters.get(id) ?? [])]) wake(outcome);
  }

  private async poll(): Promise<void> {
    if (this.waiters.size === 0) return;
    try {
      this.wakeAll(await this.endedOf([...this.waiters.keys()]));
    } catch {
      // The database is unavailable; every waiter has a time limit of its own.
    }
  }
}
