import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Draining } from '#platform/http/draining';
import { InstanceChannel } from '#platform/redis/instance-channel';
import { OrderQueries } from '../persistence/order.queries';
import { ORDERS_SETTLED_TOPIC } from '../persistence/order-settlement';

const ASK_EVERY_MS = 1_000;
/** Each holds a connection of its client. Beyond these nobody is kept waiting: the answer is 202, as without the wish. */
const MOST_WAITING = 10_000;

/**
 * Lets requests wait until their order is decided. Whoever settles orders tells all instances at once; what is not
 * told (Redis is away, another instance died) is found by asking the database once a second for all who wait. The
 * waiter then reads the order itself: being woken says that it is worth a look, not what became of it.
 */
@Injectable()
export class AwaitDecision implements OnModuleInit, OnModuleDestroy {
  private readonly waiters = new Map<number, Set<() => void>>();
  private timer: NodeJS.Timeout | undefined;
  private asking = false;
  private waiting = 0;

  constructor(
    private readonly draining: Draining,
    private readonly instances: InstanceChannel,
    private readonly queries: OrderQueries,
  ) {}

  onModuleInit(): void {
    this.instances.listen(ORDERS_SETTLED_TOPIC, (orderIds) => this.wake(orderIds as number[]));
    this.timer = setInterval(() => void this.ask(), ASK_EVERY_MS);
    this.timer.unref();
    this.draining.onBegin(() => this.wake([...this.waiters.keys()]));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Ends with the decision, or after `milliseconds`, or when the process is about to end or too many wait. */
  async until(orderId: number, milliseconds: number): Promise<void> {
    if (this.draining.begun || this.waiting >= MOST_WAITING) return;
    this.waiting++;
    await new Promise<void>((resolve) => {
      const waiters = this.waiters.get(orderId) ?? new Set();
      const wake = (): void => {
        clearTimeout(limit);
        this.waiting--;
        waiters.delete(wake);
        if (waiters.size === 0) this.waiters.delete(orderId);
        resolve();
      };
      const limit = setTimeout(wake, milliseconds);
      waiters.add(wake);
      this.waiters.set(orderId, waiters);
    });
  }

  private wake(orderIds: readonly number[]): void {
    if (this.waiters.size === 0) return;
    for (const orderId of orderIds) for (const wake of [...(this.waiters.get(orderId) ?? [])]) wake();
  }

  private async ask(): Promise<void> {
    if (this.waiters.size === 0 || this.asking) return;
    this.asking = true;
    try {
      this.wake(await this.queries.decidedOf([...this.waiters.keys()]));
    } catch {
      // the database is away: the waiters have their own limit
    } finally {
      this.asking = false;
    }
  }
}
