import { OrderPlaced, OrderReleased, OrderSettled } from '#order';
import { ORDER_PROGRESS, OrderProgressed } from '#order-client';
import { OrderPaid, OrderPaymentFailed, OrderPaymentRequested, OrderPlacedToPay, OrderReserved } from '#order-payments';
import { PaymentEnded, PaymentRefunded } from '#payment';
import type { DomainEventType } from '#platform/events/domain-event';
import { EVENT_TYPES, integrationEvents } from './integration-event';
import { envelope, type OutgoingEvent } from './outgoing-event';

const ORDER = { orderId: 17, userId: 7 };
const LINES = [
  { productId: 3, quantity: 2 },
  { productId: 5, quantity: 1 },
];
const PRICED = LINES.map((line) => ({ ...line, price: 10_000 }));
const OWNER = { userId: 7, orderedAt: Date.UTC(2026, 10, 21, 12) };
const ORDERED = { ...ORDER, orderedAt: '2026-11-21T12:00:00.000Z', lines: LINES };
const BILL = { total: 30_000, discount: 0, points: 0, due: 30_000, userCouponId: null };

const of = <Payload>(type: DomainEventType<Payload>, payload: Payload, ships = false) =>
  integrationEvents(type, [payload], { ships });
const settled = (status: 'ORDER_SUCCESS' | 'ORDER_FAILURE' | 'ORDER_CANCELLED', rest: object = {}, ships = false) =>
  of(OrderSettled, { ...ORDER, status, failureReason: null, ...rest }, ships);

describe('an event of an order', () => {
  it.each([
    ['order.placed', of(OrderPlaced, { orderId: 17, owner: OWNER, lines: PRICED }), { ...ORDERED, status: 'CREATED' }],
    [
      'order.placed',
      of(OrderPlacedToPay, { orderId: 17, owner: OWNER, lines: PRICED, bill: BILL }),
      { ...ORDERED, status: 'CREATED' },
    ],
    ['order.payment-requested', of(OrderPaymentRequested, ORDER), { ...ORDER, status: 'PAYMENT_REQUESTED' }],
    ['order.payment-failed', of(OrderPaymentFailed, ORDER), { ...ORDER, status: 'PAYMENT_FAILED' }],
    [
      'order.settled',
      settled('ORDER_FAILURE', { failureReason: 'INSUFFICIENT_STOCK' }),
      { ...ORDER, orderStatus: 'ORDER_FAILURE', failureReason: 'INSUFFICIENT_STOCK', status: 'FAILED' },
    ],
    [
      'order.cancelled',
      settled('ORDER_CANCELLED', { cancelReason: 'BY_BUYER' }),
      { ...ORDER, orderStatus: 'ORDER_CANCELLED', failureReason: null, status: 'CANCELLED' },
    ],
    [
      'order.cancelled',
      settled('ORDER_CANCELLED', { cancelReason: 'PAYMENT_EXPIRED' }),
      { ...ORDER, orderStatus: 'ORDER_CANCELLED', failureReason: null, status: 'EXPIRED' },
    ],
    ...ORDER_PROGRESS.map((progress, index): [string, ReturnType<typeof of>, object] => [
      'order.progressed',
      of(OrderProgressed, { ...ORDER, progress, version: index + 1 }),
      { ...ORDER, version: index + 1, status: progress },
    ]),
  ])('is %s, and says how far the order has come', (type, events, data) => {
    expect(events).toEqual([{ topic: 'order-events', aggregateId: 17, type, data }]);
  });

  it.each([
    ['ships', true, ['order.settled', 'order.shipment-preparing', 'order.completed']],
    ['does not ship', false, ['order.settled', 'order.completed']],
  ])('that is completed has its shipment prepared only where the shop %s', (_, ships, types) => {
    const events = settled('ORDER_SUCCESS', {}, ships);
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(events.map(({ topic, isDraft }) => [topic, isDraft])).toEqual(
      types.map((type) => (type === 'order.completed' ? [type, true] : ['order-events', undefined])),
    );
    expect(events[0]?.data).toEqual({
      ...{ ...ORDER, orderStatus: 'ORDER_SUCCESS', failureReason: null, status: 'PAYMENT_COMPLETED' },
    });
    if (ships) expect(events[1]?.data).toEqual({ ...ORDER, status: 'SHIPMENT_PREPARING' });
  });

  it.each([
    ['stock.reserved', 'STOCK_RESERVED', of(OrderReserved, { ...ORDER, due: 30_000, payBy: 0, lines: LINES })],
    ['stock.confirmed', 'STOCK_CONFIRMED', of(OrderPaid, { ...ORDER, paymentId: 9, amount: 30_000, lines: LINES })],
    ['stock.released', 'STOCK_RELEASED', of(OrderReleased, { orderId: 17, lines: LINES, heldStock: true })],
  ])('is %s for each of its lines, with the product as its key', (type, eventType, events) => {
    expect(events).toEqual(
      LINES.map(({ productId, quantity }) => ({
        ...{ topic: 'inventory-events', aggregateId: 17, messageKey: productId, type },
        data: { eventType, orderId: 17, productId, quantity },
      })),
    );
  });

  it('releases nothing that was never reserved', () => {
    expect(of(OrderReleased, { orderId: 17, lines: LINES, heldStock: false })).toEqual([]);
    expect(of(OrderReleased, { orderId: 17, lines: LINES })).toEqual([]);
  });
});

describe('an event of a payment', () => {
  const ended = { ...ORDER, paymentId: 9, outcome: 'CAPTURED', amount: 30_000, currency: 'KRW', code: null } as const;
  const refunded = { ...ORDER, refundId: 4, paymentId: 9, amount: 10_000, cause: 'RETURN' } as const;

  it.each([
    ['payment.ended', of(PaymentEnded, ended), ended],
    ['payment.refunded', of(PaymentRefunded, refunded), refunded],
  ])('is %s, in the order of its payment', (type, events, data) => {
    expect(events).toEqual([{ topic: 'payment-events', aggregateId: 9, type, data }]);
  });
});

describe('a message', () => {
  const event: OutgoingEvent = {
    ...{ deliveryId: 4_711, topic: 'order-events', aggregateId: 17, messageKey: 17, eventId: 'id', attempts: 0 },
    ...{ type: 'order.placed', data: '{"orderId":17}', happenedAt: new Date(Date.UTC(2026, 10, 21, 12)) },
  };
  const dataOf = (type: OutgoingEvent['type']): unknown =>
    (JSON.parse(envelope({ ...event, type })) as { data: unknown }).data;

  it('of an order, or of its units, has its time in its data too', () => {
    const timed = EVENT_TYPES.filter((type) => JSON.stringify(dataOf(type)).includes('timestamp'));
    expect(timed).toEqual(EVENT_TYPES.filter((type) => /^order\.|^stock\.(reserved|confirmed|released)$/.test(type)));
    expect(dataOf('order.placed')).toEqual({ orderId: 17, timestamp: '2026-11-21T12:00:00.000Z' });
    expect(JSON.parse(envelope(event))).toMatchObject({ time: '2026-11-21T12:00:00.000Z' });
  });
});
