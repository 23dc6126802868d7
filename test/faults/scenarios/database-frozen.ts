import { setTimeout as pause } from 'node:timers/promises';
import type { CallLog, Call } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

/** Longer than any statement waits for its answer, so commits that were given up happen after the freeze. */
const FROZEN_MS = 12_000;
const NOTICE_LIMIT_MS = 5_000;

export const databaseFrozen: Scenario = {
  name: 'database-frozen',
  promise: 'answers, stays up and recovers exactly when the database is frozen for longer than every time limit',
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
    const log = await buyers.stop();
    const calls = allCalls(log);
    const during = freezes.flatMap(({ from, to }) =>
      calls.filter((call) => call.startedAt < to && call.endedAt > from),
    );
    const within = freezes.flatMap(({ from, to }) =>
      calls.filter(({ startedAt, endedAt }) => startedAt > from && endedAt < to),
    );
    const untrue = within.filter(({ outcome }) => outcome === 'ok');
    broken.push(...untrue.map(({ orderId }) => `order ${orderId}: confirmed while the database was frozen`));
    if (!during.some(({ status }) => status === 503)) broken.push('the fault did not happen: no call was refused');
    const result = await rig.verify(log);
    return {
      broken: [...result.broken, ...broken],
      figures: {
        ...result.figures,
        'calls meanwhile': during.length,
        unanswered: calls.filter(({ status }) => status === 0).length,
      },
    };
  },
};

async function freeze(rig: Rig, broken: string[]): Promise<{ from: number; to: number }> {
  rig.database.freeze();
  rig.note(`the database is frozen for ${FROZEN_MS} ms`);
  const from = performance.now();
  for (const instance of rig.instances) {
    const isReady = (): Promise<boolean> => instance.ready().catch(() => true);
    const what = `${instance.name} reports that it is not ready`;
    await until(async () => !(await isReady()), { what, limitMs: NOTICE_LIMIT_MS });
    const { status } = await fetch(`${instance.address}/health/live`);
    if (status !== 200) broken.push(`${instance.name} is reported dead because of its database: ${status}`);
  }
  await pause(FROZEN_MS - (performance.now() - from));
  const to = performance.now();
  rig.database.thaw();
  return { from, to };
}

function allCalls(log: CallLog): Call[] {
  return log.attempts.flatMap(({ calls, cancels }) => [...calls, ...cancels]);
}
