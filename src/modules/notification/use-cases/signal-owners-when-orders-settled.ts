import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { OrderSettled } from '#order';
import { SignalBroadcaster, type SettledOrder } from '../sockets/signal-broadcaster';

/** `order-settled`, to the owner only. Who misses it asks for the order. */
@Injectable()
export class SignalOwnersWhenOrdersSettled extends EventHandler<SettledOrder> {
  override readonly event = OrderSettled;
  override readonly name = 'notification.signal-owners';

  constructor(private readonly audience: SignalBroadcaster) {
    super();
  }

  override handle(batch: EventBatch<SettledOrder>): Promise<void> {
    this.audience.sendSettledOrders(batch.events);
    return Promise.resolve();
  }
}
