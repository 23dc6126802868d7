import { CouponIssued } from '#coupon';
import { HotDealChanged, HotDealCreated, HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import { OrderPlaced, OrderSettled } from '#order';
import type { DomainEventType } from '#platform/events/domain-event';
import { StockChanged } from '#stock';

export const EVENT_TYPES = [
  'order.placed',
  'order.settled',
  'order.cancelled',
  'stock.changed',
  'hot-deal.created',
  'hot-deal.opened',
  'hot-deal.changed',
  'hot-deal.ended',
  'coupon.issued',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A topic and an id identify an aggregate: an order, the stock of a product, a hot deal, a coupon. */
type Topic = 'order-events' | 'inventory-events' | 'hot-deal-events' | 'coupon-events';

/** A domain event in its public form. */
export interface IntegrationEvent {
  readonly topic: Topic;
  readonly aggregateId: number;
  readonly type: EventType;
  readonly data: object;
}

type Translation = (payload: never) => IntegrationEvent;

/** The public form of each domain event; events that are not listed here stay internal. */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  translate(OrderPlaced, ({ orderId, owner, lines }) => {
    const ordered = owner && { userId: owner.userId, orderedAt: new Date(owner.orderedAt).toISOString() };
    const units = lines.map(({ productId, quantity }) => ({ productId, quantity }));
    return order('order.placed', orderId, { ...ordered, lines: units });
  }),
  translate(OrderSettled, ({ orderId, cancelReason: _reason, ...end }) =>
    order(end.status === 'ORDER_CANCELLED' ? 'order.cancelled' : 'order.settled', orderId, end),
  ),
  translate(StockChanged, (data) => ({
    topic: 'inventory-events',
    aggregateId: data.productId,
    type: 'stock.changed',
    data,
  })),
  translate(HotDealCreated, (signal) => hotDeal('hot-deal.created', signal)),
  translate(HotDealChanged, ({ termsChanged: _terms, productsAdded: _products, ...signal }) =>
    hotDeal('hot-deal.changed', signal),
  ),
  translate(HotDealOpenedOrEnded, (signal) =>
    hotDeal(signal.signal === 'hot-deal-opened' ? 'hot-deal.opened' : 'hot-deal.ended', signal),
  ),
  translate(CouponIssued, (data) => ({
    topic: 'coupon-events',
    aggregateId: data.couponId,
    type: 'coupon.issued',
    data,
  })),
]);

/** The public form of these domain events; none if events of this type stay internal. */
export function integrationEvents<Payload>(
  type: DomainEventType<Payload>,
  payloads: readonly Payload[],
): IntegrationEvent[] {
  const translation = TRANSLATIONS.get(type.name);
  return translation === undefined ? [] : payloads.map((payload) => translation(payload as never));
}

export function isPublic(eventName: string): boolean {
  return TRANSLATIONS.has(eventName);
}

function translate<Payload>(
  type: DomainEventType<Payload>,
  translation: (payload: Payload) => IntegrationEvent,
): [string, Translation] {
  return [type.name, translation];
}

function order(type: EventType, orderId: number, data: object): IntegrationEvent {
  return { topic: 'order-events', aggregateId: orderId, type, data: { orderId, ...data } };
}

function hotDeal(type: EventType, { signal: _, ...data }: HotDealSignal): IntegrationEvent {
  return { topic: 'hot-deal-events', aggregateId: data.eventId, type, data };
}
