import { orderLoad } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import { atMost, type Row } from '../row';
import { noopSide } from './baselines';

const REQUESTS = 3_000;

/** An order for a product without stock, compared with the request alone. */
export const soldOut: Row = {
  name: 'C9',
  title: 'refusing an order of a sold-out product ÷ a no-op',
  measure: async (rig) => {
    const productId = await sellLastUnit(rig);
    const [refusal, noop] = await interleaved(
      rig,
      [refusalSide(rig, productId), noopSide(rig, REQUESTS)],
      SHORT_ROUNDS,
    );
    return {
      findings: [{ what: 'CPU', rounds: ratios(refusal, noop, 'cpuUs'), target: atMost(1.15) }],
      details: { ...shares('refusal', refusal), ...shares('no-op', noop) },
    };
  },
};

async function sellLastUnit(rig: Rig): Promise<number> {
  const productId = await rig.stock(1);
  await rig.loader.runAll({ ...orderLoad(rig, productId, 1), connections: 1 }, 202);
  await rig.idle();
  return productId;
}

function refusalSide(rig: Rig, productId: number): Side {
  return {
    name: 'refusal',
    requests: REQUESTS,
    run: () => rig.loader.runAll(orderLoad(rig, productId, REQUESTS), 409),
  };
}
