import { setTimeout as pause } from 'node:timers/promises';
import type { Point } from '../rig/fault-points';
import { Payers, PAYING } from '../rig/payers';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

/** Before the instance has locked anything, and right after its transaction has committed. */
const POINTS: readonly Point[] = ['reservations due', 'reservations expired'];
const LIMIT_MS = 30_000;
/** After an outage of its own, as of the round before, the poller pauses for half a minute on all instances. */
const PAUSE_LIMIT_MS = 60_000;
/** Longer than the lease of the poller, which another instance then takes. */
const FROZEN_MS = 4_000;

export const expiryFrozen: Scenario = {
  name: 'expiry-frozen',
  promise: 'expires reservations once when the instance that does it freezes, is replaced, and wakes up again',
  rig: { variables: PAYING },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const broken: string[] = [];
    const payers = new Payers(rig, { products, payers: 10, unpaid: 0.7, cancelled: 0 });
    for (let round = 0; round < 2 * length; round++) broken.push(...(await freeze(rig, POINTS[round % 2] as Point)));
    const log = await payers.stop();
    const result = await rig.verify(log.calls);
    return { ...result, broken: [...broken, ...result.broken, ...(await untruePayments([log], rig.query))] };
  },
};

/** Whichever instance expires them freezes; the other one has to expire all of them meanwhile. */
async function freeze(rig: Rig, point: Point): Promise<string[]> {
  const before = await rig.query<{ orders: number }>(EXPIRED);
  const open = async (): Promise<number[]> =>
    (await rig.query<{ order_id: number }>('SELECT order_id FROM order_reservations')).map(({ order_id }) => order_id);
  await until(async () => (await open()).length >= 20, { what: 'open reservations', limitMs: LIMIT_MS });
  await Promise.all(rig.instances.map((instance) => instance.inject({ point, action: 'freeze' })));
  const due = await open();
  await rig.query('UPDATE order_reservations SET reserved_until = NOW(3) WHERE order_id IN (?)', [due]);
  const isFrozen = (): boolean => rig.instances.some((instance) => instance.frozen);
  await until(isFrozen, { what: `the fault did not happen: freeze at "${point}"`, limitMs: PAUSE_LIMIT_MS });
  const frozen = rig.instances.filter((instance) => instance.frozen);
  rig.note(`${frozen.map(({ name }) => name).join(', ')} frozen at: ${point}`);
  await Promise.all(rig.instances.filter((one) => !one.frozen).map((one) => one.removeFaults()));
  await pause(FROZEN_MS);
  const left = async (): Promise<number> => {
    const sql = 'SELECT COUNT(*) AS waiting FROM order_reservations WHERE order_id IN (?)';
    return Number((await rig.query<{ waiting: number }>(sql, [due]))[0]?.waiting);
  };
  const broken: string[] = [];
  await until(async () => (await left()) === 0, {
    what: 'the other instance expires what is due',
    limitMs: PAUSE_LIMIT_MS,
  }).catch((error: Error) => broken.push(error.message));
  if (frozen.some((instance) => !instance.frozen)) broken.push('the fault did not happen: no instance was frozen');
  rig.note('it wakes up, and continues');
  for (const instance of frozen) {
    instance.thaw();
    await instance.removeFaults();
  }
  const after = await rig.query<{ orders: number }>(EXPIRED);
  const expired = Number(after[0]?.orders) - Number(before[0]?.orders);
  if (expired === 0) broken.push('the fault did not happen: no order has expired');
  return broken;
}

const EXPIRED = `SELECT COUNT(*) AS orders FROM orders WHERE cancel_reason = 'PAYMENT_EXPIRED'`;
