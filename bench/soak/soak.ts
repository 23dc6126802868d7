import type { Rig } from '../rig/rig';
import { storeProducts } from '../rig/stored/products';
import { atMost, type Row } from '../row';
import { orderSide } from '../rows/order-settled';
import { Crowd, type Goods } from './crowd';
import { Life } from './life';
import { findings, rowsByTable, type Sample, series, takeSample } from './samples';

const TURN_SECONDS = 30;
const STOCKED = 20;
const OTHERS = 1_000;
const UNITS = 1_000_000;
const ORDERS_AT_FULL_SPEED = 10_000;

/** A shop's life at about half of what the machine can do. */
export function soak(minutes: number): Row {
  return {
    name: 'soak',
    title: `${minutes} minutes: the last third against the second`,
    measure: async (rig) => {
      const goods = await stockShop(rig);
      const capacity = await ordersPerSecond(rig, goods);
      const [crowd, life] = [new Crowd(rig, goods, capacity / 2), new Life(rig, goods)];
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
      // The rows are kept for two days: each is a request of the last two days, and there is no other.
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

async function stockShop(rig: Rig): Promise<Goods> {
  const stocked: number[] = [];
  while (stocked.length < STOCKED) stocked.push(await rig.stock(UNITS));
  const first = await storeProducts(rig, OTHERS, 1_000);
  return { stocked, all: [...stocked, ...Array.from({ length: OTHERS }, (_, index) => first + index)] };
}

async function ordersPerSecond(rig: Rig, { stocked }: Goods): Promise<number> {
  rig.progress('at full speed');
  const side = orderSide(rig, stocked[0] ?? NaN, ORDERS_AT_FULL_SPEED);
  await side.run();
  const { seconds } = await side.run();
  await rig.idle();
  return ORDERS_AT_FULL_SPEED / seconds;
}
