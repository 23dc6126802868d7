import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { traced } from '#platform/observability/tracing';
import { OrderPlacedToPay, type OrderToPay } from '#order-payments';
import { StockClient } from '#stock';
import { WalletClient } from '#wallet';
import type { OrderDecision } from '../domain/order';
import { RESERVE_STOCK_HANDLER } from '../persistence/order.repository';
import { PayableOrderCompletion } from '../persistence/payable-order-completion';

/**
 * Decides orders that are to be paid: their points are set aside, then the stock takes their units or refuses, then their
 * status follows. Each step may repeat. No units are taken for an order whose points do not suffice: so no other order is
 * refused because of one that fails.
 */
@Injectable()
export class ReserveStockWhenOrdersPlacedToPay extends EventHandler<OrderToPay> {
  override readonly event = OrderPlacedToPay;
  override readonly name = RESERVE_STOCK_HANDLER;

  constructor(
    private readonly wallets: WalletClient,
    private readonly stock: StockClient,
    private readonly completion: PayableOrderCompletion,
  ) {
    super();
  }

  override async handle(batch: EventBatch<OrderToPay>): Promise<void> {
    const refused = await this.refusedPoints(batch.events);
    const affordable = batch.events.filter(({ orderId }) => !refused.has(orderId));
    const taken = affordable.length === 0 ? [] : await this.stock.take(affordable);
    const decisions: OrderDecision[] = [
      ...taken,
      ...[...refused].map((orderId) => ({ orderId, outcome: 'REFUSED', reason: 'INSUFFICIENT_POINTS' }) as const),
    ];
    await traced('order.complete', () => this.completion.complete(decisions, batch.events, (tx) => batch.complete(tx)));
  }

  private async refusedPoints(orders: readonly OrderToPay[]): Promise<Set<number>> {
    const requests = orders.flatMap(({ orderId, owner, bill }) =>
      bill.points > 0 ? [{ orderId, userId: owner.userId, amount: bill.points }] : [],
    );
    if (requests.length === 0) return new Set();
    const decisions = await this.wallets.reserve(requests);
    return new Set(decisions.flatMap(({ orderId, outcome }) => (outcome === 'REFUSED' ? [orderId] : [])));
  }
}
