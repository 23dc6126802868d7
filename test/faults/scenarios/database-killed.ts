import { setTimeout as pause } from 'node:timers/promises';
import { type CallLog, isConfirmed } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const KILLS = 5;
const ORDERS_IN_BETWEEN = 30;
const RECOVERY_LIMIT_MS = 30_000;

export const databaseKilled: Scenario = {
  name: 'database-killed',
  promise: 'keeps every order that it has confirmed when the database is killed again and again',
  async run(rig, length) {
    const products = [await rig.stock(150 * length), await rig.stock(100 * length), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 30 });
    const kills: number[] = [];
    for (let kill = 0; kill < KILLS * length; kill++) {
      await orders(buyers.log, ORDERS_IN_BETWEEN);
      kills.push(await killDatabase(rig));
    }
    await orders(buyers.log, ORDERS_IN_BETWEEN);
    const log = await buyers.stop();
    const idle = kills.filter((at) => callsAcross(log, at) === 0);
    const { broken, figures } = await rig.verify(log);
    return {
      broken: [...broken, ...idle.map(() => 'the fault did not happen: no call was in progress')],
      figures: { ...figures, 'calls in progress': kills.reduce((sum, at) => sum + callsAcross(log, at), 0) },
    };
  },
};

/** Resolves when this many more orders have been confirmed. */
async function orders(log: CallLog, more: number): Promise<void> {
  const confirmed = (): number => log.attempts.filter(isConfirmed).length;
  const before = confirmed();
  const limits = { what: `${more} more orders`, limitMs: RECOVERY_LIMIT_MS, progress: confirmed };
  await until(() => confirmed() >= before + more, limits);
}

async function killDatabase(rig: Rig): Promise<number> {
  await pause(rig.random.between(0, 500));
  const at = performance.now();
  await rig.database.kill();
  const dead = rig.random.between(0, 1_500);
  rig.note(`the database was killed and restarts after ${dead} ms`);
  await pause(dead);
  await rig.database.start();
  return at;
}

function callsAcross(log: CallLog, at: number): number {
  const calls = log.attempts.flatMap((attempt) => [...attempt.calls, ...attempt.cancels]);
  return calls.filter(({ startedAt, endedAt }) => startedAt < at && endedAt > at).length;
}
