import type { Rig } from '../rig/rig';
import type { Side } from '../rig/rounds';
import { CONNECTIONS } from '../rig/order-load';

/** Nest and Express alone, in a process of their own, while `work` measures. */
export async function besideBarePost<T>(rig: Rig, requests: number, work: (bare: Side) => Promise<T>): Promise<T> {
  const { process, address } = await rig.beside('bare-post');
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
