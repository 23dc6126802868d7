import { setTimeout as pause } from 'node:timers/promises';
import { killAt } from '../rig/expected-fault';
import type { Point } from '../rig/fault-points';
import { Payers, PAYING } from '../rig/payers';
import { untruePayments } from '../rig/payment-verifier';
import type { Scenario } from '../scenario';

/** On the way of a payment by points, from the request to what the order has said of it, and back to the wallet. */
const POINTS: readonly Point[] = [
  'points reserved',
  'payment authorized',
  'payment requested',
  'points passed to the wallet',
  'points spent',
  'payment result stored',
  'order paid',
  'payment outcome stored',
  'points refunded',
];
const BETWEEN_MS = 300;

export const paymentKilled: Scenario = {
  name: 'payment-killed',
  promise: 'loses no payment and takes nothing twice when an instance dies at any point of it',
  rig: { variables: PAYING },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(1_000_000)];
    const payers = new Payers(rig, { products, payers: 16, cancelled: 0.3 });
    for (let round = 0; round < length; round++) {
      for (const [index, point] of POINTS.entries()) {
        const victim = rig.at((round + index) % rig.instances.length);
        await killAt(victim, { point, skip: rig.random.between(0, 4) });
        rig.note(`${victim.name} killed at: ${point}`);
        await victim.start();
        await pause(rig.random.between(0, BETWEEN_MS));
      }
    }
    const log = await payers.stop();
    const result = await rig.verify(log.calls);
    return { ...result, broken: [...result.broken, ...(await untruePayments([log], rig.query))] };
  },
};
