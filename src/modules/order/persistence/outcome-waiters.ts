import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { OrderQueries } from './order.queries';
import { type DecidedOrder, OrderOutcomeChannel } from './order-outcome-channel';

const POLL_EVERY_MS = 1_000;
/** Each waiter holds a client's connection. With this many, further requests are answered 202 without waiting. */
const MAX_WAITERS = 10_000;

type Wake = (outcome?: DecidedOrder) => void;

/**
 * Requests that wait until their order is decided. The instance that commits a decision wakes the waiters of all
 * instances. Where that message is lost (Redis is unavailable, an instance died), the database is queried once a
 * second for all orders that are waited for.
 */
@Injectable()
export class OutcomeWaiters implements OnModuleInit, OnModuleDestroy {
  private readonly waiters = new Map<number, Set<Wake>>();
  private stopTimer: () => void = () => undefined;
  private readonly polling = new SingleFlight(() => this.poll());
  private count = 0;

  constructor(
    private readonly shutdown: GracefulShutdown,
    private readonly outcomes: OrderOutcomeChannel,
    private readonly queries: OrderQueries,
  ) {}

  onModuleInit(): void {
    this.outcomes.listen({
      committedHere: (orders) => {
        for (const order of orders) this.wake(order.orderId, order);
      },
      announcedElsewhere: (orderIds) => this.wakeAll(orderIds),
    });
    this.stopTimer = repeat(POLL_EVERY_MS, () => this.polling.run());
    this.shutdown.onBegin(() => this.wakeAll([...this.waiters.keys()]));
  }

  onModuleDestroy(): void {
    this.stopTimer();
  }

  /**
   * Resolves when the order is decided, after `milliseconds`, when the process shuts down, or at once when there are
   * too many waiters.
   * @returns the outcome that this instance has just committed; `undefined`: the order must be read
   */
  async wait(orderId: number, milliseconds: number): Promise<DecidedOrder | undefined> {
    if (this.shutdown.begun || this.count >= MAX_WAITERS) return undefined;
    this.count++;
    return new Promise((resolve) => {
      const waiters = this.waiters.get(orderId) ?? new Set<Wake>();
      const wake: Wake = (outcome) => {
        clearTimeout(timeout);
        this.count--;
        waiters.delete(wake);
        if (waiters.size === 0) this.waiters.delete(orderId);
        resolve(outcome);
      };
      const timeout = setTimeout(() => wake(), milliseconds);
      waiters.add(wake);
      this.waiters.set(orderId, waiters);
    });
  }

  private wakeAll(orderIds: readonly number[]): void {
    for (const orderId of orderIds) this.wake(orderId);
  }

  private wake(orderId: number, outcome?: DecidedOrder): void {
    for (const wake of [...(this.waiters.get(orderId) ?? [])]) wake(outcome);
  }

  private async poll(): Promise<void> {
    if (this.waiters.size === 0) return;
    try {
      this.wakeAll(await this.queries.decidedOf([...this.waiters.keys()]));
    } catch {
      // The database is unavailable; every waiter has a time limit of its own.
    }
  }
}
