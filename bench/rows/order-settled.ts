import { orderLoad } from '../rig/order-load';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import type { Rig } from '../rig/rig';
import { atLeast, atMost, type Row } from '../row';
import { besideBarePost } from './bare';
import { noopSide } from './noop';

const ORDERS = 3_000;
const UNITS = 1_000_000;

/** Orders for one hot product, from the request to its settlement. */
export function orderSide(rig: Rig, productId: number, orders: number): Side {
  return {
    name: 'order',
    requests: orders,
    run: () => rig.loader.runAll(orderLoad(rig, productId, orders), 202),
  };
}

/** Throws unless every order that was placed has been settled with its unit. */
export async function assertAllSettled(rig: Rig): Promise<void> {
  const others = await rig.ask(`SELECT order_id FROM orders WHERE status <> 'ORDER_SUCCESS' LIMIT 1`);
  if (others.length > 0) throw new Error('Not every order was settled with its unit');
}

/** What C1 and C2 allow together; a no-op that costs little makes the first alone hard to keep. */
const OVER_BARE_POST = 1.45 * 2.2;

export const orderSettled: Row = {
  name: 'C1',
  title: 'an order settled ÷ an authenticated, validated no-op',
  measure: (rig) =>
    besideBarePost(rig, ORDERS, async (bare) => {
      const productId = await rig.stock(UNITS);
      const sides = [orderSide(rig, productId, ORDERS), noopSide(rig, ORDERS), bare];
      const [order, noop, empty] = await interleaved(rig, sides, SHORT_ROUNDS);
      await assertAllSettled(rig);
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
