// Compares what the buyers were answered, what the shop has stored, and what the sockets received.
import type { Deal } from './deal';
import type { PlacedOrder } from './placed-orders';
import type { OrderOutcome } from './sale';
import type { Subscriber } from './subscribers';

const EXPECTED_ANSWERS = ['201 ORDER_SUCCESS', '201 ORDER_FAILURE INSUFFICIENT_STOCK', '409 INSUFFICIENT_STOCK'];

export interface Check {
  readonly what: string;
  readonly expected: number;
  readonly actual: number;
}

export interface SaleRecord {
  /** in stock when the sale began */
  readonly units: number;
  readonly unitsLeft: number;
  /** in the deal */
  readonly products: number;
  readonly deal: Deal;
  readonly outcomes: readonly OrderOutcome[];
  readonly orders: readonly PlacedOrder[];
  readonly subscribers: readonly Subscriber[];
}

export function reconcile(sale: SaleRecord): readonly Check[] {
  const { units, unitsLeft, products, deal, outcomes, orders, subscribers } = sale;
  const expected = Math.min(units, outcomes.length);
  const successful = orders.filter(({ status }) => status === 'ORDER_SUCCESS');
  const incomplete = orders.filter(({ status }) => status === 'ORDER_BEFORE');
  const answeredSuccess = outcomes.filter(({ kind }) => kind === '201 ORDER_SUCCESS');
  const accepted = outcomes.filter(({ kind }) => /^20[12] /.test(kind));
  const informed = subscribers.filter(({ deals }) => deals.get(deal.eventId)?.productCount === products);
  const check = (what: string, expectedCount: number, actual: number): Check => ({
    what,
    expected: expectedCount,
    actual,
  });
  return [
    check('Orders answered as successful', expected, answeredSuccess.length),
    check('Successful orders in the order lists', expected, successful.length),
    check('Of these, answered as successful', successful.length, commonOrders(answeredSuccess, successful)),
    check('Units left of the hot product', units - expected, unitsLeft),
    check('Orders without an outcome', 0, incomplete.length),
    check('Successful orders not at the deal price', 0, successful.filter(isMispriced(deal)).length),
    check('Accepted orders found in the order lists', accepted.length, commonOrders(accepted, orders)),
    check('Listed orders that no answer had named', 0, orders.length - commonOrders(accepted, orders)),
    check('Answers other than sold or sold out', 0, outcomes.filter(isUnexpected).length),
    check('Sockets that received the deal', subscribers.length, informed.length),
    check('Order outcomes not sent to their buyer', 0, missedOutcomes(subscribers, orders)),
    check('Order outcomes sent to another buyer', 0, misdirectedOutcomes(subscribers, orders)),
  ];
}

export function missedOutcomes(subscribers: readonly Subscriber[], orders: readonly PlacedOrder[]): number {
  const missed = (subscriber: Subscriber): number =>
    orders.filter(
      ({ buyer, orderId, status }) => buyer === subscriber.buyer && subscriber.orders.get(orderId) !== status,
    ).length;
  return sum(subscribers.map(missed));
}

function misdirectedOutcomes(subscribers: readonly Subscriber[], orders: readonly PlacedOrder[]): number {
  const buyers = new Map(orders.map(({ orderId, buyer }) => [orderId, buyer]));
  return sum(
    subscribers.map((subscriber) => {
      const received = [...subscriber.orders.keys()];
      return received.filter((orderId) => buyers.get(orderId) !== subscriber.buyer).length;
    }),
  );
}

function isMispriced({ eventId, price }: Deal): (order: PlacedOrder) => boolean {
  return ({ items, totalOrderPrice }) =>
    items.length !== 1 ||
    totalOrderPrice !== price ||
    items.some((item) => item.productPrice !== price || item.eventId !== eventId || item.quantity !== 1);
}

const isUnexpected = ({ kind }: OrderOutcome): boolean => !EXPECTED_ANSWERS.includes(kind);

function commonOrders(
  some: readonly { readonly orderId: number | undefined }[],
  others: readonly { readonly orderId: number }[],
): number {
  const ids = new Set(some.map(({ orderId }) => orderId));
  return others.filter(({ orderId }) => ids.has(orderId)).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
