import type { CallLog } from '../rig/call-log';
import { Customers } from '../rig/customers';
import { type Point, productText } from '../rig/fault-points';
import { type DeadLetter, deadLettersOf, retryDeadLetters } from '../rig/dead-letters';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const POINTS: readonly Point[] = [
  'lock held',
  'stock committed',
  'completion begun',
  'order completed',
  'stock returned',
  'owner signal due',
];
const FAILING = 0.05;
const ALWAYS = 1_000_000_000;
/** Ten attempts, the last of them 5 s apart. */
const DEAD_LETTER_LIMIT_MS = 60_000;
const COMPLETED_LIMIT_MS = 30_000;

export const handlersFailing: Scenario = {
  name: 'handlers-failing',
  promise: 'completes all other orders while handlers fail at random and one always, and recovers by a retry',
  async run(rig, length) {
    const products = [await rig.stock(200 * length), await rig.stock(1_000_000)];
    const poison = await rig.stock(10);
    for (const instance of rig.instances) {
      for (const point of POINTS) await instance.inject({ point, action: 'fail', chance: FAILING, times: ALWAYS });
      const containing = productText(poison);
      await instance.inject({ point: 'order passed to the stock', action: 'fail', times: ALWAYS, containing });
    }
    rig.note(`handlers fail at every point of a sale, one in ${1 / FAILING} times, and always for one product`);
    const buyers = rig.buyers({ products, buyers: 15, thinkMs: 50, cancelled: 0.3 });
    const customers = new Customers(rig);
    await customers.order(customers.plan(1, poison), 0);
    const broken = await untilDeadLetter(rig);
    const log = await buyers.stop();
    broken.push(...(await othersCompleted(rig, log)));
    const failures = rig.instances.map((instance) => instance.faultsAt(POINTS)).reduce((sum, count) => sum + count, 0);
    if (failures < 10) broken.push(`the fault did not happen: ${failures} failures`);
    for (const instance of rig.instances) await instance.removeFaults();
    await retryDeadLetters(rig.admin());
    const result = await rig.verify(log, customers.log);
    return { figures: { ...result.figures, failures }, broken: [...broken, ...result.broken] };
  },
};

async function untilDeadLetter(rig: Rig): Promise<string[]> {
  const deadLetters = async (): Promise<DeadLetter[]> => deadLettersOf(rig.admin());
  const limits = { what: 'the poison event is a dead letter', limitMs: DEAD_LETTER_LIMIT_MS };
  await until(async () => (await deadLetters()).length > 0, limits);
  const found = await deadLetters();
  rig.note(
    `dead letters: ${found.map(({ reaction, attempts }) => `${reaction} after ${attempts} attempts`).join(', ')}`,
  );
  const [one] = found;
  if (found.length === 1 && one?.attempts === 10 && one.lastError?.includes('injected failure') === true) return [];
  return [`the poison event is not the only dead letter after ten attempts: ${JSON.stringify(found)}`];
}

/** All orders but the one that waits for an administrator. */
async function othersCompleted(rig: Rig, log: CallLog): Promise<string[]> {
  const open = async (): Promise<number> => {
    const [row] = await rig.query<{ orders: number }>(
      `SELECT COUNT(*) AS orders FROM orders WHERE status = 'ORDER_BEFORE'`,
    );
    return row?.orders ?? 0;
  };
  const broken: string[] = [];
  await until(async () => (await open()) <= 1, {
    what: 'all other orders are completed',
    limitMs: COMPLETED_LIMIT_MS,
  }).catch((late: Error) => broken.push(late.message));
  if ((await open()) !== 1) broken.push('the fault did not happen: the poison event was handled');
  if (log.figures.confirmed === 0) broken.push('the fault did not happen: no other order was confirmed');
  return broken;
}
