import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { OrderClient } from '#order-client';
import { bisect } from '#platform/batching/bisect';
import { isTransient } from '#platform/database/errors';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { completedOrder } from '../domain/completed-order';
import { type DraftEvent, DraftEvents } from '../persistence/draft-events';
import { SubscriberCache } from '../persistence/subscriber-cache';
import { SendToSubscribers } from './send-to-subscribers';

const BATCH_SIZE = 200;
const REPEAT_MS = 1_000;

/**
 * Completes `order.completed` after the commit: the whole order is read only where a subscriber wants it, and no sale waits
 * for the read. The instance that has published the event does it at once; what a dead one has left is completed by
 * any instance, within a second. What can meet:
 *
 * - Two instances complete the same draft: the first UPDATE wins, the second finds no draft any more.
 * - The process dies in between: the draft stays, and is read again.
 * - The order is cancelled before it is read: lines and prices are those of the order for ever, and `order.cancelled`
 *   follows in any case. Only a payment that has gone back by itself meanwhile is missing in it.
 */
@Injectable()
export class CompleteDraftEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(CompleteDraftEvents.name);
  private readonly flight = new SingleFlight(() => this.completeAll());
  private stopRepeating: (() => void) | undefined;
  private isDue = false;

  constructor(
    private readonly subscribers: SubscriberCache,
    private readonly drafts: DraftEvents,
    private readonly orders: OrderClient,
    private readonly sender: SendToSubscribers,
  ) {}

  onApplicationBootstrap(): void {
    this.stopRepeating = repeat(REPEAT_MS, () => this.wake());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopRepeating?.();
    this.stopRepeating = undefined;
    await this.flight.running?.catch(() => undefined);
  }

  /** Call it when there may be a draft. A process that only publishes leaves drafts to the running instances. */
  wake(): void {
    if (!this.isRunning) return;
    this.isDue = true;
    // While the database is unavailable, the next call tries again.
    void this.flight.run().catch(() => undefined);
  }

  private get isRunning(): boolean {
    return this.stopRepeating !== undefined;
  }

  private async completeAll(): Promise<void> {
    while (this.isDue && this.isRunning) {
      this.isDue = false;
      const subscriberIds = this.subscribers.idsOf('order.completed');
      if (subscriberIds.length === 0) return;
      const drafts = await this.drafts.due(subscriberIds, BATCH_SIZE);
      if (drafts.length === 0) return;
      this.isDue = drafts.length === BATCH_SIZE;
      await this.completeSome(drafts);
      this.sender.wake();
    }
  }

  private async completeSome(drafts: readonly DraftEvent[]): Promise<void> {
    const failed: [draft: DraftEvent, error: unknown][] = [];
    await bisect(drafts, (some) => this.complete(some), {
      failsAll: isTransient,
      onFailure: (some, error) => {
        if (isTransient(error)) throw error;
        for (const draft of some) failed.push([draft, error]);
      },
    });
    for (const [{ deliveryId, aggregateId }, error] of failed) {
      this.log.error({
        msg: `order.completed of order ${aggregateId} could not be written; it is put off`,
        err: error,
      });
      await this.drafts.putOff([deliveryId], String(error));
    }
  }

  private async complete(drafts: readonly DraftEvent[]): Promise<void> {
    const orderIds = [...new Set(drafts.map(({ aggregateId }) => aggregateId))];
    const orders = new Map((await this.orders.find(orderIds)).map((order) => [order.orderId, order]));
    const events = drafts.map(({ deliveryId, aggregateId }) => {
      const order = orders.get(aggregateId);
      if (order === undefined) throw new Error(`There is no order ${aggregateId}`);
      return { deliveryId, data: completedOrder(order) };
    });
    await this.drafts.complete(events);
  }
}
