import { orderLoad } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import type { Side } from '../rig/rounds';

/** Nothing is ordered, so any product will do. */
const PRODUCT = 1;

/** The authenticated, validated no-op: most rows are told in its price. */
export function noopSide(rig: Rig, requests: number): Side {
  return {
    name: 'no-op',
    requests,
    run: () => rig.loader.runAll(orderLoad(rig, PRODUCT, requests, '/api/bench/noop'), 202),
  };
}
