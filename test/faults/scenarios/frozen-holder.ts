import { setTimeout as pause } from 'node:timers/promises';
import { Customers, isSuccessful } from '../rig/customers';
import { expectFault } from '../rig/expected-fault';
import { type Point, productText } from '../rig/fault-points';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

/** With the lock: before anything is done, and right after the transaction of the stock has committed. */
const POINTS: readonly Point[] = ['lock held', 'stock committed'];
const FROZEN_MS = 2_000;
const UNITS = 20;
const BUYERS = 15;

export const frozenHolder: Scenario = {
  name: 'frozen-holder',
  promise:
    'keeps selling when the holder of the lock freezes, and sells exactly when it wakes up and continues without the lock',
  // Waiting for longer than the lease counts as `busy`.
  rig: { variables: { LOCK_LEASE_MS: '500', LOCK_WAIT_MS: '20000' } },
  async run(rig, length) {
    const customers = new Customers(rig);
    const broken: string[] = [];
    for (let round = 0; round < 2 * length; round++) {
      const holder = round % 2;
      broken.push(...(await freeze(rig, customers, { holder, point: POINTS[holder] as Point })));
    }
    const result = await rig.verify(customers.log);
    return { ...result, broken: [...broken, ...result.broken] };
  },
};

async function freeze(
  rig: Rig,
  customers: Customers,
  { holder, point }: { holder: number; point: Point },
): Promise<string[]> {
  const broken: string[] = [];
  const [frozen, seller] = [rig.at(holder), rig.at(1 - holder)];
  const product = await rig.stock(UNITS);
  const heldBefore = await locksHeld(rig, 1 - holder);
  const fault = await expectFault(frozen, { point, action: 'freeze', containing: productText(product) });
  const inProgress = crowd(customers, product, holder);
  await fault.happened();
  rig.note(`${frozen.name} frozen at: ${point}`);
  const [before] = await rig.query<{ taken: number }>(TAKEN, [product]);
  const elsewhere = await crowd(customers, product, 1 - holder);
  await pause(FROZEN_MS);
  const sold = elsewhere.filter(isSuccessful).length;
  if (!frozen.frozen) broken.push(`the fault did not happen: ${frozen.name} was not frozen`);
  const expected = Math.min(BUYERS, UNITS - (before?.taken ?? 0));
  if (sold !== expected) broken.push(`${sold} of ${expected} were sold while the holder of the lock was frozen`);
  if ((await locksHeld(rig, 1 - holder)) === heldBefore) broken.push(`${seller.name} never had the lock`);
  rig.note(`${frozen.name} continues after ${seller.name} has sold ${sold}`);
  frozen.thaw();
  await inProgress;
  await rig.completed().catch((late: Error) => broken.push(late.message));
  return broken;
}

const TAKEN = `SELECT COUNT(*) AS taken FROM stock_movements WHERE product_id = ? AND kind = 'ORDER'`;

async function crowd(customers: Customers, product: number, number: number) {
  return Promise.all(Array.from({ length: BUYERS }, (_, index) => customers.buy(index + 1, product, number)));
}

function locksHeld(rig: Rig, number: number): Promise<number> {
  return rig.at(number).metric('hotdeal_stock_lock_attempts_total{outcome="held"}');
}
