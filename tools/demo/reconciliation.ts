// Compares what the buyers were answered, what the shop has stored, and what the sockets received.
import type { Deal } from './deal';
import type { PaidOrders } from './payments';
import type { PlacedOrder } from './placed-orders';
import type { OrderOutcome } from './sale';
import type { Subscriber } from './subscribers';

/** A buyer may have so many orders that wait for their payment. */
const TOO_MANY = '409 TOO_MANY_UNPAID_ORDERS';
const SOLD_OUT = ['201 ORDER_FAILURE INSUFFICIENT_STOCK', '409 INSUFFICIENT_STOCK'];
const EXPECTED_ANSWERS = ['201 ORDER_SUCCESS', ...SOLD_OUT];
const EXPECTED_ANSWERS_TO_PAYING = ['201 ORDER_PENDING', TOO_MANY, ...SOLD_OUT];

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
  /** of a shop whose orders are to be paid */
  readonly paid?: PaidOrders;
}

export function reconcile(sale: SaleRecord): readonly Check[] {
  const { units, unitsLeft, products, deal, outcomes, orders, subscribers, paid } = sale;
  const expected = Math.min(units, outcomes.filter(({ kind }) => kind !== TOO_MANY).length);
  const expectedAnswers = paid === undefined ? EXPECTED_ANSWERS : EXPECTED_ANSWERS_TO_PAYING;
  const successful = orders.filter(({ status }) => status === 'ORDER_SUCCESS');
  const incomplete = orders.filter(({ status }) => ['ORDER_BEFORE', 'ORDER_PENDING'].includes(status));
  const answeredSuccess = outcomes.filter(({ kind }) => kind === expectedAnswers[0]);
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
    check(
      'Answers other than sold or sold out',
      0,
      outcomes.filter(({ kind }) => !expectedAnswers.includes(kind)).length,
    ),
    check('Sockets that received the deal', subscribers.length, informed.length),
    check('Order outcomes not sent to their buyer', 0, missedOutcomes(subscribers, orders)),
    check('Order outcomes sent to another buyer', 0, misdirectedOutcomes(subscribers, orders)),
    ...(paid?.captured === undefined
      ? []
      : [check('Won that the simulator took for the orders', paid.charged, paid.captured)]),
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
