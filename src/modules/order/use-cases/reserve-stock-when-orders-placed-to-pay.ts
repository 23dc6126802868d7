import { Injectable } from '@nestjs/common';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { traced } from '#platform/observability/tracing';
import { OrderPlacedToPay, type OrderToPay } from '#order-payments';
import { StockClient } from '#stock';
import type { OrderDecision } from '../domain/order';
import { RESERVE_STOCK_HANDLER } from '../persistence/order.repository';
import { PayableOrderCompletion } from '../persistence/payable-order-completion';
import { BenefitReservations } from './benefit-reservations';

/**
 * Decides orders that are to be paid: their coupons and points are reserved, then the stock takes their units or refuses,
 * then their status follows. Each step may repeat. No units are taken for an order that fails by its coupon or its
 * points: so no other order is refused because of it.
 */
@Injectable()
export class ReserveStockWhenOrdersPlacedToPay extends EventHandler<OrderToPay> {
  override readonly event = OrderPlacedToPay;
  override readonly name = RESERVE_STOCK_HANDLER;

  constructor(
    private readonly benefits: BenefitReservations,
    private readonly stock: StockClient,
    private readonly completion: PayableOrderCompletion,
  ) {
    super();
  }

  override async handle(batch: EventBatch<OrderToPay>): Promise<void> {
    const refusals = await this.benefits.reserve(batch.events);
    const refused = new Set(refusals.map(({ orderId }) => orderId));
    const affordable = batch.events.filter(({ orderId }) => !refused.has(orderId));
    const taken = affordable.length === 0 ? [] : await this.stock.take(affordable);
    const decisions: OrderDecision[] = [...taken, ...refusals];
    await traced('order.complete', () => this.completion.complete(decisions, batch.events, (tx) => batch.complete(tx)));
  }
}
