import { Injectable } from '@nestjs/common';
import { type Batch, Reaction } from '#platform/bus/reaction';
import { OrderSettled } from '#order';
import { LiveAudience, type SettledOrder } from './live-audience';

/** `order-settled`, to the owner only. Who misses it asks for the order. */
@Injectable()
export class TellOwnersWhenOrdersSettled extends Reaction<SettledOrder> {
  override readonly fact = OrderSettled;
  override readonly name = 'notification.tell-owners';

  constructor(private readonly audience: LiveAudience) {
    super();
  }

  override react(batch: Batch<SettledOrder>): Promise<void> {
    this.audience.settled(batch.facts);
    return Promise.resolve();
  }
}
