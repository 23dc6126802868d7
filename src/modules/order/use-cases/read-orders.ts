import { Injectable } from '@nestjs/common';
import { type Order, orderNotFound, type OrderStatus } from '../domain/order';
import { type AfterOrder, OrderQueries } from '../persistence/order.queries';

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

interface ListOrdersQuery {
  readonly userId: number;
  readonly status: OrderStatus | undefined;
  /** the last order of the page before */
  readonly after: AfterOrder | undefined;
  readonly limit: number;
}

@Injectable()
export class ListOrders {
  constructor(private readonly queries: OrderQueries) {}

  /** Newest first. */
  execute({ userId, status, after, limit }: ListOrdersQuery): Promise<Order[]> {
    return this.queries.list(userId, status ?? null, after ?? null, limit);
  }
}
