import { setTimeout as pause } from 'node:timers/promises';
import { residentMiB } from '../rig/resident';
import type { Rig } from '../rig/rig';
import { atMost, type Details, type Row } from '../row';
import { CONNECTIONS } from './noop';
import { assertAllSettled } from './order-settled';

const FEW = 20_000;
const MANY = 200_000;
/** Of each ten thousand: ordinary ones, repeatable ones, and such that wait for their decision. */
const BLOCK = { plain: 6_000, keyed: 2_500, waiting: 1_500 };
const ORDERS_OF_A_BLOCK = BLOCK.plain + BLOCK.keyed + BLOCK.waiting;
const USERS = 5_000;
const PRODUCTS = 20;
const UNITS = 1_000_000;
const IDLE_MS = 30_000;

interface Held {
  readonly heapMiB: number;
  readonly residentMiB: number;
}

/** What the server holds after many orders, against what it holds after few: both times at rest for half a minute. */
export const memory: Row = {
  name: 'C8',
  title: "the server's memory after 200,000 orders ÷ after 20,000",
  measure: async (rig) => {
    const productIds: number[] = [];
    while (productIds.length < PRODUCTS) productIds.push(await rig.stock(UNITS));
    await placeOrders(rig, productIds, 0, FEW);
    const few = await heldAtRest(rig);
    await placeOrders(rig, productIds, FEW, MANY);
    const many = await heldAtRest(rig);
    await assertAllSettled(rig);
    const [stored] = await rig.ask<{ number: number }>('SELECT COUNT(*) AS number FROM orders');
    if (stored?.number !== MANY) throw new Error(`${stored?.number} orders were stored instead of ${MANY}`);
    return {
      findings: [
        { what: 'heap', rounds: [many.heapMiB / few.heapMiB], target: atMost(1.2) },
        { what: 'resident', rounds: [many.residentMiB / few.residentMiB], target: atMost(1.2) },
      ],
      details: { ...details(FEW, few), ...details(MANY, many) },
    };
  },
};

/** The resident size first: the collection that the heap is counted after would make it smaller. */
async function heldAtRest(rig: Rig): Promise<Held> {
  await rig.idle();
  rig.progress('idle for 30 s');
  await pause(IDLE_MS);
  const resident = residentMiB(rig.server.pid);
  const { heapUsed } = await rig.server.memory();
  return { heapMiB: heapUsed / 2 ** 20, residentMiB: resident };
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
    [`resident after ${orders}, MiB`]: Math.round(held.residentMiB * 10) / 10,
  };
}
