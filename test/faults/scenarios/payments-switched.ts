import { setTimeout as pause } from 'node:timers/promises';
import { Payers, PAYING } from '../rig/payers';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const ON = { PAYMENTS: 'on' };
const OFF = { PAYMENTS: 'off' };
const LOAD_MS = 3_000;

export const paymentsSwitched: Scenario = {
  name: 'payments-switched',
  promise: 'completes each order under the terms that it was placed under, when payments are switched on and off again',
  rig: { variables: { ...PAYING, ...OFF }, provider: true },
  async run(rig) {
    const products = [await rig.stock(1_000_000), await rig.stock(1_000_000)];
    const buyers = rig.buyers({ products, buyers: 6, cancelled: 0.2, waiting: 0.5 });
    await pause(LOAD_MS);
    // Beside an instance whose orders are completed as soon as their stock is taken.
    await restart(rig, 0, ON);
    const payers = new Payers(rig, {
      products,
      payers: 12,
      cancelled: 0.2,
      unpaid: 0.2,
      usesPoints: 0,
      byCard: 1,
      charge: 0,
      firstUser: 4_001,
    });
    await pause(LOAD_MS);
    await restart(rig, 1, ON);
    await pause(LOAD_MS);
    const bills = await bought(rig);
    const log = await payers.stop(1_000);
    // Orders that await their payment are left behind, and are ended by instances that take no payment for new ones.
    const open = await rig.query('SELECT order_id FROM order_reservations');
    rig.note(`payments are switched off with ${open.length} orders reserved`);
    await restart(rig, 0, OFF);
    await restart(rig, 1, OFF);
    await pause(LOAD_MS);
    const calls = await buyers.stop();
    const ends = await endPayments(rig);
    const result = await rig.verify(calls, log.calls);
    const figures = { ...result.figures, ...ends, ...bills, 'reserved when switched off': open.length };
    const broken = [
      ...(await untruePayments([log], rig.query)),
      ...missing(figures, 'paid', 'with a bill', 'without a bill', 'reserved when switched off'),
    ];
    return { broken: [...result.broken, ...broken], figures };
  },
};

async function restart(rig: Rig, number: number, variables: Readonly<Record<string, string>>): Promise<void> {
  const instance = rig.at(number);
  await instance.kill();
  await instance.start(variables);
  rig.note(`${instance.name} started with payments ${variables['PAYMENTS']}`);
}

async function bought(rig: Rig): Promise<Record<string, number>> {
  const [row] = await rig.query<{ billed: number; others: number }>(
    `SELECT SUM(order_bills.order_id IS NOT NULL) AS billed, SUM(order_bills.order_id IS NULL) AS others
     FROM orders LEFT JOIN order_bills ON order_bills.order_id = orders.order_id`,
  );
  return { 'with a bill': Number(row?.billed), 'without a bill': Number(row?.others) };
}
