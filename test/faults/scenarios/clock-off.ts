import { CallLog, isConfirmed } from '../rig/call-log';
import type { Buyers } from '../rig/buyers';
import { orderCall } from '../rig/calls';
import { killAt } from '../rig/expected-fault';
import type { InstanceProcess } from '../rig/instance-process';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import { Visitors } from '../rig/visitors';
import type { Scenario } from '../scenario';
import { ChangingDeals } from './clock-deals';
import { expiredSockets, wrongRenewals, wrongTokens } from './clock-tokens';

const HOUR_MS = 3_600_000;
/** the error of each instance's clock */
const OFFSETS_MS = [0, HOUR_MS, -HOUR_MS];
/** Which instances die together: one with a wrong clock completes what the others leave, and the reverse. */
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
];
const LOGGED_WITHIN_MS = 60_000;
/** An instance that used its own clock would wait for an hour. */
const COMPLETED_LIMIT_MS = 60_000;

export const clockOff: Scenario = {
  name: 'clock-off',
  promise: "uses the database's clock alone, also on instances that are an hour ahead and an hour behind",
  rig: { instances: 3 },
  async run(rig, length) {
    const broken = await misSet(rig);
    const { instances, random, query } = rig;
    const visitors = await Visitors.open({ instances, random: random.fork(), query }, 2);
    const deals = await ChangingDeals.open(rig);
    const shops = instances.map(({ address }) =>
      rig.buyers({ products: deals.products, buyers: 6, cancelled: 0.05, larger: 0, address: () => address }),
    );
    await deals.over();
    const others = new CallLog();
    broken.push(...(await wrongTokens(rig)), ...(await wrongRenewals(rig)));
    broken.push(...(await expiredSockets(rig, others)));
    await sameKeyEverywhere(rig, others, await rig.stock(1));
    for (let round = 0; round < length; round++) broken.push(...(await takenOver(rig, random.oneOf(PAIRS), shops)));
    const logs = await Promise.all(shops.map((shop) => shop.stop()));
    await rig.heal();
    broken.push(...(await visitors.stop()), ...(await deals.wrongPrices(logs)));
    const result = await rig.verify(others, ...logs);
    return { broken: [...result.broken, ...broken], figures: { ...result.figures, ...visitors.counts } };
  },
};

/** Sets the second instance an hour ahead and the third an hour behind, and proves it by the times in their logs. */
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

/** One key at every instance must be one order. */
async function sameKeyEverywhere(rig: Rig, others: CallLog, productId: number): Promise<void> {
  const [user, key] = [4_999, 'same-everywhere'];
  const attempt = others.add(user, [{ productId, quantity: 1 }], key);
  for (const { address } of rig.instances) {
    const call = await orderCall({ address, token: rig.token(user) }, attempt.items, { 'idempotency-key': key });
    attempt.calls.push(call);
  }
}

/** Two instances die with orders in progress: the third sees it by their leases, and completes the orders. */
async function takenOver(rig: Rig, pair: readonly number[], shops: readonly Buyers[]): Promise<string[]> {
  const broken: string[] = [];
  const victims = pair.map((number) => rig.at(number));
  const names = victims.map(({ name }) => name).join(' and ');
  await until(async () => (await leases(rig)) === rig.instances.length, {
    what: 'every instance has a valid lease',
    limitMs: COMPLETED_LIMIT_MS,
  });
  await Promise.all(victims.map((victim) => killAt(victim, { point: 'order passed to the stock' })));
  rig.note(`${names} killed with orders in progress`);
  const left = await rig.query<{ id: number }>(`SELECT order_id AS id FROM orders WHERE status = 'ORDER_BEFORE'`);
  const ids = left.map(({ id }) => id);
  const open = (): Promise<unknown[]> =>
    rig.query(`SELECT order_id FROM orders WHERE status = 'ORDER_BEFORE' AND order_id IN (?)`, [ids]);
  if (ids.length === 0) return [`the fault did not happen: ${names} died without an order in progress`];
  await until(async () => (await open()).length === 0, {
    what: `the orders of ${names} are completed by the third instance`,
    limitMs: COMPLETED_LIMIT_MS,
  }).catch((late: Error) => broken.push(late.message));
  const third = shops.find((_, number) => !pair.includes(number));
  if (third !== undefined) broken.push(...(await keepsSelling(third)));
  await Promise.all(victims.map((victim) => start(rig, victim)));
  return broken;
}

async function keepsSelling({ log }: Buyers): Promise<string[]> {
  const bought = (): number => log.attempts.filter(isConfirmed).length;
  const before = bought();
  const limits = { what: 'the third instance keeps selling', limitMs: COMPLETED_LIMIT_MS };
  return until(() => bought() > before, limits).then(
    () => [],
    (late: Error) => [late.message],
  );
}

async function leases(rig: Rig): Promise<number> {
  const [row] = await rig.query<{ alive: number }>(
    'SELECT COUNT(*) AS alive FROM instances WHERE alive_until > NOW(3)',
  );
  return row?.alive ?? 0;
}
