import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { type OrderFromCart, OrderPlacedFromCart } from '#order';
import { CartRepository } from '../persistence/cart.repository';

/**
 * Takes what was ordered out of the cart: each line that is still in the version that was ordered. A line that was
 * changed meanwhile stays, and a repeated event finds no such version any more.
 */
@Injectable()
export class ClearCartWhenOrdered extends EventHandler<OrderFromCart> {
  override readonly event = OrderPlacedFromCart;
  override readonly name = 'cart.clear-ordered';
  /** an order may have a hundred lines */
  override readonly maxBatchSize = 50;

  constructor(private readonly carts: CartRepository) {
    super();
  }

  override async handle(batch: EventBatch<OrderFromCart>): Promise<void> {
    const lines = batch.events.flatMap(({ userId, lines: ordered }) =>
      ordered.map(({ productId, version }) => ({ userId, productId, version })),
    );
    await this.carts.clear(lines, (tx) => batch.complete(tx));
  }
}
