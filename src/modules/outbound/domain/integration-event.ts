import { HotDealCreated, HotDealOpenedOrEnded, type HotDealSignal } from '#event';
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
  'hot-deal.ended',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** An aggregate is known by its topic and its id: an order, a product's stock, a hot deal. */
type Topic = 'order-events' | 'inventory-events' | 'hot-deal-events';

/** A fact in the words of the outside. */
export interface IntegrationEvent {
  readonly topic: Topic;
  readonly aggregateId: number;
  readonly type: EventType;
  readonly data: object;
}

type Translation = (payload: never) => IntegrationEvent;

/** What is told to the outside; what is not in here stays inside. */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  telling(OrderPlaced, ({ orderId, owner, lines }) => {
    const ordered = owner && { userId: owner.userId, orderedAt: new Date(owner.orderedAt).toISOString() };
    return order('order.placed', orderId, { ...ordered, lines });
  }),
  telling(OrderSettled, ({ orderId, ...end }) =>
    order(end.status === 'ORDER_CANCELLED' ? 'order.cancelled' : 'order.settled', orderId, end),
  ),
  telling(StockChanged, (data) => ({
    topic: 'inventory-events',
    aggregateId: data.productId,
    type: 'stock.changed',
    data,
  })),
  telling(HotDealCreated, (signal) => hotDeal('hot-deal.created', signal)),
  telling(HotDealOpenedOrEnded, (signal) =>
    hotDeal(signal.signal === 'hot-deal-opened' ? 'hot-deal.opened' : 'hot-deal.ended', signal),
  ),
]);

/** These facts in the words of the outside; none where it is told nothing of this kind. */
export function integrationEvents<Payload>(
  fact: DomainEventType<Payload>,
  payloads: readonly Payload[],
): IntegrationEvent[] {
  const translation = TRANSLATIONS.get(fact.name);
  return translation === undefined ? [] : payloads.map((payload) => translation(payload as never));
}

export function isPublic(fact: string): boolean {
  return TRANSLATIONS.has(fact);
}

function telling<Payload>(
  fact: DomainEventType<Payload>,
  translation: (payload: Payload) => IntegrationEvent,
): [string, Translation] {
  return [fact.name, translation];
}

function order(type: EventType, orderId: number, data: object): IntegrationEvent {
  return { topic: 'order-events', aggregateId: orderId, type, data: { orderId, ...data } };
}

function hotDeal(type: EventType, { signal: _, ...data }: HotDealSignal): IntegrationEvent {
  return { topic: 'hot-deal-events', aggregateId: data.eventId, type, data };
}
