import { setTimeout as pause } from 'node:timers/promises';
import { purchases } from '../rig/card-purchase';
import { killOneAt } from '../rig/expected-fault';
import type { Point } from '../rig/fault-points';
import { OrderEvents, SHIPPING } from '../rig/order-events';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { PaymentLog } from '../rig/payment-calls';
import type { Rig } from '../rig/rig';
import { shipmentsEnded, untrueShipments } from '../rig/shipment-verifier';
import type { Scenario } from '../scenario';

const CONCURRENT = 20;
/** Each process is killed so often at random moments, beside what happens at the points. */
const KILLS = 2;
const BETWEEN_MS: readonly [least: number, most: number] = [500, 3_000];
/** Until after the time of shipping, so that some cancels come before it, some beside it, and some after it. */
const CANCEL_AFTER_MS = 6_000;
/** The order has said that its goods may leave, and they have not; the shipment is stored. */
const POINTS: readonly Point[] = ['shipments judged', 'shipments moved'];

export const shippingRestart: Scenario = {
  name: 'shipping-restart',
  promise:
    'delivers each paid order once, and lets no cancelled one leave, while every process is killed and restarted',
  rig: { variables: { ...SHIPPING, SHIP_AFTER_S: '2', DELIVER_AFTER_S: '2' }, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const events = await OrderEvents.listen(rig);
    let isOver = false;
    const crowd = { orders: Infinity, concurrent: CONCURRENT, products, isOver: () => isOver };
    const buying = purchases(rig, crowd, async (one) => {
      await one.pay();
      if (one.random.chance(0.3)) return;
      await pause(one.random.between(0, CANCEL_AFTER_MS));
      await one.cancel();
    });
    for (let round = 0; round < KILLS * length; round++) await restartEach(rig);
    for (const point of POINTS) await killOneAt(rig, { point });
    isOver = true;
    const log = await buying;
    const ends = await endPayments(rig);
    await shipmentsEnded(rig);
    const result = await rig.verify(log.calls);
    const parcels = await untrueShipments(await events.end(), rig.query);
    const figures = { ...result.figures, ...ends, ...parcels.figures, 'cancelled too late': refusedCancels(log) };
    const broken = [
      ...parcels.broken,
      ...(await untruePayments([log], rig.query)),
      ...missing(figures, 'paid', 'delivered', 'cancelled before it left', 'cancelled too late'),
    ];
    return { broken: [...result.broken, ...broken], figures };
  },
};

async function restartEach(rig: Rig): Promise<void> {
  for (const instance of rig.instances) {
    await pause(rig.random.between(...BETWEEN_MS));
    await instance.kill();
    rig.note(`${instance.name} killed`);
    await instance.start();
  }
}

function refusedCancels({ calls }: PaymentLog): number {
  return calls.attempts.filter(({ cancels }) => cancels.some(({ code }) => code === 'ORDER_NOT_CANCELLABLE')).length;
}
