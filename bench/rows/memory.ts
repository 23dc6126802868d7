import { setTimeout as pause } from 'node:timers/promises';
import { resetPeak, peakMiB, residentMiB } from '../rig/process-stats';
import type { Rig } from '../rig/rig';
import { atMost, type Details, type Row } from '../row';
import { CONNECTIONS } from '../rig/order-load';
import { assertAllCompleted } from './order-completed';

const FEW = 20_000;
const MANY = 200_000;
/** Of each ten thousand orders: plain ones, keyed ones, and those that wait for their decision. */
const BLOCK = { plain: 6_000, keyed: 2_500, waiting: 1_500 };
const ORDERS_OF_A_BLOCK = BLOCK.plain + BLOCK.keyed + BLOCK.waiting;
const USERS = 5_000;
const PRODUCTS = 20;
const UNITS = 1_000_000;
const IDLE_MS = 30_000;

interface Held {
  readonly heapMiB: number;
  readonly restMiB: number;
  /** during the last 20,000 orders */
  readonly peakMiB: number;
}

/** The memory of the server after many orders, compared with few. */
export const memory: Row = {
  name: 'C8',
  title: "the server's memory after 200,000 orders ÷ after 20,000",
  measure: async (rig) => {
    const productIds: number[] = [];
    while (productIds.length < PRODUCTS) productIds.push(await rig.stock(UNITS));
    const few = await heldAfter(rig, productIds, 0);
    await placeOrders(rig, productIds, FEW, MANY - FEW);
    const many = await heldAfter(rig, productIds, MANY - FEW);
    await assertAllCompleted(rig);
    const [stored] = await rig.query<{ number: number }>('SELECT COUNT(*) AS number FROM orders');
    if (stored?.number !== MANY) throw new Error(`${stored?.number} orders were stored instead of ${MANY}`);
    return {
      findings: [
        { what: 'heap', rounds: [many.heapMiB / few.heapMiB], target: atMost(1.2) },
        { what: 'resident', rounds: [many.restMiB / few.restMiB], target: atMost(1.2) },
        { what: 'peak', rounds: [many.peakMiB / few.peakMiB], target: atMost(1.2) },
      ],
      details: { ...details(FEW, few), ...details(MANY, many) },
    };
  },
};

/**
 * Places 20,000 orders and waits. The bench forces no garbage collection before it reads the resident size, because that
 * would reduce it. V8 collects when enough was allocated, but not for minutes while idle, so the resident size of an
 * idle server also depends on the time since its last collection: 164 to 400 MiB after 20,000 orders, with 63 MiB in use
 * each time (three runs, 2026-11). The peak during equally many orders depends less on that, so it is measured as well.
 */
async function heldAfter(rig: Rig, productIds: readonly number[], placed: number): Promise<Held> {
  const { pid } = rig.server;
  resetPeak(pid);
  await placeOrders(rig, productIds, placed, placed + FEW);
  await rig.idle();
  const peak = peakMiB(pid);
  rig.progress('idle for 30 s');
  await pause(IDLE_MS);
  const rest = residentMiB(pid);
  const { heapUsed } = await rig.server.memory();
  return { heapMiB: heapUsed / 2 ** 20, restMiB: rest, peakMiB: peak };
}

async function placeOrders(rig: Rig, productIds: readonly number[], from: number, to: number): Promise<void> {
  const { loader } = rig;
  const load = {
    url: `${rig.server.address}/api/orders/products`,
    method: 'POST',
    connections: CONNECTIONS,
    tokens: rig.tokens(USERS),
    bodies: baskets(productIds),
  } as const;
  for (let placed = from; placed < to; placed += ORDERS_OF_A_BLOCK) {
    rig.progress(`${placed} orders of ${MANY}`);
    await loader.runAll({ ...load, amount: BLOCK.plain }, 202);
    await loader.runAll({ ...load, amount: BLOCK.keyed, keys: `block-${placed}` }, 202);
    await loader.runAll({ ...load, amount: BLOCK.waiting, headers: { prefer: 'wait=10' } }, 201);
  }
}

/** Each product alone, and each with the next. */
function baskets(productIds: readonly number[]): string[] {
  return productIds.flatMap((productId, index) => {
    const next = productIds[(index + 1) % productIds.length];
    const one = { productId, quantity: 1 };
    return [[one], [one, { productId: next, quantity: 2 }]].map((orderItems) => JSON.stringify({ orderItems }));
  });
}

function details(orders: number, held: Held): Details {
  return {
    [`heap after ${orders}, MiB`]: Math.round(held.heapMiB * 10) / 10,
    [`resident after ${orders}, at rest, MiB`]: Math.round(held.restMiB * 10) / 10,
    [`resident after ${orders}, at its peak, MiB`]: Math.round(held.peakMiB * 10) / 10,
  };
}
