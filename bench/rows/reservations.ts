import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '#platform/database/database';
import { openDataSource } from '#platform/database/data-source';
import { ReservationExpiry } from '../../src/modules/order/persistence/reservation-expiry';
import { schema } from '../../src/schema';
import { configFor } from '../../test/support/scheme';
import { until } from '../../test/servers/until';
import { median, percentiles, quotients } from '../rig/figures';
import type { LoadResult } from '../rig/load';
import { CONNECTIONS, orderLoad, USERS } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { storePoints } from '../rig/stored/points';
import { withNumbers } from '../rig/stored/products';
import { atLeast, atMost, type Row } from '../row';
import { assertAllCompleted, orderSide } from './order-completed';

const UNITS = 1_000_000;
const ORDERS = 3_000;
const PAID_ORDERS = 2_000;
/** Enough for every order of all rounds. */
const POINTS = 1_000_000_000_000;
export const PAYING = { PAYMENTS: 'on', PAYMENT_PROVIDERS: 'points', RESERVATIONS_PER_USER: '1000' };

/** Beside it, a shop whose orders are to be paid. Its open reservations end with each round. */
function payingNeighbour(rig: Rig): Promise<Rig> {
  return rig.neighbour('paying', PAYING);
}

export const orderReserved: Row = {
  name: 'C15',
  title: 'an order reserved, which is to be paid ÷ an order completed without payments',
  measure: async (rig) => {
    const paying = await payingNeighbour(rig);
    const [productId, reservedId] = [await rig.stock(UNITS), await paying.stock(UNITS)];
    const settled = orderSide(rig, productId, ORDERS);
    const reserved: Side = {
      ...orderSide(paying, reservedId, ORDERS),
      name: 'order reserved',
      rig: paying,
      between: () => withoutReservations(paying),
    };
    const [upper, lower] = await interleaved(rig, [reserved, settled], SHORT_ROUNDS);
    await assertAllCompleted(rig);
    return {
      findings: [{ what: 'CPU', rounds: ratios(upper, lower, 'cpuUs'), target: atMost(1.15) }],
      details: { ...shares('order reserved', upper), ...shares('order completed', lower) },
    };
  },
};

/** A user may have a thousand reservations, so those of the round before are taken out of the way. */
async function withoutReservations(paying: Rig): Promise<void> {
  await paying.query('DELETE FROM order_reservations');
}

export const orderPaid: Row = {
  name: 'C16',
  title: 'an order placed and paid by points ÷ an order completed without payments',
  measure: async (rig) => {
    const paying = await payingNeighbour(rig);
    await storePoints(paying, USERS, POINTS);
    const [productId, paidId] = [await rig.stock(UNITS), await paying.stock(UNITS)];
    const paid: Side = {
      name: 'order paid',
      requests: PAID_ORDERS,
      rig: paying,
      run: () => placeAndPay(paying, paidId),
    };
    const [upper, lower] = await interleaved(rig, [paid, orderSide(rig, productId, PAID_ORDERS)], SHORT_ROUNDS);
    await assertAllCompleted(rig);
    await assertAllCompleted(paying);
    return {
      findings: [
        { what: 'CPU', rounds: ratios(upper, lower, 'cpuUs'), target: atMost(2.2) },
        { what: 'paid/s', rounds: (upper ?? []).map(({ throughput }) => throughput), target: atLeast(1_000) },
      ],
      details: { ...shares('order paid', upper), ...shares('order completed', lower) },
    };
  },
};

/** Both requests are answered as soon as they are stored, as the order without payments is; the last order is paid at the end. */
async function placeAndPay(paying: Rig, productId: number): Promise<LoadResult> {
  const placed = await paying.loader.runAll(orderLoad(paying, productId, PAID_ORDERS), 202);
  const open = await reservedOrders(paying, PAID_ORDERS);
  const begun = performance.now();
  const requested = await paying.loader.runAll(
    {
      url: paying.server.address,
      method: 'POST',
      connections: CONNECTIONS,
      amount: PAID_ORDERS,
      paths: open.map(({ orderId }) => `/api/orders/${orderId}/payment`),
      tokens: open.map(({ userId }) => paying.token(userId)),
      bodies: ['{"method":"POINTS"}'],
    },
    202,
  );
  await until(async () => (await openReservations(paying)) === 0, { what: 'every order is paid', limitMs: 60_000 });
  return { ...requested, seconds: placed.seconds + (performance.now() - begun) / 1_000 };
}

async function openReservations(rig: Rig): Promise<number> {
  const [row] = await rig.query<{ open: number }>('SELECT COUNT(*) AS open FROM order_reservations');
  return Number(row?.open);
}

export interface ReservedOrder {
  readonly orderId: number;
  readonly userId: number;
}

