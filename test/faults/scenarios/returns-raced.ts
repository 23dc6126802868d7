import { Returners } from '../rig/returners';
import { killOneAt } from '../rig/expected-fault';
import type { Point } from '../rig/fault-points';
import { SHIPPING } from '../rig/order-events';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import { untrueReturns } from '../rig/return-calls';
import { shipmentsEnded } from '../rig/shipment-verifier';
import type { Scenario } from '../scenario';

/** On the way of a return, from its request to what comes of its completion. */
const POINTS: readonly Point[] = [
  'return requested',
  'return ended',
  'returns completed',
  'return restocked',
  'return to be refunded',
  'refund due',
  'points refunded',
];
/** A poller comes to it only every five seconds, so it is not passed before. */
const POLLED: Point = 'returns completed';
const TIMES = { SHIP_AFTER_S: '1', DELIVER_AFTER_S: '1', RETURN_TAKES_S: '1', RETURN_WITHIN_S: '3600' };

export const returnsRaced: Scenario = {
  name: 'returns-raced',
  promise: 'takes back each unit once, and pays it back once, when returns are requested, repeated and ended at once',
  rig: { variables: { ...SHIPPING, ...TIMES }, provider: true },
  async run(rig, length) {
    const returners = new Returners(rig, [await rig.stock(1_000_000), await rig.stock(1_000_000)]);
    for (let round = 0; round < length; round++) {
      for (const point of POINTS)
        await killOneAt(rig, { point, skip: point === POLLED ? 0 : rig.random.between(0, 3) });
    }
    const { payments, returns } = await returners.stop();
    const ends = await endPayments(rig);
    await shipmentsEnded(rig);
    const result = await rig.verify(payments.calls);
    const { broken, figures: ended } = await untrueReturns(returns, rig.query);
    const figures = { ...result.figures, ...ends, ...ended };
    broken.push(...(await untruePayments([payments], rig.query)));
    const names = ['paid', 'rejected', 'returned', 'returned as a whole', 'requested beside another'];
    broken.push(...missing(figures, ...names));
    return { broken: [...result.broken, ...broken], figures };
  },
};
