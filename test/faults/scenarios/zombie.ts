import { Customers, won } from '../rig/customers';
import { aboutProduct, setTrap } from '../rig/deaths';
import { orderOf } from '../rig/book';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const LIMIT_MS = 25_000;
/** Whoever stands still, and who goes on meanwhile. */
const [OTHER, ZOMBIE] = [0, 1];

export const zombie: Scenario = {
  name: 'zombie',
  promise: 'changes nothing when an instance wakes up whose work has been done by another, and undone',
  async run(rig, length) {
    const customers = new Customers(rig);
    const broken: string[] = [];
    for (let round = 0; round < length; round++) {
      broken.push(...(await wakesAfterTheRefusal(rig, customers)));
      broken.push(...(await wakesAfterTheCancel(rig, customers)));
    }
    const verdict = await rig.judge(customers.book);
    return { ...verdict, broken: [...broken, ...verdict.broken] };
  },
};

/** With an order in its hands: the other has refused it, units have come back, and it must not take them. */
async function wakesAfterTheRefusal(rig: Rig, customers: Customers): Promise<string[]> {
  const broken: string[] = [];
  const product = await rig.stock(1);
  const sleeper = await stops(rig, product, 'order handed to the stock');
  const order = customers.wants(1, product);
  const asked = customers.asks(order, ZOMBIE);
  await sleeper.sprung();
  await customers.knows(order, OTHER);
  const last = await customers.buys(2, product, OTHER);
  if (!won(last)) broken.push('the fault did not happen: the last unit was not sold meanwhile');
  await takenOver(rig, orderOf(order), 'ORDER_FAILURE');
  rig.note('the other has refused the order in the hands of the one that stands still');
  await customers.cancels(last, OTHER);
  await onShelf(rig, product, 1);
  await rig.restock(product, 1);
  broken.push(...(await sleeper.wakes()));
  await asked;
  await rig.settled();
  const [row] = await rig.ask<{ status: string; movements: number; quantity: number }>(STATE, [product]);
  if (row?.quantity !== 2) broken.push(`the one that woke has changed the shelf: ${row?.quantity} instead of 2 units`);
  for (const userId of [3, 4]) {
    if (!won(await customers.buys(userId, product, ZOMBIE))) broken.push('a unit that came back was not sold');
  }
  return broken;
}

/** With the stock taken: the other has settled the order, its buyer has cancelled it, and the unit is sold again. */
async function wakesAfterTheCancel(rig: Rig, customers: Customers): Promise<string[]> {
  const broken: string[] = [];
  const product = await rig.stock(1);
  const sleeper = await stops(rig, product, 'stock committed');
  const order = customers.wants(1, product);
  const asked = customers.asks(order, ZOMBIE);
  await sleeper.sprung();
  await customers.knows(order, OTHER);
  await takenOver(rig, orderOf(order), 'ORDER_SUCCESS');
  rig.note('the other has settled the order whose stock was taken by the one that stands still');
  await customers.cancels(order, OTHER);
  await onShelf(rig, product, 1);
  if (!won(await customers.buys(2, product, OTHER))) broken.push('the unit that came back was not sold');
  broken.push(...(await sleeper.wakes()));
  await asked;
  await rig.settled();
  const [row] = await rig.ask<{ quantity: number }>(STATE, [product]);
  if (row?.quantity !== 0) broken.push(`a unit was given back twice: ${row?.quantity} on the shelf`);
  return broken;
}

const STATE = 'SELECT quantity FROM stocks WHERE product_id = ?';

interface Sleeper {
  sprung(): Promise<void>;
  /** Ends when it has gone on to the settlement and is done; says so if it was not asleep until now. */
  wakes(): Promise<string[]>;
}

async function stops(
  rig: Rig,
  product: number,
  point: 'order handed to the stock' | 'stock committed',
): Promise<Sleeper> {
  const instance = rig.at(ZOMBIE);
  const about = aboutProduct(product);
  const trap = await setTrap(instance, { point, action: 'freeze', about });
  let wentOn = false;
  instance.reached('settlement begun').then(
    () => (wentOn = true),
    () => undefined,
  );
  await instance.arm({ point: 'settlement begun', action: 'wait', about });
  const settled = instance.reached('order settled');
  settled.catch(() => undefined);
  await instance.arm({ point: 'order settled', action: 'wait', about });
  return {
    async sprung() {
      await trap.sprung();
      rig.note(`${instance.name} frozen at: ${point}`);
    },
    async wakes() {
      const slept = instance.frozen && !wentOn;
      instance.thaw();
      await until(() => wentOn, { what: 'the fault did not happen: it woke and went on', limitMs: LIMIT_MS });
      rig.note(`${instance.name} has woken, and goes on with what it had in its hands`);
      await instance.release('settlement begun');
      // Until then nobody sees that anything is under way: its delivery was the other's, and is done.
      await settled;
      await instance.release('order settled');
      return slept ? [] : [`the fault did not happen: ${instance.name} did not stand still`];
    },
  };
}

/** By the other: the one that has it in its hands is frozen. */
async function takenOver(rig: Rig, orderId: number | undefined, status: string): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const [order] = await rig.ask<{ status: string }>('SELECT status FROM orders WHERE order_id = ?', [orderId]);
    if (order !== undefined && order.status !== 'ORDER_BEFORE' && order.status !== status) {
      throw new Error(`it is ${order.status}`);
    }
    return order?.status === status;
  };
  await until(isSo, { what: `order ${orderId} is taken over, and ${status}`, limitMs: LIMIT_MS });
}

async function onShelf(rig: Rig, product: number, units: number): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const [row] = await rig.ask<{ quantity: number }>(STATE, [product]);
    return row?.quantity === units;
  };
  await until(isSo, { what: `${units} on the shelf of product ${product}`, limitMs: LIMIT_MS });
}
