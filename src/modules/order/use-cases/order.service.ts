import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform/domain-error';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import type { RequestKey } from '#platform/http/idempotency/request-key';
import { cursorDate, decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import type { WaitPreference } from '#platform/http/parameters/prefer-wait';
import type { Principal } from '#platform/security/principal';
import { isDecided, type Order, type OrderStatus } from '../domain/order';
import { OrderQueries } from '../persistence/order.queries';
import { OrderCompletion } from '../persistence/order-completion';
import { AwaitOutcome } from './await-outcome';
import type { OrderedItem } from './quote-prices';
import { PlaceOrder } from './place-order';
import { type OrderView, orderView } from '../http/order-view.dto';

/** What stands between a route and the use cases: repeats, patience, ownership and pages. */
@Injectable()
export class OrderService {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly placeOrder: PlaceOrder,
    private readonly decision: AwaitOutcome,
    private readonly queries: OrderQueries,
    private readonly settlement: OrderCompletion,
  ) {}

  async place(items: readonly OrderedItem[], key: RequestKey, wait: WaitPreference): Promise<OrderView> {
    let placed: Order | undefined;
    const request = [...items].sort((one, other) => one.productId - other.productId);
    const { resourceId } = await this.idempotency.run({ key, scope: 'order.place', request }, async (claim) => {
      placed = await this.placeOrder.execute({ userId: key.userId, items, claim });
      return placed.orderId;
    });
    const order = placed ?? (await this.existing(resourceId, key.userId));
    return orderView(wait.seconds === undefined ? order : await this.awaited(order, wait.seconds, wait));
  }

  async show(orderId: number, { userId, role }: Principal): Promise<OrderView> {
    return orderView(await this.existing(orderId, role === 'ADMIN' ? null : userId));
  }

  async cancel(orderId: number, principal: Principal): Promise<OrderView> {
    await this.settlement.cancel(orderId, principal.role === 'ADMIN' ? null : principal.userId);
    return this.show(orderId, principal);
  }

  async list(userId: number, status: OrderStatus | undefined, page: PageRequest): Promise<Paged<OrderView>> {
    const cursor = decodeCursor(page.cursor, ['number', 'number']);
    const after = cursor === undefined ? null : { orderedAt: cursorDate(cursor[0]), orderId: cursor[1] };
    const orders = await this.queries.list(userId, status ?? null, after, page.limit + 1);
    return toPage(orders, page.limit, (order) => encodeCursor([order.orderedAt.getTime(), order.orderId]), orderView);
  }

  /** The order as it was decided, or as far as it is when the client's patience ends. */
  private async awaited(order: Order, seconds: number, wait: WaitPreference): Promise<Order> {
    const seen = isDecided(order.status) ? order : await this.ended(order, seconds);
    if (isDecided(seen.status)) wait.honoured();
    return seen;
  }

  /** Nothing else of an order ever changes: where its end is known, none of it is read again. */
  private async ended(order: Order, seconds: number): Promise<Order> {
    const end = await this.decision.until(order.orderId, seconds * 1000);
    if (end === undefined) return this.existing(order.orderId, order.userId);
    return { ...order, status: end.status, failureReason: end.failureReason };
  }

  private async existing(orderId: number, userId: number | null): Promise<Order> {
    const order = await this.queries.find(orderId, userId);
    if (order === undefined) {
      throw new DomainError('not-found', 'ORDER_NOT_FOUND', `There is no order ${orderId} of yours.`);
    }
    return order;
  }
}
