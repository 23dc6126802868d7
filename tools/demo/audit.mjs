// The conservation check: what the buyers were told, what the books hold and what the sockets heard must be one story.

const CLEAN_ANSWERS = ['201 ORDER_SUCCESS', '201 ORDER_FAILURE INSUFFICIENT_STOCK', '409 INSUFFICIENT_STOCK'];

/** @typedef {{ what: string, expected: number, seen: number }} Check */

/**
 * @typedef {object} Seen
 * @property {number} units in stock when the sale began
 * @property {number} unitsLeft
 * @property {number} products in the deal
 * @property {import('./deal.mjs').Deal} deal
 * @property {import('./sale.mjs').Outcome[]} outcomes
 * @property {import('./books.mjs').Order[]} orders
 * @property {import('./listeners.mjs').Listener[]} listeners
 */

/**
 * @param {Seen} seen
 * @returns {Check[]}
 */
export function audit({ units, unitsLeft, products, deal, outcomes, orders, listeners }) {
  const expected = Math.min(units, outcomes.length);
  const won = orders.filter(({ status }) => status === 'ORDER_SUCCESS');
  const undecided = orders.filter(({ status }) => status === 'ORDER_BEFORE');
  const told = outcomes.filter(({ kind }) => kind === '201 ORDER_SUCCESS');
  const accepted = outcomes.filter(({ kind }) => /^20[12] /.test(kind));
  const heard = listeners.filter(({ deals }) => deals.get(deal.eventId)?.productCount === products);
  return [
    { what: 'Buyers who were told that they won', expected, seen: told.length },
    { what: 'Won orders in the order lists', expected, seen: won.length },
    { what: 'Of these, told to be won', expected: won.length, seen: shared(told, won) },
    { what: 'Units left of the hot product', expected: units - expected, seen: unitsLeft },
    { what: 'Orders left undecided', expected: 0, seen: undecided.length },
    { what: 'Won orders not at the price of the deal', expected: 0, seen: won.filter(isMispriced(deal)).length },
    { what: 'Orders in the lists, one for each accepted', expected: accepted.length, seen: shared(accepted, orders) },
    {
      what: 'Orders in the lists that nobody was told of',
      expected: 0,
      seen: orders.length - shared(accepted, orders),
    },
    { what: 'Answers other than won or sold out', expected: 0, seen: outcomes.filter(isUnclean).length },
    { what: 'Listeners who heard the deal', expected: listeners.length, seen: heard.length },
    { what: 'Settlements that an owner did not hear', expected: 0, seen: missedSettlements(listeners, orders) },
    { what: 'Settlements that somebody else heard', expected: 0, seen: strangeSettlements(listeners, orders) },
  ];
}

/**
 * @param {readonly import('./listeners.mjs').Listener[]} listeners
 * @param {readonly import('./books.mjs').Order[]} orders
 */
export function missedSettlements(listeners, orders) {
  const missed = (/** @type {import('./listeners.mjs').Listener} */ { buyer, settled }) =>
    orders.filter((order) => order.buyer === buyer && settled.get(order.orderId) !== order.status).length;
  return sum(listeners.map(missed));
}

/**
 * @param {readonly import('./listeners.mjs').Listener[]} listeners
 * @param {readonly import('./books.mjs').Order[]} orders
 */
function strangeSettlements(listeners, orders) {
  const owners = new Map(orders.map(({ orderId, buyer }) => [orderId, buyer]));
  return sum(
    listeners.map(({ buyer, settled }) => [...settled.keys()].filter((id) => owners.get(id) !== buyer).length),
  );
}

/** @param {import('./deal.mjs').Deal} deal */
const isMispriced =
  ({ eventId, price }) =>
  (/** @type {import('./books.mjs').Order} */ { items, totalOrderPrice }) =>
    items.length !== 1 ||
    totalOrderPrice !== price ||
    items.some((item) => item.productPrice !== price || item.eventId !== eventId || item.quantity !== 1);

/** @param {import('./sale.mjs').Outcome} outcome */
const isUnclean = ({ kind }) => !CLEAN_ANSWERS.includes(kind);

/**
 * @param {readonly { orderId?: number | undefined }[]} some
 * @param {readonly { orderId: number }[]} others
 */
function shared(some, others) {
  const ids = new Set(some.map(({ orderId }) => orderId));
  return others.filter(({ orderId }) => ids.has(orderId)).length;
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
