import { CallLog, orderOf } from '../rig/call-log';
import { cancelCall, type CallTarget, orderCall } from '../rig/calls';
import { withDaysShifted } from '../rig/days';
import type { Interleaving } from './interleaving';

const LIMIT_MS = 20_000;
const DAY_MS = 86_400_000;
const SOLD_WITHIN = { prefer: 'wait=5' };

/** A sale is counted in the transaction that completes it: its instance dies in between, and another one completes it. */
export const killedInCompletion: Interleaving = {
  name: 'killed in the transaction of a completion',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    await one.inject({ point: 'events published', action: 'kill', containing: 'order.settled' });
    const buyers = rig.buyers({
      ...{ products: [product], buyers: 1, orders: 1, cancelled: 0, larger: 0, unkeyed: 0, waiting: 0 },
      address: () => one.address,
    });
    await one.dead(LIMIT_MS);
    rig.note(`${one.name} killed before the commit of a completion`);
    await one.start();
    return { logs: [await buyers.stop()] };
  },
};

/** A cancelled order is taken off the day on which it was sold. */
export const cancelledTheDayAfter: Interleaving = {
  name: 'cancelled the day after',
  async run(rig) {
    const one = rig.at(0);
    const product = await rig.stock(5);
    const log = new CallLog();
    const target: CallTarget = { address: one.address, token: rig.token(1) };
    const buy = async (): Promise<number | undefined> => {
      const attempt = log.add(1, [{ productId: product, quantity: 1 }], undefined);
      attempt.calls.push(await orderCall(target, attempt.items, SOLD_WITHIN));
      return orderOf(attempt);
    };
    await buy();
    await one.kill();
    await one.start(withDaysShifted(DAY_MS));
    // Otherwise a row of the wrong day would be missing, and nothing would be taken off it.
    await buy();
    log.attempts[0]?.cancels.push(await cancelCall(target, orderOf(log.attempts[0])));
    rig.note('an order cancelled the day after it was sold');
    await one.kill();
    await one.start();
    return { logs: [log] };
  },
};