/** Waits until so many orders are reserved. */
export async function reservedOrders(rig: Rig, count: number): Promise<ReservedOrder[]> {
  await until(async () => (await openReservations(rig)) >= count, { what: `${count} reservations`, limitMs: 60_000 });
  return rig.query('SELECT order_id AS orderId, user_id AS userId FROM order_reservations ORDER BY order_id');
}

const EXPIRING = 10_000;
const EXPIRY_ROUNDS = 3;
const SECONDS = 6;
/** orders per second, as a share of the maximum */
const SHARE = 0.25;

export const reservationsExpired: Row = {
  name: 'C18',
  title: '10,000 reservations of one product expire at once: the last unit for sale, and orders beside it',
  measure: async (rig) => {
    const paying = await payingNeighbour(rig);
    const [productId, otherId] = [await paying.stock(EXPIRING), await paying.stock(UNITS)];
    const placed = await paying.loader.runAll(orderLoad(paying, otherId, ORDERS), 202);
    const rate = Math.floor((ORDERS / placed.seconds) * SHARE);
    const orders = (): Promise<LoadResult> =>
      paying.loader.runAll({ ...orderLoad(paying, otherId, rate * SECONDS), rate, evenly: true }, 202);
    const [seconds, alone, beside]: [number[], LoadResult[], LoadResult[]] = [[], [], []];
    for (let round = 1; round <= EXPIRY_ROUNDS; round++) {
      rig.progress(`round ${round} of ${EXPIRY_ROUNDS}`);
      await paying.idle();
      await withoutReservations(paying);
      await paying.loader.runAll(orderLoad(paying, productId, EXPIRING), 202);
      await reservedOrders(paying, EXPIRING);
      await paying.idle();
      alone.push(await orders());
      await paying.idle();
      const load = orders();
      await pause(1_000);
      seconds.push(await expireAll(paying, productId));
      beside.push(await load);
    }
    const p99 = (results: readonly LoadResult[]): number[] => results.map(({ latencyMs }) => latencyMs.p99);
    return {
      findings: [
        { what: 'last unit for sale, s', rounds: seconds, target: atMost(10) },
        { what: 'orders p99 beside', rounds: quotients(p99(beside), p99(alone)), target: atMost(1.5) },
      ],
      details: {
        'orders per s': rate,
        'orders alone, p99, ms': median(p99(alone)),
        'orders beside expiry, p99, ms': median(p99(beside)),
      },
    };
  },
};

/** @returns the seconds from the end of the reservations until the last unit can be bought */
async function expireAll(paying: Rig, productId: number): Promise<number> {
  await paying.query(
    `UPDATE order_reservations SET reserved_until = NOW(3)
     WHERE order_id IN (SELECT order_id FROM order_items WHERE product_id = ?)`,
    [productId],
  );
  const begun = performance.now();
  const isForSale = async (): Promise<boolean> => {
    const [stock] = await paying.query<{ quantity: number }>('SELECT quantity FROM stocks WHERE product_id = ?', [
      productId,
    ]);
    return Number(stock?.quantity) >= EXPIRING;
  };
  await until(isForSale, { what: 'every unit is for sale', limitMs: 60_000 });
  return (performance.now() - begun) / 1_000;
}

const OPEN = 100_000;
const LOOKS = 200;
const BATCH = 500;

export const reservationsLookedFor: Row = {
  name: 'C19',
  title: 'a look for reservations that are due, beside 100,000 open ones',
  measure: async (rig) => {
    const paying = await payingNeighbour(rig);
    await withNumbers(paying, OPEN, async (fill) => {
      await fill(
        `INSERT INTO order_reservations (order_id, user_id, reserved_until, reserve_limit)
         SELECT 1000000000 + n, 1 + n % ${USERS}, NOW(3) + INTERVAL 1 HOUR + INTERVAL n SECOND, NOW(3) + INTERVAL 30 DAY`,
        OPEN,
      );
    });
    await paying.query('ANALYZE TABLE order_reservations');
    const dataSource = await openDataSource(configFor(paying.server.scheme), schema);
    try {
      // Without its transitions, because nothing is due.
      const expiry = new ReservationExpiry(new Database(dataSource), undefined as never);
      const ms: number[] = [];
      for (let look = 0; look < LOOKS; look++) {
        const begun = performance.now();
        await expiry.due(BATCH);
        ms.push(performance.now() - begun);
      }
      const { p50, p99 } = percentiles(ms);
      return {
        findings: [{ what: 'a look, ms', rounds: [p50], target: atMost(5) }],
        details: { 'a look, p99, ms': p99 },
      };
    } finally {
      await dataSource.destroy();
    }
  },
};
