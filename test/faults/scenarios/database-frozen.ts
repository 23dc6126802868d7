import { setTimeout as pause } from 'node:timers/promises';
import type { Book, Call } from '../rig/book';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

/** Longer than any statement waits for its answer: commits that were given up come true when it wakes. */
const FROZEN_MS = 12_000;
const NOTICE_LIMIT_MS = 5_000;

export const databaseFrozen: Scenario = {
  name: 'database-frozen',
  promise: 'answers, stays up and goes on exactly when the database stands still for longer than anybody waits for it',
  async run(rig, length) {
    const products = [await rig.stock(150 * length), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 30 });
    const broken: string[] = [];
    const freezes: { from: number; to: number }[] = [];
    for (let round = 0; round < length; round++) {
      await pause(rig.random.between(1_000, 2_000));
      freezes.push(await freeze(rig, broken));
    }
    await pause(rig.random.between(1_000, 2_000));
    const book = await buyers.stop();
    const calls = allCalls(book);
    const during = freezes.flatMap(({ from, to }) =>
      calls.filter((call) => call.startedAt < to && call.endedAt > from),
    );
    const within = freezes.flatMap(({ from, to }) =>
      calls.filter(({ startedAt, endedAt }) => startedAt > from && endedAt < to),
    );
    const lies = within.filter(({ outcome }) => outcome === 'ok');
    broken.push(...lies.map(({ orderId }) => `order ${orderId}: confirmed while the database stood still`));
    if (!during.some(({ status }) => status === 503)) broken.push('the fault did not happen: nobody was refused');
    const verdict = await rig.judge(book);
    return {
      broken: [...verdict.broken, ...broken],
      figures: {
        ...verdict.figures,
        'calls meanwhile': during.length,
        unanswered: calls.filter(({ status }) => status === 0).length,
      },
    };
  },
};

async function freeze(rig: Rig, broken: string[]): Promise<{ from: number; to: number }> {
  rig.database.freeze();
  rig.note(`the database stands still for ${FROZEN_MS} ms`);
  const from = performance.now();
  for (const instance of rig.instances) {
    const isReady = (): Promise<boolean> => instance.ready().catch(() => true);
    const what = `${instance.name} says that it cannot serve`;
    await until(async () => !(await isReady()), { what, limitMs: NOTICE_LIMIT_MS });
    const { status } = await fetch(`${instance.address}/health/live`);
    if (status !== 200) broken.push(`${instance.name} would be restarted because of its database: ${status}`);
  }
  await pause(FROZEN_MS - (performance.now() - from));
  const to = performance.now();
  rig.database.thaw();
  return { from, to };
}

function allCalls(book: Book): Call[] {
  return book.intentions.flatMap(({ calls, cancels }) => [...calls, ...cancels]);
}
