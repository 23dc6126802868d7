import { CONNECTIONS, orderLoad } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import type { Side } from '../rig/rounds';

/** The no-op orders nothing, so the product does not matter. */
const PRODUCT = 1;

/** The authenticated, validated no-op, with which most rows are compared. */
export function noopSide(rig: Rig, requests: number): Side {
  return {
    name: 'no-op',
    requests,
    run: () => rig.loader.runAll(orderLoad(rig, PRODUCT, requests, '/api/bench/noop'), 202),
  };
}

/** Runs Nest and Express alone, in a process of their own, while `work` measures. */
export async function withBarePost<T>(rig: Rig, requests: number, work: (bare: Side) => Promise<T>): Promise<T> {
  const { process, address } = await rig.startComparison('bare-post');
  try {
    return await work({
      name: 'bare POST',
      requests,
      pid: process.pid,
      run: () =>
        rig.loader.runAll({ url: `${address}/bare`, method: 'POST', connections: CONNECTIONS, amount: requests }, 201),
    });
  } finally {
    await process.stop();
  }
}
