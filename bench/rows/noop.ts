import type { Rig } from '../rig/rig';
import type { Side } from '../rig/rounds';

export const CONNECTIONS = 64;
export const USERS = 1_000;

/** The body of an order for one unit. */
export const oneOf = (productId: number): string => JSON.stringify({ orderItems: [{ productId, quantity: 1 }] });

/** The authenticated, validated no-op: most rows are told in its price. */
export function noopSide(rig: Rig, requests: number): Side {
  return {
    name: 'no-op',
    requests,
    run: () =>
      rig.loader.runAll(
        {
          url: `${rig.server.address}/api/bench/noop`,
          method: 'POST',
          connections: CONNECTIONS,
          amount: requests,
          tokens: rig.tokens(USERS),
          bodies: [oneOf(1)],
        },
        202,
      ),
  };
}
