import { Injectable } from '@nestjs/common';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { isDecided, type Order } from '../domain/order';
import { OutcomeWaiters } from '../persistence/outcome-waiters';
import { CreateOrder } from './create-order';
import type { OrderedItem } from './quote-prices';
import { ShowOrder } from './show-order';

interface PlaceOrderCommand {
  readonly key: RequestKey;
  /** each product at most once */
  readonly items: readonly OrderedItem[];
  /** how long the caller waits for the decision; `undefined`: not at all */
  readonly waitSeconds: number | undefined;
}

/** Places an order once per idempotency key, and waits for its decision if the caller wants that. */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly creator: CreateOrder,
    private readonly shower: ShowOrder,
    private readonly waiters: OutcomeWaiters,
  ) {}

  /** @returns the order as it is when it is decided or the wait is over; for a repeated request, as it now is */
  async execute({ key, items, waitSeconds }: PlaceOrderCommand): Promise<Order> {
    const { userId } = key;
    let created: Order | undefined;
    const request = [...items].sort((one, other) => one.productId - other.productId);
    const { resourceId } = await this.idempotency.run({ key, scope: 'order.place', request }, async (claim) => {
      created = await this.creator.execute({ userId, items, claim });
      return created.orderId;
    });
    const order = created ?? (await this.shower.execute(resourceId, userId));
    return waitSeconds === undefined || isDecided(order.status) ? order : this.decided(order, waitSeconds);
  }

  /** Nothing but status and reason of an order ever changes: where they are known, the order is not read again. */
  private async decided(order: Order, waitSeconds: number): Promise<Order> {
    const outcome = await this.waiters.wait(order.orderId, waitSeconds * 1000);
    if (outcome === undefined) return this.shower.execute(order.orderId, order.userId);
    return { ...order, status: outcome.status, failureReason: outcome.failureReason };
  }
}
