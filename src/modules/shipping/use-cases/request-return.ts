import { Injectable } from '@nestjs/common';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import type { Principal } from '#platform/security/principal';
import { OrderClient, type OrderDetails } from '#order-client';
import type { ReturnWish } from '../domain/return';
import { orderNotFound } from '../domain/return-refusals';
import { ReturnQueries, type StoredReturn } from '../persistence/return.queries';
import { ReturnRepository } from '../persistence/return.repository';
import { ReturnMetrics } from '../return-metrics';

/** Returns as the owners of their orders, and administrators, request and see them. */
@Injectable()
export class RequestReturn {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly orders: OrderClient,
    private readonly returns: ReturnRepository,
    private readonly queries: ReturnQueries,
    private readonly metrics: ReturnMetrics,
  ) {}

  /**
   * Once per idempotency key; without a key, the same request gets the return again while it is open. Administrators return
   * any user's order at any time; what comes back goes to its buyer.
   * @throws DomainError ORDER_NOT_FOUND, ORDER_NOT_RETURNABLE, RETURN_WINDOW_OVER, RETURN_OPEN, IDEMPOTENCY_IN_PROGRESS,
   *   IDEMPOTENCY_KEY_REUSED
   */
  async execute(orderId: number, caller: Principal, key: RequestKey, wish: ReturnWish): Promise<StoredReturn> {
    const items = wish.items?.toSorted((one, other) => one.productId - other.productId);
    const attempt = { key, scope: 'shipping.return', request: { orderId, items, reason: wish.reason } };
    const { resourceId } = await this.idempotency.run(attempt, async (claim) => {
      // What was bought, and the receipt, never change once an order is completed, so they may be read before the lock.
      const order = await this.orderOf(orderId, caller);
      const ignoresWindow = caller.role === 'ADMIN';
      const { returnId, isNew } = await this.returns.request({ order, wish, claim, ignoresWindow });
      if (isNew) this.metrics.moved('RETURN_REQUESTED');
      return returnId;
    });
    return this.queries.get(resourceId);
  }

  /** @throws DomainError ORDER_NOT_FOUND */
  async list(orderId: number, caller: Principal): Promise<StoredReturn[]> {
    await this.orderOf(orderId, caller);
    return this.queries.ofOrder(orderId);
  }

  private async orderOf(orderId: number, { userId, role }: Principal): Promise<OrderDetails> {
    const [order] = await this.orders.find([orderId]);
    if (order === undefined || (role !== 'ADMIN' && order.userId !== userId)) throw orderNotFound(orderId);
    return order;
  }
}
