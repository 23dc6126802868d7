import { Injectable } from '@nestjs/common';
import { type Order, orderNotFound } from '../domain/order';
import { OrderQueries } from '../persistence/order.queries';

@Injectable()
export class ShowOrder {
  constructor(private readonly queries: OrderQueries) {}

  /**
   * An order of `ownerId`, or of any user when that is null.
   * @throws DomainError ORDER_NOT_FOUND
   */
  async execute(orderId: number, ownerId: number | null): Promise<Order> {
    const order = await this.queries.find(orderId, ownerId);
    if (order === undefined) throw orderNotFound(orderId);
    return order;
  }
}
