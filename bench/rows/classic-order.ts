import { orderLoad } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, type Sample, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { atMost, type Row } from '../row';
import { noopSide } from './baselines';
import { assertAllCompleted, orderSide } from './order-completed';

const REQUESTS = 3_000;
const CLASSIC_ORDERS = 200;
const UNITS = 1_000_000;
const COPIES = ['stocks', 'orders', 'order_items', 'stock_movements'];

/** What a sale adds to a request, compared with a lock and a transaction for each order. */
export const classicOrder: Row = {
  name: 'C3',
  title: '(order - no-op) ÷ (lock and transaction per order - no-op)',
  measure: async (rig) => {
    const productId = await rig.stock(UNITS);
    await copyTables(rig, productId);
    const [order, noop, classic] = await interleaved(
      rig,
      [orderSide(rig, productId, REQUESTS), noopSide(rig, REQUESTS), classicSide(rig, productId)],
      SHORT_ROUNDS,
    );
    await assertAllCompleted(rig);
    await assertAllSold(rig);
    const rounds = ratios(beyond(noop, order), beyond(noop, classic), 'cpuUs');
    return {
      findings: [{ what: 'CPU', rounds, target: atMost(1 / 8) }],
      details: { ...shares('order', order), ...shares('no-op', noop), ...shares('classic', classic) },
    };
  },
};

/** Each sample minus the no-op of its round. */
function beyond(noop: readonly Sample[] = [], samples: readonly Sample[] = []): Sample[] {
  return samples.map((sample, round) => ({ ...sample, cpuUs: sample.cpuUs - (noop[round]?.cpuUs ?? NaN) }));
}

function classicSide(rig: Rig, productId: number): Side {
  return {
    name: 'classic order',
    requests: CLASSIC_ORDERS,
    run: () => rig.loader.runAll(orderLoad(rig, productId, CLASSIC_ORDERS, '/api/bench/classic-order'), 202),
  };
}

/** Copies with the same columns, indexes and checks, so that neither side touches rows of the other. */
async function copyTables(rig: Rig, productId: number): Promise<void> {
  for (const table of COPIES) await rig.query(`CREATE TABLE classic_${table} LIKE ${table}`);
  await rig.query('ALTER TABLE classic_orders MODIFY order_id BIGINT NOT NULL AUTO_INCREMENT');
  await rig.query('INSERT INTO classic_stocks SELECT * FROM stocks WHERE product_id = ?', [productId]);
}

/** @throws unless each classic order has its line and its movement, and the stock has decreased by as many units */
async function assertAllSold(rig: Rig): Promise<void> {
  const [sums] = await rig.query<Record<'taken' | 'orders' | 'lines' | 'moved', number | string>>(
    `SELECT ? - (SELECT SUM(quantity) FROM classic_stocks) AS taken, (SELECT COUNT(*) FROM classic_orders) AS orders,
       (SELECT SUM(quantity) FROM classic_order_items) AS \`lines\`,
       (SELECT -SUM(delta) FROM classic_stock_movements) AS moved`,
    [UNITS],
  );
  const numbers = new Set(Object.values(sums ?? {}).map(Number));
  if (numbers.size !== 1 || numbers.has(0))
    throw new Error(`The classic orders are inconsistent: ${JSON.stringify(sums)}`);
}
