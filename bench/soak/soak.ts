import type { Rig } from '../rig/rig';
import { storeProducts } from '../rig/stored/products';
import { atMost, type Row } from '../row';
import { orderSide } from '../rows/order-completed';
import { Crowd, type Catalogue } from './crowd';
import { Life } from './life';
import { findings, rowsByTable, type Sample, series, takeSample } from './samples';

const TURN_SECONDS = 30;
const STOCKED = 20;
const OTHERS = 1_000;
const UNITS = 1_000_000;
const ORDERS_AT_FULL_SPEED = 10_000;

/** Runs a shop at about half of its maximum throughput. */
export function soak(minutes: number): Row {
  return {
    name: 'soak',
    title: `${minutes} minutes: the last third against the second`,
    measure: async (rig) => {
      const catalogue = await stockShop(rig);
      const capacity = await ordersPerSecond(rig, catalogue);
      const [crowd, life] = [new Crowd(rig, catalogue, capacity / 2), new Life(rig, catalogue)];
      const samples: Sample[] = [];
      try {
        await life.begin();
        for (const end = Date.now() + minutes * 60_000; Date.now() + (TURN_SECONDS * 1000) / 2 < end;) {
          rig.progress(`minute ${Math.round(minutes - (end - Date.now()) / 60_000)} of ${minutes}`);
          await Promise.all([crowd.run(TURN_SECONDS), life.run(TURN_SECONDS)]);
          samples.push(await takeSample(rig));
        }
      } finally {
        crowd.close();
      }
      // Keys are kept for two days, so every keyed request of the run has exactly one row.
      const keys = (samples.at(-1)?.idempotencyKeys ?? NaN) - crowd.keyed;
      return {
        findings: [
          ...findings(samples),
          { what: 'spare idem. keys', rounds: [keys], target: atMost(0) },
          { what: 'failures', rounds: [crowd.failed], target: atMost(0) },
        ],
        details: {
          'orders/s at full speed': Math.round(capacity),
          ...series(samples),
          'keyed requests': crowd.keyed,
          ...(await rowsByTable(rig)),
        },
      };
    },
  };
}

async function stockShop(rig: Rig): Promise<Catalogue> {
  const stocked: number[] = [];
  while (stocked.length < STOCKED) stocked.push(await rig.stock(UNITS));
  const first = await storeProducts(rig, OTHERS, 1_000);
  return { stocked, all: [...stocked, ...Array.from({ length: OTHERS }, (_, index) => first + index)] };
}

async function ordersPerSecond(rig: Rig, { stocked }: Catalogue): Promise<number> {
  rig.progress('at full speed');
  const side = orderSide(rig, stocked[0] ?? NaN, ORDERS_AT_FULL_SPEED);
  await side.run();
  const { seconds } = await side.run();
  await rig.idle();
  return ORDERS_AT_FULL_SPEED / seconds;
}
