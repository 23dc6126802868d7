import { setTimeout as pause } from 'node:timers/promises';
import { answersFromNow } from '../rig/answers';
import { median, quotients } from '../rig/figures';
import { Loader, type LoadResult } from '../rig/load';
import { orderLoad } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import { storeProducts } from '../rig/stored/products';
import { atMost, type Details, type Row } from '../row';
import { assertAllCompleted, ordersPerSecond } from './order-completed';

const PRODUCTS = 200_000;
const PRICE = 10_000;
const UNITS = 1_000_000;
const ORDERS = 4_000;
const ROUNDS = 5;
const SECONDS = 4;
/** orders per second, as a share of the maximum */
const SHARE = 0.25;
/** connections of the one user who searches, each with its next search as soon as the last one is answered */
const SEARCHES_AT_ONCE = 10;
const SEARCHES_BEGIN_MS = 1_000;
/** No product has it in its name, so every product is looked at. */
const SEARCH = '/api/products?q=zzqqxx';

/** The latency of orders beside one user's searches, and without them. */
export const ordersBesideSearches: Row = {
  name: 'C30',
  title: "orders beside one user's ten concurrent searches over 200,000 products ÷ without",
  measure: async (rig) => {
    rig.progress(`${PRODUCTS} products`);
    await storeProducts(rig, PRODUCTS, PRICE);
    const productId = await rig.stock(UNITS);
    const rate = Math.floor((await ordersPerSecond(rig, productId, ORDERS)) * SHARE);
    const orders = (): Promise<LoadResult> =>
      rig.loader.runAll({ ...orderLoad(rig, productId, rate * SECONDS), rate, evenly: true }, 202);
    const [alone, beside]: [LoadResult[], LoadResult[]] = [[], []];
    let searches: Details = {};
    for (let round = 1; round <= ROUNDS; round++) {
      rig.progress(`round ${round} of ${ROUNDS}: ${rate} orders/s`);
      await rig.idle();
      alone.push(await orders());
      await rig.idle();
      rig.progress(`round ${round} of ${ROUNDS}: ${rate} orders/s beside searches`);
      searches = await whileSearching(rig, async () => beside.push(await orders()));
    }
    await rig.idle();
    await assertAllCompleted(rig);
    const ms = (results: readonly LoadResult[], which: 'p50' | 'p99'): number[] =>
      results.map(({ latencyMs }) => latencyMs[which]);
    return {
      findings: [{ what: 'p99 beside', rounds: quotients(ms(beside, 'p99'), ms(alone, 'p99')), target: atMost(1.5) }],
      details: {
        'orders per s': rate,
        'orders alone, p99, ms': median(ms(alone, 'p99')),
        'orders beside searches, p99, ms': median(ms(beside, 'p99')),
        'orders alone, p50, ms': median(ms(alone, 'p50')),
        'orders beside searches, p50, ms': median(ms(beside, 'p50')),
        ...searches,
      },
    };
  },
};

/** @returns the searches that were answered meanwhile, per second, by status */
async function whileSearching(rig: Rig, work: () => Promise<unknown>): Promise<Details> {
  const answers = await answersFromNow(rig, '/api/products', 'searches beside');
  const loader = new Loader();
  // The process is ended before it has sent them all.
  void loader
    .run({
      url: rig.server.address,
      method: 'GET',
      connections: SEARCHES_AT_ONCE,
      amount: 1_000_000,
      paths: [SEARCH],
      tokens: rig.tokens(1),
    })
    .catch(() => undefined);
  await pause(SEARCHES_BEGIN_MS);
  await work();
  const answered = await answers();
  loader.close();
  return answered;
}
