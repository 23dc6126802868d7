import { type PurchaseAttempt, orderOf } from '../rig/call-log';
import { Customers } from '../rig/customers';

import { faultsFromStart, type PointFault, productText } from '../rig/fault-points';
import type { InstanceProcess } from '../rig/instance-process';
import { deadLettersOf, retryDeadLetters } from '../rig/dead-letters';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const ATTEMPTS = 10;
const OTHERS = 10;
/** Each attempt kills a process, which has to start again. */
const DEAD_LETTER_LIMIT_MS = 120_000;

export const instancePoisoned: Scenario = {
  name: 'instance-poisoned',
  promise: 'detects an order that kills every process that handles it, and completes all others',
  async run(rig, length) {
    const broken: string[] = [];
    const [product, poison] = [await rig.stock(100 * length), await rig.stock(1)];
    const deadly: PointFault = {
      point: 'order passed to the stock',
      action: 'kill',
      times: 1_000_000_000,
      containing: productText(poison),
    };
    for (const instance of rig.instances) await instance.inject(deadly);
    const customers = new Customers(rig);
    const others = await inOneBatch(rig, customers, { product, poison });
    const buyers = rig.buyers({ products: [product], buyers: 4, thinkMs: 200, waiting: 0 });
    const kills = await killsUntilDeadLetter(rig, deadly);
    const late = await openOf(rig, others);
    if (late > 0) broken.push(`${late} orders waited until the poison event was a dead letter`);
    await rig.heal();
    const found = await deadLettersOf(rig.admin());
    const attempts = found.map((one) => one.attempts).join();
    rig.note(`${kills} processes killed, ${found.length} dead letters after ${attempts} attempts`);
    if (kills < ATTEMPTS) broken.push(`a dead letter after only ${kills} killed processes`);
    if (found.length !== 1) broken.push(`the poison event is not the only dead letter: ${JSON.stringify(found)}`);
    const log = await buyers.stop();
    broken.push(...(await onlyOneOpen(rig)));
    await retryDeadLetters(rig.admin());
    const result = await rig.verify(log, customers.log);
    return { figures: { ...result.figures, 'processes killed': kills }, broken: [...broken, ...result.broken] };
  },
};

/** Pauses one order, so that those behind it form one batch in which the poison event cannot be distinguished. */
async function inOneBatch(
  rig: Rig,
  customers: Customers,
  { product, poison }: { product: number; poison: number },
): Promise<PurchaseAttempt[]> {
  const one = rig.at(0);
  const paused = one.reached('lock held');
  await one.inject({ point: 'lock held', action: 'wait' });
  const wanted = [product, poison, ...Array.from({ length: OTHERS }, () => product)].map((id, index) =>
    customers.plan(index + 1, id),
  );
  const [first, ...behind] = wanted as [PurchaseAttempt, ...PurchaseAttempt[]];
  await customers.order(first, 0);
  await paused;
  await Promise.all(behind.map((order) => customers.order(order, 0)));
  rig.note(`${one.name} has ${behind.length} orders in progress, one of which kills every process`);
  await one.release('lock held');
  return behind.slice(1);
}

/**
 * Restarts each instance that the poison event has killed, until it is a dead letter.
 * @returns how often an instance was killed
 */
async function killsUntilDeadLetter(rig: Rig, deadly: PointFault): Promise<number> {
  let kills = 0;
  const isFound = async (): Promise<boolean> => {
    const [row] = await rig.query<{ found: number }>(
      `SELECT COUNT(*) AS found FROM event_publications WHERE state = 'DEAD_LETTER'`,
    );
    return (row?.found ?? 0) > 0;
  };
  const isOver = { now: false };
  const keepAlive = async (instance: InstanceProcess): Promise<void> => {
    while (!isOver.now) {
      await until(() => isOver.now || !instance.alive, { what: 'dead or over', limitMs: DEAD_LETTER_LIMIT_MS });
      if (isOver.now) return;
      kills++;
      await expireLeases(rig, deadly.containing ?? '');
      await instance.start(faultsFromStart(deadly)).catch(() => undefined);
    }
  };
  const restarts = rig.instances.map(keepAlive);
  const limits = { what: 'the poison event is a dead letter', limitMs: DEAD_LETTER_LIMIT_MS };
  await until(isFound, limits).finally(() => (isOver.now = true));
  await Promise.all(restarts);
  return kills;
}

/** A lease lasts six seconds after the death of its owner; ten of them would be a minute of waiting. */
async function expireLeases(rig: Rig, containing: string): Promise<void> {
  await rig.query(
    `UPDATE instances JOIN event_publications ON event_publications.owner = instances.id SET alive_until = NOW(3)
     WHERE payload LIKE ?`,
    [`%${containing}%`],
  );
}

async function openOf(rig: Rig, orders: readonly PurchaseAttempt[]): Promise<number> {
  const sql = `SELECT COUNT(*) AS open FROM orders WHERE status = 'ORDER_BEFORE' AND order_id IN (?)`;
  const [row] = await rig.query<{ open: number }>(sql, [orders.map(orderOf)]);
  return row?.open ?? 0;
}

/** All orders but the one that waits for an administrator are completed. */
async function onlyOneOpen(rig: Rig): Promise<string[]> {
  const open = async (): Promise<number> => {
    const [row] = await rig.query<{ open: number }>(
      `SELECT COUNT(*) AS open FROM orders WHERE status = 'ORDER_BEFORE'`,
    );
    return row?.open ?? 0;
  };
  const what = 'all other orders are completed';
  const late = await until(async () => (await open()) === 1, { what, limitMs: 30_000 }).catch((error: Error) => error);
  return late === undefined ? [] : [late.message];
}
