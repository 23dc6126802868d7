import { setTimeout as pause } from 'node:timers/promises';
import { killAt } from '../rig/expected-fault';
import type { Point, PointFault } from '../rig/fault-points';
import { Payers, type Paying, PAYING } from '../rig/payers';
import type { PaymentLog } from '../rig/payment-calls';
import { endPayments } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import type { Saying } from '../../servers/payment-provider';
import type { Scenario } from '../scenario';

/** The calls that move money take this long here, so that an instance can die while one is on its way. */
const ON_ITS_WAY_MS = 200;

const SLOW: readonly Saying[] = (['open', 'confirm'] as const).map((route) => ({
  ...{ route, times: null, delayAnswerMs: ON_ITS_WAY_MS },
}));

/** The twelve points on the way of a payment by card, from the request to what the order has said of it. */
const BY_CARD: readonly Pick<PointFault, 'point' | 'afterMs'>[] = [
  { point: 'payment authorized' },
  { point: 'payment requested' },
  { point: 'payment opening', afterMs: ON_ITS_WAY_MS / 2 },
  { point: 'payment opened' },
  { point: 'intent due' },
  { point: 'intent stored' },
  { point: 'confirmation sent', afterMs: ON_ITS_WAY_MS / 2 },
  { point: 'confirmation answered' },
  { point: 'confirmation stored' },
  { point: 'order paid' },
  { point: 'payment outcome stored' },
  { point: 'payment looked at' },
];
/** Those that only a payment by points passes, and its way back to the wallet. */
const BY_POINTS: readonly Point[] = [
  'points reserved',
  'points passed to the wallet',
  'points spent',
  'payment result stored',
  'points refunded',
];
const BETWEEN_MS = 300;

export const paymentKilled: Scenario = {
  name: 'payment-killed',
  promise: 'loses no payment and takes nothing twice when an instance, or the provider, dies at any point of it',
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000), await rig.stock(1_000_000)];
    const logs: PaymentLog[] = [];
    for (let round = 0; round < length; round++) {
      const firstUser = 1 + 2_000 * round;
      const byCard = { products, payers: 16, cancelled: 0.3, byCard: 1, firstUser };
      logs.push(await killedAtEach(rig, byCard, BY_CARD));
      const byPoints = { products, payers: 16, cancelled: 0.3, firstUser: firstUser + 1_000 };
      logs.push(
        await killedAtEach(
          rig,
          byPoints,
          BY_POINTS.map((point) => ({ point })),
        ),
      );
    }
    const ends = await endPayments(rig);
    const result = await rig.verify(...logs.map(({ calls }) => calls));
    const broken = [...result.broken, ...(await untruePayments(logs, rig.query))];
    return { broken, figures: { ...result.figures, ...ends } };
  },
};

async function killedAtEach(
  rig: Rig,
  paying: Paying,
  points: readonly Pick<PointFault, 'point' | 'afterMs'>[],
): Promise<PaymentLog> {
  await rig.provider.heal();
  await rig.provider.say(...SLOW);
  const payers = new Payers(rig, paying);
  for (const [index, where] of points.entries()) {
    const victim = rig.at(index % rig.instances.length);
    // Without a payment whose outcome is not known, none is looked at.
    if (where.point === 'payment looked at') {
      await rig.provider.heal();
      await rig.provider.say({ route: 'confirm', share: 0.3, cut: 'after' }, ...SLOW);
    }
    await killAt(victim, { ...where, skip: where.point === 'payment looked at' ? 0 : rig.random.between(0, 4) });
    rig.note(`${victim.name} killed at: ${where.point}`);
    await victim.start();
    await pause(rig.random.between(0, BETWEEN_MS));
  }
  await rig.provider.process.kill();
  rig.note('the provider killed');
  await rig.provider.process.start();
  await pause(BETWEEN_MS);
  return payers.stop();
}
