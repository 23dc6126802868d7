import { until } from '../../test/servers/until';
import { quotients } from '../rig/figures';
import type { LoadResult } from '../rig/load';
import { oneOf, orderLoad } from '../rig/order-load';
import { PaymentProvider } from '../rig/payment-provider';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { atLeast, atMost, type Row } from '../row';
import { assertAllCompleted, orderSide } from './order-completed';
import { PAYING, type ReservedOrder, reservedOrders } from './reservations';

const UNITS = 1_000_000;
const ORDERS = 1_000;
/** Fewer than the shop calls a provider at once. */
const CONNECTIONS = 48;
/** µs of CPU of a checkout through REST, of an earlier run on two cores. */
const CHECKOUTS = { Vendure: 120_000, Medusa: 700_000 };
const SHARE = 0.01;
/** Shipments are made, and move on by hand, as in production by default. */
const SHIPPING = { SHIPPING: 'on', SHIP_AFTER_S: 'off', DELIVER_AFTER_S: 'off' };

export const orderPaidByCard: Row = {
  name: 'C17',
  title: 'an order placed and paid by card at a provider that answers after 5 ms ÷ an order completed without payments',
  measure: async (rig) => {
    const { upper, lower } = await compared(rig, placeAndPay);
    return {
      findings: [
        { what: 'CPU', rounds: ratios(upper, lower, 'cpuUs'), target: atMost(3.5) },
        { what: 'paid/s', rounds: upper.map(({ throughput }) => throughput), target: atLeast(500) },
      ],
      details: { ...shares('order paid by card', upper), ...shares('order completed', lower) },
    };
  },
};

export const purchase: Row = {
  name: 'C31',
  title: 'a purchase through REST (cart, quote, order, payment by card, its shipment made) ÷ the checkouts of others',
  measure: async (rig) => {
    const { upper, lower } = await compared(rig, wholePurchase, SHIPPING);
    const findings = Object.entries(CHECKOUTS).map(([name, us]) => ({
      what: `CPU ÷ ${name}`,
      rounds: quotients(
        upper.map(({ cpuUs }) => cpuUs),
        upper.map(() => us),
      ),
      target: atMost(SHARE),
    }));
    return { findings, details: { ...shares('purchase', upper), ...shares('order completed', lower) } };
  },
};

type Buy = (paying: Rig, provider: PaymentProvider, productId: number) => Promise<LoadResult>;

/** In turns with orders of a shop without payments, on the same database. */
async function compared(rig: Rig, buy: Buy, more: Readonly<Record<string, string>> = {}) {
  const provider = await PaymentProvider.start(rig.options.folder);
  try {
    const paying = await rig.neighbour('paying', { ...PAYING, ...provider.variables, ...more });
    const [productId, paidId] = [await rig.stock(UNITS), await paying.stock(UNITS)];
    const paid: Side = {
      name: 'order paid',
      requests: ORDERS,
      rig: paying,
      run: () => buy(paying, provider, paidId),
    };
    const [upper = [], lower = []] = await interleaved(rig, [paid, orderSide(rig, productId, ORDERS)], SHORT_ROUNDS);
    await assertAllCompleted(rig);
    await assertAllCompleted(paying);
    return { upper, lower };
  } finally {
    await provider.close();
  }
}

async function placeAndPay(paying: Rig, provider: PaymentProvider, productId: number): Promise<LoadResult> {
  const placed = await paying.loader.runAll(orderLoad(paying, productId, ORDERS), 202);
  return pay(paying, provider, placed.seconds);
}

/** As a storefront does it: a product into the cart, what it would cost, the order, and its payment. Then the shipments are made. */
async function wholePurchase(paying: Rig, provider: PaymentProvider, productId: number): Promise<LoadResult> {
  const load = orderLoad(paying, productId, ORDERS);
  const item = JSON.stringify({ productId, quantity: 1 });
  const { address } = paying.server;
  const filled = await paying.loader.runAll({ ...load, url: `${address}/api/cart/items`, bodies: [item] }, 200);
  const quote = { ...load, url: `${address}/api/orders/quote`, bodies: [oneOf(productId)] };
  const quoted = await paying.loader.runAll(quote, 200);
  const order = { ...load, url: `${address}/api/cart/order`, bodies: ['{}'] };
  const placed = await paying.loader.runAll(order, 202);
  const paid = await pay(paying, provider, filled.seconds + quoted.seconds + placed.seconds);
  const begun = performance.now();
  // The events for shipping are stored when the orders are paid, and removed with the commit of their shipments.
  const isPrepared = async (): Promise<boolean> =>
    (await paying.query(`SELECT id FROM event_publications WHERE handler = 'shipping.prepare-shipments' LIMIT 1`))
      .length === 0;
  await until(isPrepared, { what: 'every shipment is made', limitMs: 60_000 });
  const [counted] = await paying.query<{ missing: number | string }>(
    'SELECT (SELECT COUNT(*) FROM orders) - (SELECT COUNT(*) FROM shipments) AS missing',
  );
  if (Number(counted?.missing) !== 0) throw new Error(`${counted?.missing} orders have no shipment`);
  return { ...paid, seconds: paid.seconds + (performance.now() - begun) / 1_000 };
}

/** Requests, confirms, and waits for the last order. The buyers' visits to the page between are not part of the time. */
async function pay(paying: Rig, provider: PaymentProvider, secondsBefore: number): Promise<LoadResult> {
  const open = await reservedOrders(paying, ORDERS);
  const load = (orders: readonly ReservedOrder[], path: string) => ({
    url: paying.server.address,
    method: 'POST' as const,
    connections: CONNECTIONS,
    amount: orders.length,
    paths: orders.map(({ orderId }) => `/api/orders/${orderId}/${path}`),
    tokens: orders.map(({ userId }) => paying.token(userId)),
  });
  const requested = await paying.loader.runAll({ ...load(open, 'payment'), bodies: ['{"method":"CARD"}'] }, 201);
  const agreed = await provider.agree(paying, open);
  const begun = performance.now();
  const bodies = agreed.map(({ paymentKey, providerOrderId, amount }) =>
    JSON.stringify({ paymentKey, providerOrderId, amount }),
  );
  const confirmed = await paying.loader.runAll({ ...load(agreed, 'payment/confirm'), bodies }, 200);
  const isPaid = async (): Promise<boolean> =>
    (await paying.query('SELECT order_id FROM order_reservations LIMIT 1')).length === 0;
  await until(isPaid, { what: 'every order is paid', limitMs: 60_000 });
  const seconds = secondsBefore + requested.seconds + (performance.now() - begun) / 1_000;
  return { ...confirmed, seconds };
}
