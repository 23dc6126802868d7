import { Customers, isSuccessful } from '../rig/customers';
import { expectFault } from '../rig/expected-fault';
import { productText } from '../rig/fault-points';
import { orderOf } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const LIMIT_MS = 25_000;
const [OTHER, ZOMBIE] = [0, 1];

export const zombie: Scenario = {
  name: 'zombie',
  promise: 'changes nothing when an instance wakes up whose work another one has done, and undone',
  async run(rig, length) {
    const customers = new Customers(rig);
    const broken: string[] = [];
    for (let round = 0; round < length; round++) {
      broken.push(...(await wakesAfterTheRefusal(rig, customers)));
      broken.push(...(await wakesAfterTheCancel(rig, customers)));
    }
    const result = await rig.verify(customers.log);
    return { ...result, broken: [...broken, ...result.broken] };
  },
};

/** The frozen instance has an order that the other one has refused. It must not take the units returned meanwhile. */
async function wakesAfterTheRefusal(rig: Rig, customers: Customers): Promise<string[]> {
  const broken: string[] = [];
  const product = await rig.stock(1);
  const sleeper = await freezeAt(rig, product, 'order passed to the stock');
  const order = customers.plan(1, product);
  const answered = customers.order(order, ZOMBIE);
  await sleeper.frozen();
  await customers.orderUntilKnown(order, OTHER);
  const last = await customers.buy(2, product, OTHER);
  if (!isSuccessful(last)) broken.push('the fault did not happen: the last unit was not sold meanwhile');
  await takenOver(rig, orderOf(order), 'ORDER_FAILURE');
  rig.note('the other instance has refused the order of the frozen one');
  await customers.cancel(last, OTHER);
  await untilLeft(rig, product, 1);
  await rig.restock(product, 1);
  broken.push(...(await sleeper.wakes()));
  await answered;
  await rig.completed();
  const [row] = await rig.query<{ status: string; movements: number; quantity: number }>(STATE, [product]);
  if (row?.quantity !== 2) broken.push(`the instance that woke up changed the stock: ${row?.quantity} instead of 2`);
  for (const userId of [3, 4]) {
    if (!(await buysReturned(customers, userId, product, ZOMBIE))) broken.push('a returned unit was not sold');
  }
  return broken;
}

/** The frozen instance has taken stock for an order that is completed, cancelled, and its unit sold again meanwhile. */
async function wakesAfterTheCancel(rig: Rig, customers: Customers): Promise<string[]> {
  const broken: string[] = [];
  const product = await rig.stock(1);
  const sleeper = await freezeAt(rig, product, 'stock committed');
  const order = customers.plan(1, product);
  const answered = customers.order(order, ZOMBIE);
  await sleeper.frozen();
  await customers.orderUntilKnown(order, OTHER);
  await takenOver(rig, orderOf(order), 'ORDER_SUCCESS');
  rig.note('the other instance has completed the order whose stock the frozen one had taken');
  await customers.cancel(order, OTHER);
  await untilLeft(rig, product, 1);
  if (!(await buysReturned(customers, 2, product, OTHER))) broken.push('the returned unit was not sold');
  broken.push(...(await sleeper.wakes()));
  await answered;
  await rig.completed();
  const [row] = await rig.query<{ quantity: number }>(STATE, [product]);
  if (row?.quantity !== 0) broken.push(`a unit was returned twice: ${row?.quantity} are left`);
  return broken;
}

/** An instance may treat a product as sold out for a second after its units were returned, and not longer. */
async function buysReturned(customers: Customers, userId: number, product: number, instance: number): Promise<boolean> {
  const end = performance.now() + 1_000;
  for (;;) {
    const isLast = performance.now() >= end;
    if (isSuccessful(await customers.buy(userId, product, instance))) return true;
    if (isLast) return false;
  }
}

const STATE = 'SELECT quantity FROM stocks WHERE product_id = ?';

interface Sleeper {
  frozen(): Promise<void>;
  /** Resolves when it has continued to the completion and ended it, with a sentence if it was not frozen until now. */
  wakes(): Promise<string[]>;
}

async function freezeAt(
  rig: Rig,
  product: number,
  point: 'order passed to the stock' | 'stock committed',
): Promise<Sleeper> {
  const instance = rig.at(ZOMBIE);
  const containing = productText(product);
  const fault = await expectFault(instance, { point, action: 'freeze', containing });
  let continued = false;
  instance.reached('completion begun').then(
    () => (continued = true),
    () => undefined,
  );
  await instance.inject({ point: 'completion begun', action: 'wait', containing });
  const completed = instance.reached('order completed');
  completed.catch(() => undefined);
  await instance.inject({ point: 'order completed', action: 'wait', containing });
  return {
    async frozen() {
      await fault.happened();
      rig.note(`${instance.name} frozen at: ${point}`);
    },
    async wakes() {
      const slept = instance.frozen && !continued;
      instance.thaw();
      await until(() => continued, { what: 'the fault did not happen: it continues', limitMs: LIMIT_MS });
      rig.note(`${instance.name} continues with its order`);
      await instance.release('completion begun');
      // `rig.completed()` cannot see this work: its publication went to the other instance and is completed.
      await completed;
      await instance.release('order completed');
      return slept ? [] : [`the fault did not happen: ${instance.name} was not frozen`];
    },
  };
}

/** The other instance completes the order, because its owner is frozen. */
async function takenOver(rig: Rig, orderId: number | undefined, status: string): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const [order] = await rig.query<{ status: string }>('SELECT status FROM orders WHERE order_id = ?', [orderId]);
    if (order !== undefined && order.status !== 'ORDER_BEFORE' && order.status !== status) {
      throw new Error(`it is ${order.status}`);
    }
    return order?.status === status;
  };
  await until(isSo, { what: `order ${orderId} is ${status}`, limitMs: LIMIT_MS });
}

async function untilLeft(rig: Rig, product: number, units: number): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    const [row] = await rig.query<{ quantity: number }>(STATE, [product]);
    return row?.quantity === units;
  };
  await until(isSo, { what: `${units} units of product ${product} are left`, limitMs: LIMIT_MS });
}
