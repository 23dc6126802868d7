import { type Call, orderOf, type Intention } from '../rig/book';
import { Customers } from '../rig/customers';
import { setTrap } from '../rig/deaths';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const KEYS = 80;

export const instanceKeyedTwice: Scenario = {
  name: 'instance-keyed-twice',
  promise: 'makes one order of a keyed request that goes to two instances at once, one of which dies over it',
  async run(rig, length) {
    const customers = new Customers(rig);
    const broken: string[] = [];
    for (let round = 0; round < 2 * length; round++) broken.push(...(await dieOverKeys(rig, customers, round % 2)));
    const verdict = await rig.judge(customers.book);
    return { ...verdict, broken: [...broken, ...verdict.broken] };
  },
};

/** Dies with the orders committed and none of their buyers answered; the other has the same requests. */
async function dieOverKeys(rig: Rig, customers: Customers, victim: number): Promise<string[]> {
  // While what the dead have left is late, new orders are refused, and nobody would come to the point.
  await rig.settled();
  const product = await rig.stock(KEYS);
  const trap = await setTrap(rig.at(victim), { point: 'order committed', action: 'kill' });
  const intentions = Array.from({ length: KEYS }, (_, index) => customers.wants(index + 1, product));
  const sprung = trap.sprung();
  // Some come to the other only then: where it is quicker with all of them, the victim has nothing to commit.
  const asking = intentions.map((intention, index) =>
    askEverywhere(customers, intention, victim, index % 4 === 0 ? sprung : Promise.resolve()),
  );
  await sprung;
  const inDoubt = await Promise.all(asking);
  rig.note(`${rig.at(victim).name} killed with orders committed and unanswered`);
  const reborn = rig.at(victim).start();
  await Promise.all(intentions.map((intention) => customers.knows(intention, 1 - victim)));
  await reborn;
  await Promise.all(intentions.map((intention) => customers.knows(intention, victim)));
  const broken = intentions
    .filter((intention) => orderOf(intention) === undefined)
    .map(({ userId, calls }) => `user ${userId} has no order: ${calls.at(-1)?.code}`);
  const orders = new Set(intentions.map(orderOf));
  if (orders.size !== KEYS) broken.push(`${KEYS} keys made ${orders.size} orders`);
  if (!inDoubt.includes(true)) broken.push('the fault did not happen: nobody was left without an answer');
  return broken;
}

/** Twice at each instance; answers whether the victim left it without an answer. */
async function askEverywhere(
  customers: Customers,
  intention: Intention,
  victim: number,
  elsewhere: Promise<void>,
): Promise<boolean> {
  const twiceAt = (number: number): Promise<Call[]> =>
    Promise.all([customers.asks(intention, number), customers.asks(intention, number)]);
  const asked = twiceAt(victim);
  await Promise.all([asked, elsewhere.then(() => twiceAt(1 - victim))]);
  return (await asked).some(({ status }) => status === 0);
}
