import { Injectable } from '@nestjs/common';
import { InstanceChannel } from '#platform/redis/instance-channel';
import type { OrderOutcome } from '../domain/order';

export interface DecidedOrder extends OrderOutcome {
  readonly orderId: number;
}

interface Listener {
  /** orders that this instance has just committed */
  readonly committedHere: (orders: readonly DecidedOrder[]) => void;
  /** orders that, as another instance says, are worth reading again */
  readonly announcedElsewhere: (orderIds: readonly number[]) => void;
}

/** Every instance receives the ids of decided orders under this topic. */
const TOPIC = 'order.settled';

/**
 * Announces the orders that were just decided. On the instance that committed them the outcome comes along. What
 * arrives over Redis, where others may write too, is never trusted: it carries ids only.
 */
@Injectable()
export class OrderOutcomeChannel {
  private readonly listeners: Listener[] = [];

  constructor(private readonly instances: InstanceChannel) {}

  listen(listener: Listener): void {
    this.listeners.push(listener);
    this.instances.subscribe(TOPIC, (orderIds) => listener.announcedElsewhere(orderIds as number[]));
  }

  /** Call it after the commit. Requests that wait on this instance are answered before the others are notified. */
  publish(orders: readonly DecidedOrder[]): void {
    for (const { committedHere } of this.listeners) committedHere(orders);
    const orderIds = orders.map(({ orderId }) => orderId);
    setImmediate(() => this.instances.publish(TOPIC, orderIds));
  }
}
