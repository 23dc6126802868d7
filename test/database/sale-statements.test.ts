import { isDeepStrictEqual } from 'node:util';
import { DataSource } from 'typeorm';
import { STATEMENT_END } from '#platform/database/pipelined-statements';
import { PlaceOrder } from '../../src/modules/order/use-cases/place-order';
import { interceptConnections } from '../support/intercepted-connections';
import { openShop, type Shop } from '../support/shop';

/**
 * All that a batch of ordinary orders sends: one list of statements for each round trip. `n` is any number, `…` repeats
 * what is before it. A feature that an order does not use must not add to it, neither a statement nor a column.
 */
const ROUND_TRIPS = [
  // The orders are placed.
  [
    'START TRANSACTION',
    `INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at) VALUES (n, n, 'ORDER_BEFORE', n, n, 'time'), …`,
    `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price, event_id, product_version) VALUES (n, n, n, '램프', n, n, n, NULL, n), …`,
  ],
  [
    `INSERT INTO event_publications (id, handler, event, payload, event_count, position, owner, attempts, due_at) VALUES (n, 'order.take-stock', 'order.placed', '[{"orderId":n,"owner":{"userId":n,"orderedAt":n},"lines":[{"productId":n,"quantity":n,"price":n}]},…]', n, n, 'uuid', n, NOW(n))`,
    `SELECT ~n + (number <> n) FROM revisions WHERE name = 'handlers' LOCK IN SHARE MODE`,
    'COMMIT',
  ],
  // Their stock is taken.
  [
    'START TRANSACTION',
    'SELECT product_id, quantity, retired FROM stocks WHERE product_id IN (n) ORDER BY product_id FOR UPDATE',
    'SELECT order_id, outcome, reason FROM stock_decisions WHERE order_id IN (n, …)',
  ],
  [
    `INSERT INTO stock_decisions (order_id, outcome, reason) VALUES (n, 'TAKEN', NULL), …`,
    `INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES (n, n, 'ORDER', -n), …`,
    'UPDATE stocks SET quantity = quantity - n, updated_at = NOW(n) WHERE product_id = n AND quantity >= n',
    'SELECT ~n + (ROW_COUNT() <> n)',
    `SELECT ~n + (number <> n) FROM revisions WHERE name = 'handlers' LOCK IN SHARE MODE`,
    'COMMIT',
  ],
  // They are completed.
  [
    'START TRANSACTION',
    `UPDATE orders SET status = 'ORDER_SUCCESS', failure_reason = NULL, sold_on = 'day' WHERE order_id IN (n, …) AND status = 'ORDER_BEFORE'`,
    'SELECT ~n + (ROW_COUNT() <> n)',
    `INSERT INTO event_publications (id, handler, event, payload, event_count, position, owner, attempts, due_at) VALUES (n, 'notification.signal-owners', 'order.settled', '[{"orderId":n,"userId":n,"status":"ORDER_SUCCESS","failureReason":null},…]', n, n, 'uuid', n, NOW(n))`,
    'DELETE FROM event_publications WHERE id IN (n)',
    `INSERT INTO sales_by_day (sold_on, product_id, shard, units, orders, revenue) VALUES ('day', n, n, n, n, n), … ON DUPLICATE KEY UPDATE units = units + VALUES(units), orders = orders + VALUES(orders), revenue = revenue + VALUES(revenue)`,
    `SELECT ~n + (number <> n) FROM revisions WHERE name = 'handlers' LOCK IN SHARE MODE`,
    'COMMIT',
  ],
  // Their owners have been signalled.
  ['DELETE FROM event_publications WHERE id IN (?)'],
];

const ATTEMPTS = 10;

/** What an instance sends by timers, or at most once a second for all orders together. */
const INDEPENDENT_OF_ORDERS = [
  /^SELECT CAST\(UNIX_TIMESTAMP\(NOW/,
  /\b(instances|poller_leases)\b/,
  /^SELECT name, number FROM revisions/,
  /^SELECT product_id AS productId, quantity FROM stocks WHERE product_id IN/,
];

/** Leaves out what differs from one batch to the next. */
function normalised(statement: string): string {
  return statement
    .trim()
    .replace(/\s+/g, ' ')
    .replaceAll('\\"', '"')
    .replace(/'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'/g, `'uuid'`)
    .replace(/'\d{4}-\d\d-\d\d [\d:.]+'/g, `'time'`)
    .replace(/'\d{4}-\d\d-\d\d'/g, `'day'`)
    .replace(/(?<![\w])\d+\b/g, 'n')
    .replace(/IN \(n(?:, n)+\)/g, 'IN (n, …)')
    .replace(/(\([^()]*\))(?:, \1)+/g, '$1, …')
    .replace(/(\{"orderId".*?\})(?:,\1)+(?=\])/g, '$1,…');
}

/** The round trips of the first list that the other one has too, each as often as both have it. */
function inBoth(roundTrips: readonly string[][], others: readonly string[][]): string[][] {
  const left = others.map((one) => JSON.stringify(one));
  return roundTrips.filter((one) => {
    const index = left.indexOf(JSON.stringify(one));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

describe('a batch of ordinary orders for one product', () => {
  let shop: Shop;
  let product: number;

  beforeAll(async () => {
    shop = await openShop();
    product = await shop.stocked(1_000);
    // The first order fills the caches and reserves a block of ids.
    await order([1]);
  });
  afterAll(() => shop.close());

  const order = async (userIds: readonly number[]): Promise<void> => {
    const place = (userId: number) =>
      shop.app.get(PlaceOrder, { strict: false }).execute({
        attempt: { key: { userId, key: undefined, markReplayed: () => undefined }, scope: 'order.place', request: [] },
        wait: { seconds: undefined, arrivedAt: performance.now(), honoured: () => undefined },
        contents: () => Promise.resolve({ items: [{ productId: product, quantity: 2 }] }),
      });
    await Promise.all(userIds.map(place));
    await shop.bus.drain();
  };

  const recorded = async (): Promise<string[][]> => {
    const roundTrips: string[][] = [];
    const restore = interceptConnections(shop.app.get(DataSource), {
      query: (query) => (sql, parameters, answered) => {
        const statements = sql.split(STATEMENT_END).map(normalised);
        const [first = ''] = statements;
        if (!INDEPENDENT_OF_ORDERS.some((pattern) => pattern.test(first))) roundTrips.push(statements);
        query(sql, parameters, answered);
      },
    });
    await order([1, 2, 3]);
    restore();
    return roundTrips;
  };

  it('sends exactly the listed statements, in five round trips until the orders are completed', async () => {
    let [previous, roundTrips] = [await recorded(), await recorded()];
    // On a busy machine, timers send statements in between, not always the same: what belongs to orders comes every time.
    for (
      let attempt = 2;
      attempt < ATTEMPTS && !isDeepStrictEqual(inBoth(roundTrips, previous), ROUND_TRIPS);
      attempt++
    )
      [previous, roundTrips] = [roundTrips, await recorded()];
    expect(inBoth(roundTrips, previous)).toEqual(ROUND_TRIPS);
  });
});
