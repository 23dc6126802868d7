import { CouponIssued } from '#coupon';
import { HotDealChanged, HotDealCreated, HotDealOpenedOrEnded, type HotDealSignal } from '#event';
import { type OrderedUnits, OrderPlaced, OrderReleased, OrderSettled, type PlacedOrder } from '#order';
import { OrderProgressed } from '#order-client';
import {
  OrderPaid,
  OrderPaymentFailed,
  OrderPaymentRequested,
  OrderPlacedToPay,
  OrderReserved,
  type OrderToPay,
} from '#order-payments';
import { PaymentEnded, PaymentRefunded } from '#payment';
import type { DomainEventType } from '#platform/events/domain-event';
import { StockChanged } from '#stock';

export const EVENT_TYPES = [
  'order.placed',
  'order.payment-requested',
  'order.payment-failed',
  'order.settled',
  'order.shipment-preparing',
  'order.progressed',
  'order.cancelled',
  'order.completed',
  'payment.ended',
  'payment.refunded',
  'stock.reserved',
  'stock.confirmed',
  'stock.released',
  'stock.changed',
  'hot-deal.created',
  'hot-deal.opened',
  'hot-deal.changed',
  'hot-deal.ended',
  'coupon.issued',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A topic and an id identify an aggregate: an order, the stock of a product, a payment, a hot deal, a coupon. */
type Topic =
  'order-events' | 'inventory-events' | 'payment-events' | 'hot-deal-events' | 'coupon-events' | 'order.completed';

/** A domain event in its public form. */
export interface IntegrationEvent {
  readonly topic: Topic;
  readonly aggregateId: number;
  readonly type: EventType;
  readonly data: object;
  /** the key of its message, where that is not the aggregate */
  readonly messageKey?: number;
  /** its data is completed after the commit, and it is sent only then */
  readonly isDraft?: boolean;
}

/** What the public form of an event depends on besides the event. */
interface ShopState {
  /** whether completed orders are shipped, as of the transaction that publishes the event */
  readonly ships: boolean;
}

type Translation = (payload: never, shop: ShopState) => IntegrationEvent[];

/** The public form of each domain event; events that are not listed here stay internal. */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  translate(OrderPlaced, (placed) => [orderPlaced(placed)]),
  translate(OrderPlacedToPay, (placed) => [orderPlaced(placed)]),
  translate(OrderPaymentRequested, (paid) => [order('order.payment-requested', paid, 'PAYMENT_REQUESTED')]),
  translate(OrderPaymentFailed, (paid) => [order('order.payment-failed', paid, 'PAYMENT_FAILED')]),
  translate(OrderSettled, orderSettled),
  translate(OrderProgressed, ({ progress, ...data }) => [order('order.progressed', data, progress)]),
  translate(OrderReserved, (reserved) => unitsOf('stock.reserved', 'STOCK_RESERVED', reserved)),
  translate(OrderPaid, (paid) => unitsOf('stock.confirmed', 'STOCK_CONFIRMED', paid)),
  // Units that may have been taken for an order that never held them were not reported before either.
  translate(OrderReleased, ({ heldStock = false, ...released }) =>
    heldStock ? unitsOf('stock.released', 'STOCK_RELEASED', released) : [],
  ),
  translate(StockChanged, (data) => [
    { topic: 'inventory-events', aggregateId: data.productId, type: 'stock.changed', data },
  ]),
  translate(PaymentEnded, (data) => [
    { topic: 'payment-events', aggregateId: data.paymentId, type: 'payment.ended', data },
  ]),
  translate(PaymentRefunded, (data) => [
    { topic: 'payment-events', aggregateId: data.paymentId, type: 'payment.refunded', data },
  ]),
  translate(HotDealCreated, (signal) => [hotDeal('hot-deal.created', signal)]),
  translate(HotDealChanged, ({ termsChanged: _terms, productsAdded: _products, ...signal }) => [
    hotDeal('hot-deal.changed', signal),
  ]),
  translate(HotDealOpenedOrEnded, (signal) => [
    hotDeal(signal.signal === 'hot-deal-opened' ? 'hot-deal.opened' : 'hot-deal.ended', signal),
  ]),
  translate(CouponIssued, (data) => [
    { topic: 'coupon-events', aggregateId: data.couponId, type: 'coupon.issued', data },
  ]),
]);

/** The public form of these domain events, in their order; none if events of this type stay internal. */
export function integrationEvents<Payload>(
  type: DomainEventType<Payload>,
  payloads: readonly Payload[],
  shop: ShopState,
): IntegrationEvent[] {
  const translation = TRANSLATIONS.get(type.name);
  return translation === undefined ? [] : payloads.flatMap((payload) => translation(payload as never, shop));
}

export function isPublic(eventName: string): boolean {
  return TRANSLATIONS.has(eventName);
}

/** These say in their data, too, when they happened: other shops' consumers look for it there. */
export function hasTimestamp(type: EventType): boolean {
  return type.startsWith('order.') || (type.startsWith('stock.') && type !== 'stock.changed');
}

function translate<Payload>(
  type: DomainEventType<Payload>,
  translation: (payload: Payload, shop: ShopState) => IntegrationEvent[],
): [string, Translation] {
  return [type.name, translation];
}

function orderPlaced({ orderId, owner, lines }: PlacedOrder | OrderToPay): IntegrationEvent {
  const ordered = owner && { userId: owner.userId, orderedAt: new Date(owner.orderedAt).toISOString() };
  const units = lines.map(({ productId, quantity }) => ({ productId, quantity }));
  return order('order.placed', { orderId, ...ordered, lines: units }, 'CREATED');
}

function orderSettled(settled: PayloadOf<typeof OrderSettled>, { ships }: ShopState): IntegrationEvent[] {
  const { orderId, userId, status: orderStatus, failureReason, cancelReason } = settled;
  const data = { orderId, userId, orderStatus, failureReason };
  if (orderStatus === 'ORDER_CANCELLED') {
    return [order('order.cancelled', data, cancelReason === 'PAYMENT_EXPIRED' ? 'EXPIRED' : 'CANCELLED')];
  }
  if (orderStatus === 'ORDER_FAILURE') return [order('order.settled', data, 'FAILED')];
  const completed = order('order.completed', { orderId, userId }, 'PAYMENT_COMPLETED');
  return [
    order('order.settled', data, 'PAYMENT_COMPLETED'),
    ...(ships ? [order('order.shipment-preparing', { orderId, userId }, 'SHIPMENT_PREPARING')] : []),
    { ...completed, topic: 'order.completed', isDraft: true },
  ];
}

type PayloadOf<Type> = Type extends DomainEventType<infer Payload> ? Payload : never;

function order<Data extends { readonly orderId: number }>(
  type: EventType,
  data: Data,
  status: string,
): IntegrationEvent {
  return { topic: 'order-events', aggregateId: data.orderId, type, data: { ...data, status } };
}

/** One event for each line. They are in order per order; Kafka keeps those of one product in one partition. */
function unitsOf(type: EventType, eventType: string, { orderId, lines }: OrderedUnits): IntegrationEvent[] {
  return lines.map(({ productId, quantity }) => ({
    topic: 'inventory-events',
    aggregateId: orderId,
    messageKey: productId,
    type,
    data: { eventType, orderId, productId, quantity },
  }));
}

function hotDeal(type: EventType, { signal: _, ...data }: HotDealSignal): IntegrationEvent {
  return { topic: 'hot-deal-events', aggregateId: data.eventId, type, data };
}
