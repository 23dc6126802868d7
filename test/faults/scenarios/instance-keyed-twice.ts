import { type Call, orderOf, type PurchaseAttempt } from '../rig/call-log';
import { Customers } from '../rig/customers';
import { expectFault } from '../rig/expected-fault';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const KEYS = 80;

export const instanceKeyedTwice: Scenario = {
  name: 'instance-keyed-twice',
  promise: 'creates one order per key when the key goes to two instances at once, one of which dies',
  async run(rig, length) {
    const customers = new Customers(rig);
    const broken: string[] = [];
    for (let round = 0; round < 2 * length; round++) broken.push(...(await dieOverKeys(rig, customers, round % 2)));
    const result = await rig.verify(customers.log);
    return { ...result, broken: [...broken, ...result.broken] };
  },
};

/** One instance dies with the orders committed and no buyer answered. The other one has the same requests. */
async function dieOverKeys(rig: Rig, customers: Customers, victim: number): Promise<string[]> {
  // New orders are refused while those of a dead instance wait too long, and no order would reach the point.
  await rig.completed();
  const product = await rig.stock(KEYS);
  const fault = await expectFault(rig.at(victim), { point: 'order committed', action: 'kill' });
  const attempts = Array.from({ length: KEYS }, (_, index) => customers.plan(index + 1, product));
  const killed = fault.happened();
  // Some go to the other instance only then: if it were faster with all of them, the victim would commit nothing.
  const asking = attempts.map((attempt, index) =>
    orderEverywhere(customers, attempt, victim, index % 4 === 0 ? killed : Promise.resolve()),
  );
  await killed;
  const unanswered = await Promise.all(asking);
  rig.note(`${rig.at(victim).name} killed with orders committed and unanswered`);
  const restarted = rig.at(victim).start();
  await Promise.all(attempts.map((attempt) => customers.orderUntilKnown(attempt, 1 - victim)));
  await restarted;
  await Promise.all(attempts.map((attempt) => customers.orderUntilKnown(attempt, victim)));
  const broken = attempts
    .filter((attempt) => orderOf(attempt) === undefined)
    .map(({ userId, calls }) => `user ${userId} has no order: ${calls.at(-1)?.code}`);
  const orders = new Set(attempts.map(orderOf));
  if (orders.size !== KEYS) broken.push(`${KEYS} keys made ${orders.size} orders`);
  if (!unanswered.includes(true)) broken.push('the fault did not happen: every call was answered');
  return broken;
}

/**
 * Sends the order twice to each instance.
 * @returns whether a call to the victim was not answered
 */
async function orderEverywhere(
  customers: Customers,
  attempt: PurchaseAttempt,
  victim: number,
  elsewhere: Promise<void>,
): Promise<boolean> {
  const twiceAt = (number: number): Promise<Call[]> =>
    Promise.all([customers.order(attempt, number), customers.order(attempt, number)]);
  const answered = twiceAt(victim);
  await Promise.all([answered, elsewhere.then(() => twiceAt(1 - victim))]);
  return (await answered).some(({ status }) => status === 0);
}
