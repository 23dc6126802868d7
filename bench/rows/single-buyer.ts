import { setTimeout as pause } from 'node:timers/promises';
import { numberOrdersVisibly, ThreeCommits } from '../comparisons/three-commits';
import { Buyer } from '../rig/buyer';
import { median, quotients } from '../rig/figures';
import type { Rig } from '../rig/rig';
import { atMost, type Row } from '../row';
import { assertAllCompleted, orderSide } from './order-completed';

const UNITS = 1_000_000;
const MOST = 1.5;
const ROUNDS = 15;
const IN_A_ROW = 80;
/** Orders that warm up the server, whose code is not compiled yet. */
const ORDERS_BEFORE = 6_000;
const RESTS = 24;
/** Different lengths, so that they end at different phases of the timers in the server. */
const RESTS_MS = { least: 700, step: 47 };

/** Batching must not cost a single buyer anything: no order waits for others. */
export const singleBuyer: Row = {
  name: 'C13',
  title: 'a single buyer who waits for the outcome ÷ the 3 commits',
  measure: async (rig) => {
    await numberOrdersVisibly(rig);
    const productId = await rig.stock(UNITS);
    await orderSide(rig, productId, ORDERS_BEFORE).run();
    const buyer = new Buyer(rig.server.address, rig.token(1));
    const commits = await ThreeCommits.record(rig, productId, async () => (await buyer.order(productId)).orderId);
    try {
      const sides = [async (): Promise<number> => (await buyer.order(productId)).ms, () => commits.run()];
      const [orders = [], bare = []] = await inARow(rig, sides);
      const [restedOrders = [], restedBare = []] = await afterRests(rig, sides);
      await assertAllCompleted(rig);
      return {
        findings: [
          { what: 'wall', rounds: quotients(orders, bare), target: atMost(MOST) },
          { what: 'wall, rested', rounds: quotients(restedOrders, restedBare), target: atMost(MOST) },
        ],
        details: {
          'order, ms': median(orders),
          'its three commits, ms': median(bare),
          'order after a rest, ms': median(restedOrders),
          'its three commits after a rest, ms': median(restedBare),
          'the three commits': commits.outline,
        },
      };
    } finally {
      buyer.close();
      await commits.close();
    }
  },
};

/** The medians of each side, with alternating rounds. The first round warms up and is not measured. */
async function inARow(rig: Rig, sides: readonly (() => Promise<number>)[]): Promise<number[][]> {
  const medians = sides.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    rig.progress(`round ${round} of ${ROUNDS}`);
    for (const [index, side] of sides.entries()) {
      await rig.idle();
      const times: number[] = [];
      for (let repeat = 0; repeat < IN_A_ROW; repeat++) times.push(await side());
      if (round > 0) medians[index]?.push(median(times));
    }
  }
  return medians;
}

/** The first run of each side after a pause without requests. */
async function afterRests(rig: Rig, sides: readonly (() => Promise<number>)[]): Promise<number[][]> {
  const times = sides.map((): number[] => []);
  for (let rest = 0; rest < RESTS; rest++) {
    rig.progress(`rest ${rest + 1} of ${RESTS}`);
    for (const [index, side] of sides.entries()) {
      await pause(RESTS_MS.least + rest * RESTS_MS.step);
      times[index]?.push(await side());
    }
  }
  return times;
}
