import { setTimeout as pause } from 'node:timers/promises';
import { type Book, isAcknowledged } from '../rig/book';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const KILLS = 5;
const ORDERS_IN_BETWEEN = 30;
const RECOVERY_LIMIT_MS = 30_000;

export const databaseKilled: Scenario = {
  name: 'database-killed',
  promise: 'keeps every order that it has confirmed when the power of the database fails again and again',
  async run(rig, length) {
    const products = [await rig.stock(150 * length), await rig.stock(100 * length), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 30 });
    const kills: number[] = [];
    for (let kill = 0; kill < KILLS * length; kill++) {
      await orders(buyers.book, ORDERS_IN_BETWEEN);
      kills.push(await killDatabase(rig));
    }
    await orders(buyers.book, ORDERS_IN_BETWEEN);
    const book = await buyers.stop();
    const idle = kills.filter((at) => callsAcross(book, at) === 0);
    const { broken, figures } = await rig.judge(book);
    return {
      broken: [...broken, ...idle.map(() => 'the fault did not happen: nobody was asking for anything')],
      figures: { ...figures, 'calls under way': kills.reduce((sum, at) => sum + callsAcross(book, at), 0) },
    };
  },
};

/** Ends when so many more orders have been confirmed. */
async function orders(book: Book, more: number): Promise<void> {
  const confirmed = (): number => book.intentions.filter(isAcknowledged).length;
  const before = confirmed();
  const limits = { what: `${more} more orders`, limitMs: RECOVERY_LIMIT_MS, progress: confirmed };
  await until(() => confirmed() >= before + more, limits);
}

async function killDatabase(rig: Rig): Promise<number> {
  await pause(rig.random.between(0, 500));
  const at = performance.now();
  await rig.database.kill();
  const dead = rig.random.between(0, 1_500);
  rig.note(`the database was killed, and is started again after ${dead} ms`);
  await pause(dead);
  await rig.database.start();
  return at;
}

function callsAcross(book: Book, at: number): number {
  const calls = book.intentions.flatMap((intention) => [...intention.calls, ...intention.cancels]);
  return calls.filter(({ startedAt, endedAt }) => startedAt < at && endedAt > at).length;
}
