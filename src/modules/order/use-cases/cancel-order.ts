import { Injectable } from '@nestjs/common';
import type { Order } from '../domain/order';
import { OrderCancellation } from '../persistence/order-cancellation';
import { ShowOrder } from './show-order';

@Injectable()
export class CancelOrder {
  constructor(
    private readonly cancellation: OrderCancellation,
    private readonly shower: ShowOrder,
  ) {}

  /**
   * Cancels an order of `ownerId`, or of any user when that is null; its stock is given back afterwards.
   * @throws DomainError ORDER_NOT_FOUND, ORDER_NOT_CANCELLABLE
   */
  async execute(orderId: number, ownerId: number | null): Promise<Order> {
    await this.cancellation.cancel(orderId, ownerId);
    return this.shower.execute(orderId, ownerId);
  }
}
