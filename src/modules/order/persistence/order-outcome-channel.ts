import { Injectable } from '@nestjs/common';
import { InstanceChannel } from '#platform/redis/instance-channel';
import type { FailureReason, OrderStatus } from '../domain/order';

/** What became of an order. */
export interface OrderOutcome {
  readonly orderId: number;
  readonly status: OrderStatus;
  readonly failureReason: FailureReason | null;
}

interface Listeners {
  /** committed by this instance, a moment ago */
  readonly here: (ends: readonly OrderOutcome[]) => void;
  /** others say so: it is worth a look */
  readonly elsewhere: (orderIds: readonly number[]) => void;
}

/** What every instance is told as soon as orders are decided: the ids. */
const TOPIC = 'order.settled';

/**
 * Says which orders have just ended. On the instance that ended them also how, for it has it from its own commit; what
 * comes over Redis, where others may write too, is believed by nobody.
 */
@Injectable()
export class OrderOutcomeChannel {
  private readonly listeners: Listeners[] = [];

  constructor(private readonly instances: InstanceChannel) {}

  listen(listeners: Listeners): void {
    this.listeners.push(listeners);
    this.instances.listen(TOPIC, (orderIds) => listeners.elsewhere(orderIds as number[]));
  }

  /** After the commit. Whoever waits here is answered before the others are told. */
  publish(ends: readonly OrderOutcome[]): void {
    for (const { here } of this.listeners) here(ends);
    const orderIds = ends.map(({ orderId }) => orderId);
    setImmediate(() => this.instances.tell(TOPIC, orderIds));
  }
}
