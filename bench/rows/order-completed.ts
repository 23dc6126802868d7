import { orderLoad } from '../rig/order-load';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import type { Rig } from '../rig/rig';
import { atLeast, atMost, type Row } from '../row';
import { withBarePost } from './baselines';
import { noopSide } from './baselines';

const ORDERS = 3_000;
const UNITS = 1_000_000;

/** Orders for one hot product, from the request to the completion. */
export function orderSide(rig: Rig, productId: number, orders: number): Side {
  return {
    name: 'order',
    requests: orders,
    run: () => rig.loader.runAll(orderLoad(rig, productId, orders), 202),
  };
}

/** Orders per second as fast as they are answered; the first run warms up. */
export async function ordersPerSecond(rig: Rig, productId: number, orders: number): Promise<number> {
  rig.progress('the maximum number of orders per second');
  const { run } = orderSide(rig, productId, orders);
  await run();
  await rig.idle();
  const { seconds } = await run();
  return orders / seconds;
}

/** @throws unless every placed order is successful */
export async function assertAllCompleted(rig: Rig): Promise<void> {
  const others = await rig.query(`SELECT order_id FROM orders WHERE status <> 'ORDER_SUCCESS' LIMIT 1`);
  if (others.length > 0) throw new Error('Not every order was successful');
}

/** The product of the targets of C1 and C2. A cheaper no-op makes the ratio of C1 alone larger. */
const OVER_BARE_POST = 1.45 * 2.2;

export const orderCompleted: Row = {
  name: 'C1',
  title: 'an order completed ÷ an authenticated, validated no-op',
  measure: (rig) =>
    withBarePost(rig, ORDERS, async (bare) => {
      const productId = await rig.stock(UNITS);
      const sides = [orderSide(rig, productId, ORDERS), noopSide(rig, ORDERS), bare];
      const [order, noop, empty] = await interleaved(rig, sides, SHORT_ROUNDS);
      await assertAllCompleted(rig);
      return {
        findings: [
          { what: 'CPU', rounds: ratios(order, noop, 'cpuUs'), target: atMost(1.45) },
          { what: 'throughput', rounds: ratios(order, noop, 'throughput'), target: atLeast(0.65) },
          { what: 'CPU ÷ bare', rounds: ratios(order, empty, 'cpuUs'), target: atMost(OVER_BARE_POST) },
        ],
        details: { ...shares('order', order), ...shares('no-op', noop), ...shares('bare', empty) },
      };
    }),
};
