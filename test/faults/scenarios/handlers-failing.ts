import type { Book } from '../rig/book';
import { Customers } from '../rig/customers';
import { aboutProduct } from '../rig/deaths';
import type { Point } from '../rig/armed';
import { type DeadLetter, deadLettersOf, retryDeadLetters } from '../rig/dead-letters';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const POINTS: readonly Point[] = [
  'lock held',
  'stock committed',
  'settlement begun',
  'order settled',
  'stock given back',
  'owner told',
];
const FAILING = 0.05;
const ALWAYS = 1_000_000_000;
/** Ten attempts, the last of them 5 s apart. */
const PARKED_WITHIN_MS = 60_000;
const SETTLED_WITHIN_MS = 30_000;

export const reactionsFailing: Scenario = {
  name: 'reactions-failing',
  promise: 'goes on while its reactions fail at random and one fails always, which is parked and can be mended',
  async run(rig, length) {
    const products = [await rig.stock(200 * length), await rig.stock(1_000_000)];
    const poison = await rig.stock(10);
    for (const instance of rig.instances) {
      for (const point of POINTS) await instance.arm({ point, action: 'fail', chance: FAILING, times: ALWAYS });
      const about = aboutProduct(poison);
      await instance.arm({ point: 'order handed to the stock', action: 'fail', times: ALWAYS, about });
    }
    rig.note(`reactions fail at every point of a sale, one in ${1 / FAILING} times; those about one product always`);
    const buyers = rig.buyers({ products, buyers: 15, thinkMs: 50, cancelled: 0.3 });
    const customers = new Customers(rig);
    await customers.asks(customers.wants(1, poison), 0);
    const broken = await untilParked(rig);
    const book = await buyers.stop();
    broken.push(...(await othersSettled(rig, book)));
    const failures = rig.instances.map((instance) => instance.acted(POINTS)).reduce((sum, count) => sum + count, 0);
    if (failures < 10) broken.push(`the fault did not happen: ${failures} failures`);
    for (const instance of rig.instances) await instance.disarm();
    await retryDeadLetters(rig.admin());
    const verdict = await rig.judge(book, customers.book);
    return { figures: { ...verdict.figures, failures }, broken: [...broken, ...verdict.broken] };
  },
};

async function untilParked(rig: Rig): Promise<string[]> {
  const parked = async (): Promise<DeadLetter[]> => deadLettersOf(rig.admin());
  await until(async () => (await parked()).length > 0, { what: 'the poison is parked', limitMs: PARKED_WITHIN_MS });
  const found = await parked();
  rig.note(`parked: ${found.map(({ reaction, attempts }) => `${reaction} after ${attempts} attempts`).join(', ')}`);
  const [one] = found;
  if (found.length === 1 && one?.attempts === 10 && one.lastError?.includes('told to fail') === true) return [];
  return [`parked was not the poison alone, after ten attempts: ${JSON.stringify(found)}`];
}

/** All but the one that waits for an administrator. */
async function othersSettled(rig: Rig, book: Book): Promise<string[]> {
  const open = async (): Promise<number> => {
    const [row] = await rig.ask<{ orders: number }>(
      `SELECT COUNT(*) AS orders FROM orders WHERE status = 'ORDER_BEFORE'`,
    );
    return row?.orders ?? 0;
  };
  const broken: string[] = [];
  await until(async () => (await open()) <= 1, {
    what: 'the orders of all others are settled',
    limitMs: SETTLED_WITHIN_MS,
  }).catch((late: Error) => broken.push(late.message));
  if ((await open()) !== 1) broken.push('the fault did not happen: the poison was settled');
  if (book.figures.acknowledged === 0) broken.push('the fault did not happen: nobody else bought anything');
  return broken;
}
