import { setTimeout as pause } from 'node:timers/promises';
import { numberOrdersVisibly, ThreeCommits } from '../comparisons/three-commits';
import { Buyer } from '../rig/buyer';
import { median } from '../rig/figures';
import type { Rig } from '../rig/rig';
import { atMost, type Row } from '../row';
import { assertAllSettled } from './order-settled';

const UNITS = 1_000_000;
const ROUNDS = 9;
const IN_A_ROW = 150;
const RESTS = 12;
/** Rests of different lengths end at different phases of whatever ticks in the server. */
const RESTS_MS = { least: 700, step: 97 };

/** Batching must not cost the one who comes alone: no timer makes an order wait for company. */
export const singleBuyer: Row = {
  name: 'C13',
  title: 'an order of a single buyer, to its end',
  measure: async (rig) => {
    await numberOrdersVisibly(rig);
    const productId = await rig.stock(UNITS);
    const buyer = new Buyer(rig.server.address, rig.token(1));
    const commits = await ThreeCommits.heardOf(rig, productId, async () => (await buyer.order(productId)).orderId);
    try {
      const order = async (): Promise<number> => (await buyer.order(productId)).ms;
      const sides = await inARow(rig, [order, () => commits.run()]);
      const rested = await afterRests(rig, order);
      await assertAllSettled(rig);
      const [orders = [], bare = []] = sides;
      return {
        findings: [
          {
            what: 'wall ÷ its 3 commits',
            rounds: orders.map((ms, round) => ms / (bare[round] ?? NaN)),
            target: atMost(1.5),
          },
          { what: 'after a rest ÷ in a row', rounds: rested.map((ms) => ms / median(orders)), target: atMost(1.5) },
        ],
        details: {
          'order, ms': median(orders),
          'its three commits, ms': median(bare),
          'first order after a rest, ms': median(rested),
          'the three commits': commits.outline,
        },
      };
    } finally {
      buyer.close();
      await commits.close();
    }
  },
};

/** The median of each side in each round, one after the other, A B A B. The first round warms up and is not counted. */
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

async function afterRests(rig: Rig, order: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let rest = 0; rest < RESTS; rest++) {
    rig.progress(`after rest ${rest + 1} of ${RESTS}`);
    await pause(RESTS_MS.least + rest * RESTS_MS.step);
    times.push(await order());
  }
  return times;
}
