import { type Intention, orderOf } from '../rig/book';
import { Customers } from '../rig/customers';
import { aboutProduct } from '../rig/deaths';
import { type Armed, armedFromTheStart } from '../rig/armed';
import type { InstanceProcess } from '../rig/instance-process';
import { deadLettersOf, retryDeadLetters } from '../rig/dead-letters';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const ATTEMPTS = 10;
const OTHERS = 10;
/** Each death costs a start. */
const PARKED_WITHIN_MS = 120_000;

export const instancePoisoned: Scenario = {
  name: 'instance-poisoned',
  promise: 'recognises the order that ends every process that touches it, and settles all others',
  async run(rig, length) {
    const broken: string[] = [];
    const [product, poison] = [await rig.stock(100 * length), await rig.stock(1)];
    const deadly: Armed = {
      point: 'order handed to the stock',
      action: 'kill',
      times: 1_000_000_000,
      about: aboutProduct(poison),
    };
    for (const instance of rig.instances) await instance.arm(deadly);
    const customers = new Customers(rig);
    const others = await inTheSameHands(rig, customers, { product, poison });
    const buyers = rig.buyers({ products: [product], buyers: 4, thinkMs: 200, waiting: 0 });
    const deaths = await diesUntilParked(rig, deadly);
    const late = await openOf(rig, others);
    if (late > 0) broken.push(`${late} orders had to wait until the poison was parked`);
    await rig.heal();
    const parked = await deadLettersOf(rig.admin());
    rig.note(
      `${deaths} deaths, ${parked.length} parked after ${parked.map(({ attempts }) => attempts).join()} attempts`,
    );
    if (deaths < ATTEMPTS) broken.push(`parked after ${deaths} deaths already`);
    if (parked.length !== 1) broken.push(`parked was not the poison alone: ${JSON.stringify(parked)}`);
    const book = await buyers.stop();
    broken.push(...(await onlyOneOpen(rig)));
    await retryDeadLetters(rig.admin());
    const verdict = await rig.judge(book, customers.book);
    return { figures: { ...verdict.figures, deaths }, broken: [...broken, ...verdict.broken] };
  },
};

/** One order is held, those behind it come together: nobody can tell which of them it is that kills. */
async function inTheSameHands(
  rig: Rig,
  customers: Customers,
  { product, poison }: { product: number; poison: number },
): Promise<Intention[]> {
  const one = rig.at(0);
  const held = one.reached('lock held');
  await one.arm({ point: 'lock held', action: 'wait' });
  const wanted = [product, poison, ...Array.from({ length: OTHERS }, () => product)].map((id, index) =>
    customers.wants(index + 1, id),
  );
  const [first, ...behind] = wanted as [Intention, ...Intention[]];
  await customers.asks(first, 0);
  await held;
  await Promise.all(behind.map((order) => customers.asks(order, 0)));
  rig.note(`${one.name} has ${behind.length} orders in its hands, one of which ends every process`);
  await one.release('lock held');
  return behind.slice(1);
}

/** Whoever starts finds the poison; who is dead is started again. Answers how often somebody died. */
async function diesUntilParked(rig: Rig, deadly: Armed): Promise<number> {
  let deaths = 0;
  const parked = async (): Promise<boolean> => {
    const [row] = await rig.ask<{ parked: number }>(
      `SELECT COUNT(*) AS parked FROM event_publications WHERE state = 'DEAD_LETTER'`,
    );
    return (row?.parked ?? 0) > 0;
  };
  const isOver = { now: false };
  const keepAlive = async (instance: InstanceProcess): Promise<void> => {
    while (!isOver.now) {
      await until(() => isOver.now || !instance.alive, { what: 'dead or over', limitMs: PARKED_WITHIN_MS });
      if (isOver.now) return;
      deaths++;
      await leasesLapse(rig, deadly.about ?? '');
      await instance.start(armedFromTheStart(deadly)).catch(() => undefined);
    }
  };
  const lives = rig.instances.map(keepAlive);
  await until(parked, { what: 'the poison is parked', limitMs: PARKED_WITHIN_MS }).finally(() => (isOver.now = true));
  await Promise.all(lives);
  return deaths;
}

/** As six seconds after a death: ten of them would be a minute of waiting. */
async function leasesLapse(rig: Rig, about: string): Promise<void> {
  await rig.ask(
    `UPDATE instances JOIN event_publications ON event_publications.owner = instances.id SET alive_until = NOW(3)
     WHERE payload LIKE ?`,
    [`%${about}%`],
  );
}

async function openOf(rig: Rig, orders: readonly Intention[]): Promise<number> {
  const sql = `SELECT COUNT(*) AS open FROM orders WHERE status = 'ORDER_BEFORE' AND order_id IN (?)`;
  const [row] = await rig.ask<{ open: number }>(sql, [orders.map(orderOf)]);
  return row?.open ?? 0;
}

/** All but the one that waits for an administrator. */
async function onlyOneOpen(rig: Rig): Promise<string[]> {
  const open = async (): Promise<number> => {
    const [row] = await rig.ask<{ open: number }>(`SELECT COUNT(*) AS open FROM orders WHERE status = 'ORDER_BEFORE'`);
    return row?.open ?? 0;
  };
  const what = 'the orders of all others are settled';
  const late = await until(async () => (await open()) === 1, { what, limitMs: 30_000 }).catch((error: Error) => error);
  return late === undefined ? [] : [late.message];
}
