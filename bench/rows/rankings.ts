import { createConnection } from 'mysql2/promise';
import { CONNECTIONS, USERS } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { storeProducts, withNumbers } from '../rig/stored/products';
import { atMost, type Row } from '../row';
import { noopSide } from './baselines';

const REQUESTS = 3_000;
const PRODUCTS = 1_000;
/** rows of the whole table; each day has one for each product */
const ROWS = { small: 1_000, large: 1_000_000 };
const BATCHES = 200;
const ORDERS_OF_A_BATCH = 54;
/** Above all ids that the shop assigns. */
const FIRST_ORDER = 1_000_000_000_000;

/** The list of today, in a young shop and in one that has sold for three years, and what counting costs a completion. */
export const rankings: Row = {
  name: 'C23',
  title: "today's ranking ÷ a no-op; at 1,000,000 rows ÷ at 1,000; a completion with its count ÷ without",
  measure: async (rig) => {
    const large = await rig.neighbour('large');
    await storeSales(rig, ROWS.small);
    await storeSales(large, ROWS.large);
    const sides = [rankingSide(rig, 'ranking'), rankingSide(large, 'ranking at 1,000,000'), noopSide(rig, REQUESTS)];
    const [small, grown, noop] = await interleaved(rig, sides, SHORT_ROUNDS);
    const [counted, uncounted] = await interleaved(rig, await completionSides(rig), SHORT_ROUNDS);
    return {
      findings: [
        { what: 'CPU: ranking', rounds: ratios(small, noop, 'cpuUs'), target: atMost(1.2) },
        { what: 'CPU: growth', rounds: ratios(grown, small, 'cpuUs'), target: atMost(1.15) },
        { what: 'database CPU: count', rounds: ratios(counted, uncounted, 'databaseUs'), target: atMost(1.1) },
      ],
      details: {
        ...shares('ranking', small),
        ...shares('ranking at 1,000,000', grown),
        ...shares('no-op', noop),
        'completion with its count, database, µs': Math.round(counted?.at(-1)?.databaseUs ?? 0),
        'completion without it, database, µs': Math.round(uncounted?.at(-1)?.databaseUs ?? 0),
      },
    };
  },
};

/** Sales of today and of the days before, all products on each day. */
async function storeSales(rig: Rig, rows: number): Promise<void> {
  const first = await storeProducts(rig, PRODUCTS, 1_000);
  const { body } = await rig.admin.get('/api/rankings/products');
  const { to: today } = body as unknown as { to: string };
  await withNumbers(rig, rows, (fill) =>
    fill(
      `INSERT INTO sales_by_day (sold_on, product_id, shard, units, orders, revenue)
       SELECT '${today}' - INTERVAL n DIV ${PRODUCTS} DAY, ${first} + n % ${PRODUCTS}, 0, n * 7919 % 10007, 1, 1000`,
      rows,
    ),
  );
  await rig.query('ANALYZE TABLE sales_by_day');
}

function rankingSide(rig: Rig, name: string): Side {
  return {
    name,
    rig,
    requests: REQUESTS,
    run: () =>
      rig.loader.runAll(
        {
          url: `${rig.server.address}/api/rankings/products`,
          method: 'GET',
          connections: CONNECTIONS,
          amount: REQUESTS,
          tokens: rig.tokens(USERS),
        },
        200,
      ),
  };
}

/** Completions as an instance sends them, over one connection: of stored orders for one product, 54 in each packet. */
async function completionSides(rig: Rig): Promise<Side[]> {
  await withNumbers(rig, BATCHES * ORDERS_OF_A_BATCH, (fill) =>
    fill(
      `INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at)
       SELECT ${FIRST_ORDER} + n, 1, 'ORDER_BEFORE', 1, 1000, NOW(3)`,
      BATCHES * ORDERS_OF_A_BATCH,
    ),
  );
  return [true, false].map((isCounted) => ({
    name: isCounted ? 'completions with their count' : 'completions without it',
    requests: BATCHES,
    between: async () => {
      await rig.query(`UPDATE orders SET status = 'ORDER_BEFORE', sold_on = NULL WHERE order_id >= ${FIRST_ORDER}`);
    },
    run: () => completeAll(rig, isCounted),
  }));
}

async function completeAll(rig: Rig, isCounted: boolean): ReturnType<Side['run']> {
  const connection = await createConnection({
    ...{ host: '127.0.0.1', port: rig.database.port, user: 'root', database: rig.server.scheme },
    multipleStatements: true,
  });
  const begun = performance.now();
  for (let batch = 0; batch < BATCHES; batch++) {
    const ids = Array.from(
      { length: ORDERS_OF_A_BATCH },
      (_, index) => FIRST_ORDER + batch * ORDERS_OF_A_BATCH + index,
    );
    const settled = ids.map((orderId) => ({ orderId, userId: 1, status: 'ORDER_SUCCESS', failureReason: null }));
    await connection.query(
      [
        'START TRANSACTION',
        `UPDATE orders SET status = 'ORDER_SUCCESS', failure_reason = NULL, sold_on = '2026-11-30'
         WHERE order_id IN (${ids.join()}) AND status = 'ORDER_BEFORE'`,
        `SELECT ~0 + (ROW_COUNT() <> ${ORDERS_OF_A_BATCH})`,
        `INSERT INTO event_publications (id, handler, event, payload, event_count, position, owner, attempts, due_at)
         VALUES (${FIRST_ORDER}, 'bench', 'order.settled', '${JSON.stringify(settled)}', 54, 0, 'bench', 1, NOW(3))`,
        `DELETE FROM event_publications WHERE id = ${FIRST_ORDER}`,
        ...(isCounted ? [COUNT] : []),
        `SELECT ~0 + (number < 0) FROM revisions WHERE name = 'handlers' LOCK IN SHARE MODE`,
        'COMMIT',
      ].join(';\n'),
    );
  }
  const seconds = (performance.now() - begun) / 1_000;
  await connection.end();
  return { seconds, statuses: {}, errors: 0, latencyMs: { p50: 0, p95: 0, p99: 0 } };
}

const COUNT = `
  INSERT INTO sales_by_day (sold_on, product_id, shard, units, orders, revenue)
  VALUES ('2026-11-30', 0, 3, 54, 54, 54000), ('2026-11-30', 1, 0, 54, 54, 54000)
  ON DUPLICATE KEY UPDATE
    units = units + VALUES(units), orders = orders + VALUES(orders), revenue = revenue + VALUES(revenue)`;
