import type { Rig } from '../rig/rig';
import { interleaved, ratios, shares, type Side } from '../rig/rounds';
import { atMost, type Row } from '../row';
import { CONNECTIONS, noopSide, oneOf, USERS } from './noop';

const REQUESTS = 8_000;

/** An order for a product that has no unit left, against the request alone. */
export const soldOut: Row = {
  name: 'C9',
  title: 'refusing what is sold out ÷ a no-op',
  measure: async (rig) => {
    const productId = await sellLastUnit(rig);
    const [refusal, noop] = await interleaved(rig, [refusalSide(rig, productId), noopSide(rig, REQUESTS)]);
    return {
      findings: [{ what: 'CPU', rounds: ratios(refusal, noop, 'cpuUs'), target: atMost(1.15) }],
      details: { ...shares('refusal', refusal), ...shares('no-op', noop) },
    };
  },
};

async function sellLastUnit(rig: Rig): Promise<number> {
  const productId = await rig.stock(1);
  const url = `${rig.server.address}/api/orders/products`;
  await rig.loader.runAll(
    { url, method: 'POST', connections: 1, amount: 1, tokens: rig.tokens(1), bodies: [oneOf(productId)] },
    202,
  );
  await rig.idle();
  return productId;
}

function refusalSide(rig: Rig, productId: number): Side {
  return {
    name: 'refusal',
    requests: REQUESTS,
    run: () =>
      rig.loader.runAll(
        {
          url: `${rig.server.address}/api/orders/products`,
          method: 'POST',
          connections: CONNECTIONS,
          amount: REQUESTS,
          tokens: rig.tokens(USERS),
          bodies: [oneOf(productId)],
        },
        409,
      ),
  };
}
