import { Book, isAcknowledged } from '../rig/book';
import type { Buyers } from '../rig/buyers';
import { orderCall } from '../rig/calls';
import { killAt } from '../rig/deaths';
import type { InstanceProcess } from '../rig/instance-process';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import { Visitors } from '../rig/visitors';
import type { Scenario } from '../scenario';
import { Bargains } from './clock-bargains';
import { expiredSockets, wrongRenewals, wrongTokens } from './clock-tokens';

const HOUR_MS = 3_600_000;
/** of each instance */
const OFFSETS_MS = [0, HOUR_MS, -HOUR_MS];
/** Who dies at once: those with a wrong clock settle what the others leave, and the reverse. */
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
];
const LOGGED_WITHIN_MS = 60_000;
/** Who believed a clock that is an hour off would wait for an hour. */
const SETTLED_LIMIT_MS = 60_000;

export const clockOff: Scenario = {
  name: 'clock-off',
  promise: "goes by the database's clock alone, on instances that are an hour ahead and an hour behind as well",
  rig: { instances: 3 },
  async run(rig, length) {
    const broken = await misSet(rig);
    const { instances, random, ask } = rig;
    const visitors = await Visitors.open({ instances, random: random.fork(), ask }, 2);
    const bargains = await Bargains.open(rig);
    const shops = instances.map(({ address }) =>
      rig.buyers({ products: bargains.products, buyers: 6, cancelled: 0.05, larger: 0, address: () => address }),
    );
    await bargains.over();
    const errands = new Book();
    broken.push(...(await wrongTokens(rig)), ...(await wrongRenewals(rig)));
    broken.push(...(await expiredSockets(rig, errands)));
    await sameKeyEverywhere(rig, errands, await rig.stock(1));
    for (let round = 0; round < length; round++) broken.push(...(await takenOver(rig, random.oneOf(PAIRS), shops)));
    const books = await Promise.all(shops.map((shop) => shop.stop()));
    await rig.heal();
    broken.push(...(await visitors.stop()), ...(await bargains.wrongPrices(books)));
    const verdict = await rig.judge(errands, ...books);
    return { broken: [...verdict.broken, ...broken], figures: { ...verdict.figures, ...visitors.counts } };
  },
};

/** The second is an hour ahead, the third an hour behind; by what they write into their logs, they believe it. */
async function misSet(rig: Rig): Promise<string[]> {
  const wrong = rig.instances.slice(1);
  await Promise.all(wrong.map((instance) => instance.kill().then(() => start(rig, instance))));
  rig.note(`the clock of ${rig.at(1).name} is an hour ahead, that of ${rig.at(2).name} an hour behind`);
  const broken: string[] = [];
  for (const instance of wrong) {
    const off = await offsetLogged(instance);
    if (Math.abs(off - offsetOf(rig, instance)) < LOGGED_WITHIN_MS) continue;
    broken.push(`the fault did not happen: the clock of ${instance.name} is ${off} ms off`);
  }
  return broken;
}

async function offsetLogged(instance: InstanceProcess): Promise<number> {
  await fetch(`${instance.address}/api/products`);
  const what = `${instance.name} has logged a request`;
  await until(() => instance.lastLogged(), { what, limitMs: LOGGED_WITHIN_MS });
  return instance.lastLogged().getTime() - Date.now();
}

function offsetOf(rig: Rig, instance: InstanceProcess): number {
  return OFFSETS_MS[rig.instances.indexOf(instance)] ?? 0;
}

async function start(rig: Rig, instance: InstanceProcess): Promise<void> {
  await instance.start({ FAULTS_CLOCK_OFFSET_MS: String(offsetOf(rig, instance)), LOG_LEVEL: 'info' });
}

/** One key at every instance, which is one order. */
async function sameKeyEverywhere(rig: Rig, errands: Book, productId: number): Promise<void> {
  const [user, key] = [4_999, 'same-everywhere'];
  const intention = errands.open(user, [{ productId, quantity: 1 }], key);
  for (const { address } of rig.instances) {
    const call = await orderCall({ address, token: rig.token(user) }, intention.items, { 'idempotency-key': key });
    intention.calls.push(call);
  }
}

/** Two die with orders in their hands: the third sees by their leases that they are dead, and settles the orders. */
async function takenOver(rig: Rig, pair: readonly number[], shops: readonly Buyers[]): Promise<string[]> {
  const broken: string[] = [];
  const victims = pair.map((number) => rig.at(number));
  const names = victims.map(({ name }) => name).join(' and ');
  await until(async () => (await leases(rig)) === rig.instances.length, {
    what: 'every instance has a living lease',
    limitMs: SETTLED_LIMIT_MS,
  });
  await Promise.all(victims.map((victim) => killAt(victim, { point: 'order handed to the stock' })));
  rig.note(`${names} killed with an order in their hands`);
  const left = await rig.ask<{ id: number }>(`SELECT order_id AS id FROM orders WHERE status = 'ORDER_BEFORE'`);
  const ids = left.map(({ id }) => id);
  const open = (): Promise<unknown[]> =>
    rig.ask(`SELECT order_id FROM orders WHERE status = 'ORDER_BEFORE' AND order_id IN (?)`, [ids]);
  if (ids.length === 0) return [`the fault did not happen: ${names} died without an order in their hands`];
  await until(async () => (await open()).length === 0, {
    what: `the orders of ${names} are settled by the third`,
    limitMs: SETTLED_LIMIT_MS,
  }).catch((late: Error) => broken.push(late.message));
  const third = shops.find((_, number) => !pair.includes(number));
  if (third !== undefined) broken.push(...(await goesOn(third)));
  await Promise.all(victims.map((victim) => start(rig, victim)));
  return broken;
}

async function goesOn({ book }: Buyers): Promise<string[]> {
  const bought = (): number => book.intentions.filter(isAcknowledged).length;
  const before = bought();
  const limits = { what: 'the third goes on selling', limitMs: SETTLED_LIMIT_MS };
  return until(() => bought() > before, limits).then(
    () => [],
    (late: Error) => [late.message],
  );
}

async function leases(rig: Rig): Promise<number> {
  const [row] = await rig.ask<{ alive: number }>('SELECT COUNT(*) AS alive FROM instances WHERE alive_until > NOW(3)');
  return row?.alive ?? 0;
}
