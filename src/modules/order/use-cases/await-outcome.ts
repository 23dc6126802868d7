import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { OrderQueries } from '../persistence/order.queries';
import { type OrderOutcome, OrderOutcomeChannel } from '../persistence/order-outcome-channel';

const ASK_EVERY_MS = 1_000;
/** Each holds a connection of its client. Beyond these nobody is kept waiting: the answer is 202, as without the wish. */
const MOST_WAITING = 10_000;

type Wake = (end?: OrderOutcome) => void;

/**
 * Lets requests wait until their order is decided. Whoever settles orders tells all instances at once; what is not
 * told (Redis is away, another instance died) is found by asking the database once a second for all who wait. What
 * this instance has committed itself says what became of the order; being woken otherwise says that it is worth a look.
 */
@Injectable()
export class AwaitOutcome implements OnModuleInit, OnModuleDestroy {
  private readonly waiters = new Map<number, Set<Wake>>();
  private timer: NodeJS.Timeout | undefined;
  private asking = false;
  private waiting = 0;

  constructor(
    private readonly draining: GracefulShutdown,
    private readonly settled: OrderOutcomeChannel,
    private readonly queries: OrderQueries,
  ) {}

  onModuleInit(): void {
    this.settled.listen({
      here: (ends) => {
        for (const end of ends) this.wake(end.orderId, end);
      },
      elsewhere: (orderIds) => this.wakeAll(orderIds),
    });
    this.timer = setInterval(() => void this.ask(), ASK_EVERY_MS);
    this.timer.unref();
    this.draining.onBegin(() => this.wakeAll([...this.waiters.keys()]));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /**
   * Ends with the decision, or after `milliseconds`, or when the process is about to end or too many wait.
   * @returns what this instance has just committed; `undefined`: the order must be read
   */
  async until(orderId: number, milliseconds: number): Promise<OrderOutcome | undefined> {
    if (this.draining.begun || this.waiting >= MOST_WAITING) return undefined;
    this.waiting++;
    return new Promise((resolve) => {
      const waiters = this.waiters.get(orderId) ?? new Set<Wake>();
      const wake: Wake = (end) => {
        clearTimeout(limit);
        this.waiting--;
        waiters.delete(wake);
        if (waiters.size === 0) this.waiters.delete(orderId);
        resolve(end);
      };
      const limit = setTimeout(() => wake(), milliseconds);
      waiters.add(wake);
      this.waiters.set(orderId, waiters);
    });
  }

  private wakeAll(orderIds: readonly number[]): void {
    for (const orderId of orderIds) this.wake(orderId);
  }

  private wake(orderId: number, end?: OrderOutcome): void {
    for (const wake of [...(this.waiters.get(orderId) ?? [])]) wake(end);
  }

  private async ask(): Promise<void> {
    if (this.waiters.size === 0 || this.asking) return;
    this.asking = true;
    try {
      this.wakeAll(await this.queries.decidedOf([...this.waiters.keys()]));
    } catch {
      // the database is away: the waiters have their own limit
    } finally {
      this.asking = false;
    }
  }
}
