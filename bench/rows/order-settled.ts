import { interleaved, ratios, shares, type Side } from '../rig/rounds';
import type { Rig } from '../rig/rig';
import { atLeast, atMost, type Row } from '../row';
import { CONNECTIONS, noopSide, oneOf, USERS } from './noop';

const ORDERS = 8_000;
const UNITS = 1_000_000;

/** Orders for one hot product, from the request to its settlement. */
export function orderSide(rig: Rig, productId: number, orders: number): Side {
  return {
    name: 'order',
    requests: orders,
    run: () =>
      rig.loader.runAll(
        {
          url: `${rig.server.address}/api/orders/products`,
          method: 'POST',
          connections: CONNECTIONS,
          amount: orders,
          tokens: rig.tokens(USERS),
          bodies: [oneOf(productId)],
        },
        202,
      ),
  };
}

/** Throws unless every order that was placed has been settled with its unit. */
export async function assertAllSettled(rig: Rig): Promise<void> {
  const others = await rig.ask(`SELECT order_id FROM orders WHERE status <> 'ORDER_SUCCESS' LIMIT 1`);
  if (others.length > 0) throw new Error('Not every order was settled with its unit');
}

export const orderSettled: Row = {
  name: 'C1',
  title: 'an order settled ÷ an authenticated, validated no-op',
  measure: async (rig) => {
    const productId = await rig.stock(UNITS);
    const [order, noop] = await interleaved(rig, [orderSide(rig, productId, ORDERS), noopSide(rig, ORDERS)]);
    await assertAllSettled(rig);
    return {
      findings: [
        { what: 'CPU', rounds: ratios(order, noop, 'cpuUs'), target: atMost(1.45) },
        { what: 'throughput', rounds: ratios(order, noop, 'throughput'), target: atLeast(0.65) },
      ],
      details: { ...shares('order', order), ...shares('no-op', noop) },
    };
  },
};
